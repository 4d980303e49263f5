package io.berth.report;

import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.analysis.CaseFigures.Fairness;
import io.berth.analysis.CaseFigures.GuestRate;
import io.berth.report.Evidence.Topic;
import io.berth.report.chart.Heading;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.StripChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How evenly guests were served: a dot for each guest. */
final class FairnessFigures {
    /** More rows than these cannot be compared at a glance: the least even are drawn. */
    private static final int ROWS_MAX = 24;

    private final Evidence evidence;

    FairnessFigures(Evidence evidence) {
        this.evidence = evidence;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            if (topic.op().equals("sync")) {
                continue;
            }
            List<RungView> shared =
                    evidence.rungs(topic).stream()
                            .filter(r -> r.guests() > 1 && r.figures().fairness() != null)
                            .toList();
            if (!shared.isEmpty()) {
                figures.add(figure(topic, shared));
            }
        }
        return figures;
    }

    private Figure figure(Topic topic, List<RungView> rungs) {
        List<StripChart.Row> rows = new ArrayList<>();
        for (RungView rung : leastEven(rungs)) {
            rows.add(
                    new StripChart.Row(
                            rung.ladder().label() + ", " + Evidence.guests(rung.guests()),
                            evidence.configurations().style(rung.configuration()),
                            perGuest(rung)));
        }
        double worst =
                rungs.stream().mapToDouble(r -> fairness(r).minOverMedianIops()).min().orElse(1);
        String finding =
                "The slowest guest got at least "
                        + Scale.SHARE.shown(worst)
                        + " of the median guest's";
        Heading heading =
                new Heading(
                        "c-fair-" + topic.slug(),
                        Phrases.capital(Evidence.plural(topic.op())) + " of each guest",
                        finding,
                        evidence.name(topic)
                                + ": one dot for each guest, a row for each case. "
                                + finding
                                + ".");
        return Figure.wide(
                "fairness-" + topic.slug(),
                evidence.name(topic)
                        + ": the slowest guest got "
                        + Scale.SHARE.shown(worst)
                        + " of the median guest’s IOPS, in the least even case",
                "Each dot is a guest, its mean over blocks. Jain’s index is 1 when all get the"
                        + " same; it forgives: one of 16 guests at half speed still gives 0.985."
                        + (rungs.size() > ROWS_MAX
                                ? " Drawn are the "
                                        + ROWS_MAX
                                        + " least even of "
                                        + rungs.size()
                                        + "."
                                : ""),
                List.of(new StripChart(heading, Quantity.IOPS, rows)),
                table(topic, rungs));
    }

    /** All rungs, or the least even of many; in the order of the table. */
    private static List<RungView> leastEven(List<RungView> rungs) {
        if (rungs.size() <= ROWS_MAX) {
            return rungs;
        }
        List<RungView> least =
                rungs.stream()
                        .sorted(
                                Comparator.comparingDouble(
                                        (RungView r) -> fairness(r).minOverMedianIops()))
                        .limit(ROWS_MAX)
                        .toList();
        return rungs.stream().filter(least::contains).toList();
    }

    private Table table(Topic topic, List<RungView> rungs) {
        return new TableBuilder<>(rungs)
                .text("disk", r -> r.ladder().label())
                .figure("guests", Scale.COUNT, r -> (double) r.guests())
                .figure("slowest", Scale.IOPS, r -> least(r))
                .figure("fastest", Scale.IOPS, r -> most(r))
                .figure("slowest ÷ median", Scale.RATIO, r -> fairness(r).minOverMedianIops())
                .figureIfAny(
                        "worst ÷ median p99", Scale.RATIO, r -> fairness(r).worstOverMedianP99())
                .figure("Jain", Scale.INDEX, r -> fairness(r).jain())
                .build(evidence.name(topic) + ": between guests", "");
    }

    private static @Nullable Double least(RungView rung) {
        return perGuest(rung).stream().min(Double::compare).orElse(null);
    }

    private static @Nullable Double most(RungView rung) {
        return perGuest(rung).stream().max(Double::compare).orElse(null);
    }

    /** Each guest's mean over the blocks. */
    private static List<Double> perGuest(RungView rung) {
        Map<Integer, double[]> sums = new TreeMap<>();
        for (BlockOp block : rung.figures().blocks()) {
            for (GuestRate rate : block.guests()) {
                double[] sum = sums.computeIfAbsent(rate.guest(), g -> new double[2]);
                sum[0] += rate.iops();
                sum[1]++;
            }
        }
        return sums.values().stream().map(s -> s[0] / s[1]).toList();
    }

    private static Fairness fairness(RungView rung) {
        Fairness fairness = rung.figures().fairness();
        if (fairness == null) {
            throw new IllegalStateException("filtered before");
        }
        return fairness;
    }
}
