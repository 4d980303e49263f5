package io.berth.bench;

import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The table that is printed at the end: a line a benchmark. */
final class Summary {

    /** GCProfiler's figure of bytes allocated by an operation. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Less is the profiler's own. */
    private static final double BYTES_LEAST = 0.5;

    private Summary() {}

    static String of(Collection<RunResult> results, boolean quick) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"benchmark", "time", "±", "per op", "allocated"});
        for (RunResult result : results) {
            lines.add(line(result));
        }
        int width = lines.stream().mapToInt(line -> line[0].length()).max().orElseThrow();
        StringBuilder out = new StringBuilder("\n");
        for (String[] line : lines) {
            out.append(String.format(Locale.ROOT, "%-" + width + "s", line[0]))
                    .append(
                            String.format(
                                    Locale.ROOT, " %10s %9s  %-6s", line[1], line[2], line[3]))
                    .append(String.format(Locale.ROOT, " %13s%n", line[4]));
        }
        out.append("\nTimes are means with their 99.9 % confidence interval.\n");
        if (quick) {
            out.append("Quick: these show that the benchmarks run, not how fast.\n");
        }
        return out.toString();
    }

    private static String[] line(RunResult result) {
        Result<?> score = result.getPrimaryResult();
        double error = score.getScoreError();
        return new String[] {
            name(result.getParams()),
            Figures.significant(score.getScore(), 4),
            Double.isNaN(error) ? "?" : Figures.significant(error, 2),
            score.getScoreUnit().replace("/op", ""),
            allocated(result)
        };
    }

    /** {@code RingBenchmark.nop batch=8}. */
    private static String name(BenchmarkParams params) {
        StringBuilder name = new StringBuilder(params.getBenchmark());
        name.delete(0, Bench.class.getPackageName().length() + 1);
        for (String key : params.getParamsKeys()) {
            name.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return name.toString();
    }

    private static String allocated(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated == null) {
            return "?";
        }
        double bytes = allocated.getScore();
        return bytes < BYTES_LEAST ? "0 B" : Figures.grouped(Math.round(bytes)) + " B";
    }
}
