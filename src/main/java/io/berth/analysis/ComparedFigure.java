package io.berth.analysis;

import io.berth.analysis.Comparison.Contrast;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One ratio that the answer says, and how several of them make a sentence.
 *
 * @param ratio that of the contrast
 * @param workloads whether the run has several, so that they must be named
 */
record ComparedFigure(Comparison comparison, Contrast contrast, double ratio, boolean workloads) {

    /** More places than these are a range with its ends. */
    private static final int MOST_PLACES = 3;

    /** More kinds of figures than these are one range. */
    private static final int MOST_SUBJECTS = 3;

    /** Up to so many figures stand with the measurements that they are made of. */
    private static final int MOST_WITH_MEASUREMENTS = 2;

    /** The two values compared. */
    List<String> pair() {
        return List.of(comparison.factor(), comparison.a(), comparison.b(), comparison.layer());
    }

    /** What shares a sentence: the two values, and rates or latencies. */
    List<String> group() {
        List<String> group = new ArrayList<>(pair());
        group.add(isRate() ? "rate" : "latency");
        return group;
    }

    boolean isRate() {
        return contrast.metric().equals("iops");
    }

    /** How far from no effect, whatever the direction. */
    double distance() {
        return Math.abs(Math.log(ratio));
    }

    /** The figures of one {@link #group} as a sentence. */
    static String sentence(List<ComparedFigure> group) {
        ComparedFigure first = group.getFirst();
        Comparison c = first.comparison();
        int guests = group.stream().mapToInt(f -> f.comparison().guests()).max().orElseThrow();
        return Labels.value(c.factor(), c.b())
                + " against "
                + Labels.value(c.factor(), c.a())
                + " at "
                + Labels.guests(guests)
                + ": "
                + clauses(group, guests)
                + ".";
    }

    private static String clauses(List<ComparedFigure> group, int guests) {
        Map<String, List<ComparedFigure>> subjects = new LinkedHashMap<>();
        group.stream()
                .sorted(Comparator.comparingInt(f -> CaseAnalyser.OPS.indexOf(f.contrast.op())))
                .forEach(f -> subjects.computeIfAbsent(f.subject(), s -> new ArrayList<>()).add(f));
        if (subjects.size() > MOST_SUBJECTS) {
            return (group.getFirst().isRate() ? "" : "p99 ")
                    + range(group, group.getFirst().unit(), guests, true);
        }
        List<String> clauses = new ArrayList<>();
        List<String> placesBefore = List.of();
        for (Map.Entry<String, List<ComparedFigure>> subject : subjects.entrySet()) {
            List<ComparedFigure> figures = subject.getValue();
            String unit = clauses.isEmpty() ? figures.getFirst().unit() : "";
            List<String> places = figures.stream().map(f -> f.place(guests)).toList();
            clauses.add(
                    subject.getKey()
                            + " "
                            + (figures.size() > MOST_PLACES
                                    ? range(figures, unit, guests, false)
                                    : each(
                                            figures,
                                            unit,
                                            places,
                                            places.equals(placesBefore),
                                            group.size() <= MOST_WITH_MEASUREMENTS)));
            placesBefore = places;
        }
        return String.join("; ", clauses);
    }

    /** {@code 0.76× the IOPS on raw and 1.01× on qcow2}; places that were just said are not. */
    private static String each(
            List<ComparedFigure> figures,
            String unit,
            List<String> places,
            boolean placesSaid,
            boolean measurements) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            ComparedFigure figure = figures.get(i);
            words.add(
                    Words.brief(figure.ratio)
                            + (i == 0 ? unit : "")
                            + (placesSaid || places.get(i).isEmpty() ? "" : " " + places.get(i))
                            + (measurements ? figure.measurements() : ""));
        }
        return listed(words);
    }

    /** {@code 0.76×–1.02× the IOPS (lowest on raw, highest on qcow2)}. */
    private static String range(
            List<ComparedFigure> figures, String unit, int guests, boolean subjects) {
        List<ComparedFigure> sorted =
                figures.stream().sorted(Comparator.comparingDouble(f -> f.ratio)).toList();
        ComparedFigure low = sorted.getFirst();
        ComparedFigure high = sorted.getLast();
        String from = Words.brief(low.ratio);
        String to = Words.brief(high.ratio);
        if (from.equals(to)) {
            return from + unit + " in all " + figures.size() + " comparisons";
        }
        return "%s–%s%s (lowest %s%s highest %s)"
                .formatted(
                        from,
                        to,
                        unit,
                        low.end(guests, subjects),
                        subjects ? ";" : ",",
                        high.end(guests, subjects));
    }

    private String end(int guests, boolean subjects) {
        String place = place(guests);
        return subjects ? ("for " + subject() + " " + place).strip() : place;
    }

    /** {@code reads} or {@code read clat p99}, with the workload where there are several. */
    private String subject() {
        String op = contrast.op();
        String words =
                isRate()
                        ? op + "s"
                        : (op.equals("sync") ? "" : op + " ") + contrast.metric().replace('_', ' ');
        return workloads ? comparison.workload() + " " + words : words;
    }

    private String unit() {
        return isRate() ? " the IOPS" : "";
    }

    /**
     * {@code on raw}, {@code with cache=none}; with the guest count if it is not the sentence's.
     */
    private String place(int guests) {
        String context = comparison.context();
        String place =
                context.isEmpty()
                        ? ""
                        : (context.replaceFirst(",.*", "").contains("=") ? "with " : "on ")
                                + context;
        if (comparison.guests() == guests) {
            return place;
        }
        return (place.isEmpty() ? "" : place + " ") + "at " + Labels.guests(comparison.guests());
    }

    private String measurements() {
        Double a = contrast.medianA();
        Double b = contrast.medianB();
        return a == null || b == null ? "" : " (" + shown(b) + " against " + shown(a) + ")";
    }

    private String shown(double value) {
        return isRate() ? Figures.grouped(Math.round(value)) : Figures.nanos(value);
    }

    /** {@code a, b and c}. */
    static String listed(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
