package io.berth.report;

import io.berth.report.Configurations.FactorValue;
import io.berth.report.Evidence.Topic;
import io.berth.report.chart.Heading;
import io.berth.report.chart.StripChart;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One measure of more disk configurations than can be drawn as lines: a row for each value of each
 * factor, a dot for each configuration that has it, at the largest guest count.
 */
final class FactorCharts {
    private final Evidence evidence;

    FactorCharts(Evidence evidence) {
        this.evidence = evidence;
    }

    /** What a reader must know below it. */
    static String note(int configurations) {
        return "Each dot is one of "
                + configurations
                + " disk configurations, at the largest guest count; a stroke marks the median of a"
                + " row. Each row has all disks with that setting, whatever their others.";
    }

    StripChart chart(Topic topic, List<RungView> rungs, Measure measure) {
        List<RungView> having = rungs.stream().filter(measure::has).toList();
        int most = new TreeSet<>(Evidence.guests(having)).last();
        List<RungView> top = having.stream().filter(r -> r.guests() == most).toList();
        List<StripChart.Row> rows = new ArrayList<>();
        for (FactorValue value : evidence.configurations().factorValues()) {
            List<RungView> members =
                    top.stream()
                            .filter(r -> value.configurations().contains(r.configuration()))
                            .toList();
            if (!members.isEmpty()) {
                rows.add(
                        new StripChart.Row(
                                value.name(),
                                Style.of(value.factor()),
                                measure.values(members).boxed().toList()));
            }
        }
        String finding =
                Phrases.range(measure.values(top).toArray(), measure.scale())
                        + " at "
                        + Evidence.guests(most)
                        + ", over "
                        + top.size()
                        + " disks";
        return new StripChart(
                new Heading(
                        "c-factors-" + measure.id().replace('.', '-') + "-" + topic.slug(),
                        Phrases.capital(Evidence.plural(topic.op()))
                                + ", "
                                + measure.name()
                                + ", by setting",
                        finding,
                        evidence.name(topic)
                                + ": a row for each setting, a dot for each disk. "
                                + finding
                                + "."),
                measure.quantity(),
                rows);
    }
}
