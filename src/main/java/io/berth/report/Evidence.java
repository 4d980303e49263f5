package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.Ladder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An analysis, looked up in the ways that figures need. */
final class Evidence {
    /** fio's operations in the order in which they are shown. */
    static final List<String> OPS = List.of("read", "write", "trim", "sync");

    private static final String HOST = "host";

    private final Analysis analysis;
    private final Configurations configurations;

    /** Those with figures of their own; twins at the host are shown beside their guests. */
    private final List<String> layers;

    private final Map<String, CaseFigures> cases = new LinkedHashMap<>();

    /** What is shown together: one workload at one layer, one operation of it. */
    record Topic(String workload, String layer, String op) {
        /** A name for anchors: letters, digits and dashes. */
        String slug() {
            String plain = (workload + "-" + layer + "-" + op).toLowerCase(java.util.Locale.ROOT);
            return plain.replaceAll("[^a-z0-9]+", "-")
                    + "-"
                    + Integer.toHexString((workload + "\n" + layer + "\n" + op).hashCode());
        }
    }

    Evidence(Analysis analysis) {
        this.analysis = analysis;
        List<CaseFigures> guests =
                analysis.cases().stream().filter(c -> !c.layer().equals(HOST)).toList();
        this.layers = guests.isEmpty() ? List.of(HOST) : otherThanHost(guests);
        this.configurations = new Configurations(guests.isEmpty() ? analysis.cases() : guests);
        analysis.cases().forEach(c -> cases.put(c.id(), c));
    }

    private static List<String> otherThanHost(List<CaseFigures> guests) {
        return guests.stream().map(CaseFigures::layer).distinct().toList();
    }

    Analysis analysis() {
        return analysis;
    }

    Configurations configurations() {
        return configurations;
    }

    /**
     * Every workload, layer and operation with figures, in the plan's order; the host only in a run
     * without guests.
     */
    List<Topic> topics() {
        List<Topic> topics = new ArrayList<>();
        for (Ladder ladder : analysis.scaling()) {
            for (String op : OPS) {
                Topic topic = new Topic(ladder.workload(), ladder.layer(), op);
                if (layers.contains(topic.layer())
                        && !topics.contains(topic)
                        && !rungs(topic).isEmpty()) {
                    topics.add(topic);
                }
            }
        }
        // Operations of one workload stay together.
        topics.sort(
                java.util.Comparator.comparingInt(
                        t ->
                                topics.stream()
                                        .filter(
                                                o ->
                                                        o.workload().equals(t.workload())
                                                                && o.layer().equals(t.layer()))
                                        .mapToInt(topics::indexOf)
                                        .min()
                                        .orElse(0)));
        return topics;
    }

    /** All rungs with figures of a topic: by configuration, then by guests. */
    List<RungView> rungs(Topic topic) {
        List<RungView> views = new ArrayList<>();
        for (Ladder ladder : analysis.scaling()) {
            if (!ladder.workload().equals(topic.workload())
                    || !ladder.layer().equals(topic.layer())) {
                continue;
            }
            for (Ladder.Rung rung : ladder.rungs()) {
                for (Ladder.RungOp op : rung.ops()) {
                    if (op.op().equals(topic.op())) {
                        views.add(new RungView(ladder, rung, op, figures(rung.caseId(), op.op())));
                    }
                }
            }
        }
        return views;
    }

    static Set<Integer> guests(List<RungView> rungs) {
        Set<Integer> guests = new TreeSet<>();
        rungs.forEach(r -> guests.add(r.guests()));
        return guests;
    }

    CaseFigures caseOf(String id) {
        CaseFigures figures = cases.get(id);
        if (figures == null) {
            throw new ReportException("the analysis names a case that it does not have: " + id);
        }
        return figures;
    }

    private CaseFigures.OpFigures figures(String caseId, String op) {
        return caseOf(caseId).ops().stream()
                .filter(o -> o.op().equals(op))
                .findAny()
                .orElseThrow(
                        () ->
                                new ReportException(
                                        "the analysis has no " + op + " figures for " + caseId));
    }

    /** {@code oltp reads}, with the layer where the run has several. */
    String name(Topic topic) {
        String layer = layers.size() > 1 ? " (" + topic.layer() + ")" : "";
        return topic.workload() + layer + " " + plural(topic.op());
    }

    static String plural(String op) {
        return switch (op) {
            case "read" -> "reads";
            case "write" -> "writes";
            case "trim" -> "trims";
            case "sync" -> "syncs";
            default -> op;
        };
    }

    /** {@code 1 guest}, {@code 4 guests}. */
    static String guests(int guests) {
        return guests == 1 ? "1 guest" : guests + " guests";
    }
}
