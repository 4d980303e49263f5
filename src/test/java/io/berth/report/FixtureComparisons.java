package io.berth.report;

import io.berth.analysis.Comparison;
import io.berth.analysis.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The comparisons of a made-up run: the first two cache modes, for each format and guest count. */
final class FixtureComparisons {
    private final Random random = new Random(43);
    private final List<String> formats;
    private final List<String> caches;
    private final List<Integer> guestCounts;
    private final String workload;
    private final int blocks;

    FixtureComparisons(
            List<String> formats,
            List<String> caches,
            List<Integer> guestCounts,
            String workload,
            int blocks) {
        this.formats = formats;
        this.caches = caches;
        this.guestCounts = guestCounts;
        this.workload = workload;
        this.blocks = blocks;
    }

    List<Comparison> all() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String format : formats) {
            for (int guests : guestCounts) {
                if (caches.size() > 1) {
                    comparisons.add(comparison(format, guests));
                }
            }
        }
        return comparisons;
    }

    private Comparison comparison(String format, int guests) {
        List<Comparison.Contrast> contrasts = new ArrayList<>();
        for (String op : List.of("read", "write")) {
            for (String metric : List.of("iops", "clat_p50", "clat_p99", "clat_p99.9")) {
                contrasts.add(contrast(op, metric));
            }
        }
        return new Comparison(
                "disk.cache",
                caches.get(0),
                caches.get(1),
                "a",
                "b",
                format,
                "guest",
                workload,
                guests,
                contrasts);
    }

    private Comparison.Contrast contrast(String op, String metric) {
        boolean judged = blocks >= 6;
        double ratio = metric.equals("iops") ? 2.1 : 0.476;
        ratio *= 1 + 0.1 * (random.nextDouble() - 0.5);
        Comparison.Verdict verdict =
                judged
                        ? metric.equals("clat_p99.9")
                                ? Comparison.Verdict.INCONCLUSIVE
                                : Comparison.Verdict.IMPROVED
                        : Comparison.Verdict.NO_VERDICT;
        return new Comparison.Contrast(
                op,
                metric,
                metric.equals("iops") ? "1/s" : "ns",
                metric.equals("iops"),
                100.0,
                100.0 * ratio,
                List.of(),
                blocks,
                ratio,
                judged ? ratio * 0.95 : null,
                judged ? ratio * 1.06 : null,
                judged ? 0.969 : null,
                0.05,
                null,
                verdict,
                judged
                        ? List.of()
                        : List.of(
                                new Refusal(
                                        Refusal.Code.TOO_FEW_BLOCKS,
                                        blocks + " blocks were measured, 6 are needed")),
                verdict == Comparison.Verdict.INCONCLUSIVE ? 9 : null,
                true,
                "…");
    }
}
