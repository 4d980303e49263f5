package io.berth.report;

import io.berth.report.Evidence.Topic;
import io.berth.report.chart.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Throughput and latency against the guest count, a line for each disk configuration. */
final class ScalingFigures {
    private final Evidence evidence;
    private final ScalingCharts scaling;
    private final FactorCharts factors;
    private final ScalingTables tables;

    ScalingFigures(Evidence evidence) {
        this.evidence = evidence;
        this.scaling = new ScalingCharts(evidence);
        this.factors = new FactorCharts(evidence);
        this.tables = new ScalingTables(evidence);
    }

    List<Figure> throughput() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            if (topic.op().equals("sync")) {
                continue;
            }
            List<RungView> rungs = evidence.rungs(topic);
            String title = evidence.name(topic) + ": " + finding(rungs, Measure.IOPS, "IOPS");
            String id = "throughput-" + topic.slug();
            Table table = tables.throughput(topic, rungs);
            if (evidence.configurations().many()) {
                figures.add(bySetting(id, title, topic, rungs, Measure.IOPS, table));
                continue;
            }
            List<Chart> charts = new ArrayList<>();
            charts.addAll(scaling.charts(topic, rungs, Measure.IOPS, 0, 0));
            if (Evidence.guests(rungs).size() > 1) {
                charts.addAll(scaling.charts(topic, rungs, Measure.PER_GUEST, 0, 0));
            }
            charts.addAll(scaling.charts(topic, rungs, Measure.BANDWIDTH, 0, 0));
            figures.add(Figure.of(id, title, repetitions(rungs), charts, table));
        }
        return figures;
    }

    List<Figure> latency() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            List<RungView> rungs = evidence.rungs(topic);
            List<Measure> measures = new ArrayList<>();
            for (String percentile : Measure.PERCENTILES) {
                Measure measure = Measure.percentile(percentile);
                if (rungs.stream().anyMatch(measure::has)) {
                    measures.add(measure);
                }
            }
            if (measures.isEmpty()) {
                continue;
            }
            Measure told =
                    measures.stream()
                            .filter(m -> m.id().equals("p99"))
                            .findAny()
                            .orElse(measures.getFirst());
            String title = evidence.name(topic) + ": " + told.id() + " " + finding(rungs, told, "");
            String id = "latency-" + topic.slug();
            Table table = tables.latency(topic, rungs);
            if (evidence.configurations().many()) {
                figures.add(bySetting(id, title, topic, rungs, told, table));
                continue;
            }
            double[] all =
                    measures.stream().flatMapToDouble(m -> m.values(rungs)).sorted().toArray();
            List<Chart> charts = new ArrayList<>();
            for (Measure measure : measures) {
                charts.addAll(scaling.charts(topic, rungs, measure, all[0], all[all.length - 1]));
            }
            figures.add(Figure.of(id, title, latencyNote(topic, rungs), charts, table));
        }
        return figures;
    }

    private Figure bySetting(
            String id,
            String title,
            Topic topic,
            List<RungView> rungs,
            Measure measure,
            Table table) {
        return Figure.wide(
                id,
                title,
                FactorCharts.note(ScalingCharts.configurations(rungs).size()),
                List.of(factors.chart(topic, rungs, measure)),
                table);
    }

    /** {@code 8,120 to 12,300 IOPS at 4 guests}: the range over the disks, and no winner. */
    private String finding(List<RungView> rungs, Measure measure, String unit) {
        int most = new TreeSet<>(Evidence.guests(rungs)).last();
        List<RungView> top = rungs.stream().filter(r -> r.guests() == most).toList();
        return Phrases.range(measure.values(top).toArray(), measure.scale())
                + (unit.isEmpty() ? "" : " " + unit)
                + " at "
                + Evidence.guests(most)
                + Phrases.byDisk(
                        ScalingCharts.configurations(top).size(),
                        ScalingCharts.configurations(rungs).size());
    }

    private static String repetitions(List<RungView> rungs) {
        int most = rungs.stream().mapToInt(r -> r.figures().blocks().size()).max().orElse(0);
        boolean bars = Evidence.guests(rungs).size() == 1;
        if (most == 1) {
            return "Each " + (bars ? "bar" : "point") + " was measured once.";
        }
        return bars
                ? "Bars are the medians of up to " + most + " blocks."
                : "Lines join the medians of up to "
                        + most
                        + " blocks; each small mark is a block.";
    }

    private static String latencyNote(Topic topic, List<RungView> rungs) {
        String kind =
                topic.op().equals("sync")
                        ? "fio's sync latency (fdatasync), over each guest's whole measured time. "
                        : "fio's clat (completion latency), inside the common window. ";
        boolean cut = rungs.stream().anyMatch(r -> r.op().pooledNs().get("99.9") == null);
        return kind
                + "All guests and blocks merged from histograms. "
                + (cut ? "A percentile with fewer than 10 samples beyond it is not shown." : "");
    }
}
