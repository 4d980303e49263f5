package io.berth.report;

import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.Refusal;
import io.berth.analysis.Refusal.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why a table's cells have no verdict, in one sentence: what many share once, percentiles with too
 * few samples as a count of rows. The details of each stay in analysis.json.
 *
 * @param rows of the table: contrasts by metric ({@code IOPS}, {@code p99})
 */
record Refusals(List<Map<String, Contrast>> rows) {

    /** Empty if each has a verdict. */
    String sentence() {
        List<Contrast> refused =
                rows.stream()
                        .flatMap(row -> row.values().stream())
                        .filter(c -> c.verdict() == Verdict.NO_VERDICT)
                        .toList();
        List<String> clauses = new ArrayList<>();
        if (has(refused, Code.TOO_FEW_BLOCKS)) {
            clauses.addAll(texts(refused, Code.TOO_FEW_BLOCKS));
        } else if (has(refused, Code.EMULATED)) {
            clauses.add("the guests' CPUs were emulated");
        }
        clauses.addAll(tooFewSamples(refused));
        shared(clauses, refused, Code.SPOILT_BLOCKS, "a failed or spoilt block");
        shared(clauses, refused, Code.RAM_SERVED, "reads came from the host's RAM");
        shared(clauses, refused, Code.BESIDE_TENANTS, "foreign guests ran beside");
        return clauses.isEmpty() ? "" : "No verdict: " + String.join("; ", clauses) + ". ";
    }

    private static boolean has(List<Contrast> refused, Code code) {
        return refused.stream().anyMatch(c -> c.refusedFor(code));
    }

    private static Set<String> texts(List<Contrast> refused, Code code) {
        // A pair of which one side failed says less than those that were measured.
        List<Contrast> measured = refused.stream().filter(c -> c.ratio() != null).toList();
        Set<String> texts = new LinkedHashSet<>();
        for (Contrast contrast : measured.isEmpty() ? refused : measured) {
            contrast.refusals().stream()
                    .filter(r -> r.code() == code)
                    .map(Refusal::text)
                    .forEach(texts::add);
        }
        return texts;
    }

    /** {@code p99: too few samples beyond it in 3 of 8 rows; p99.9: in 6 of 8 rows}. */
    private List<String> tooFewSamples(List<Contrast> refused) {
        if (!has(refused, Code.TOO_FEW_SAMPLES)) {
            return List.of();
        }
        List<String> percentiles =
                rows.stream()
                        .flatMap(row -> row.keySet().stream())
                        .filter(metric -> metric.startsWith("p"))
                        .distinct()
                        .sorted(Comparator.comparingDouble(p -> Double.parseDouble(p.substring(1))))
                        .toList();
        List<String> clauses = new ArrayList<>();
        for (String percentile : percentiles) {
            int count = (int) rows.stream().filter(row -> lacksSamples(row, percentile)).count();
            if (count > 0) {
                clauses.add(
                        percentile
                                + (clauses.isEmpty() ? ": too few samples beyond it" : ":")
                                + inRows(count));
            }
        }
        return clauses;
    }

    /** A percentile of which neither side has enough samples to show it is not there at all. */
    private static boolean lacksSamples(Map<String, Contrast> row, String percentile) {
        Contrast contrast = row.get(percentile);
        if (contrast == null) {
            return row.values().stream().anyMatch(c -> c.ratio() != null);
        }
        return contrast.refusedFor(Code.TOO_FEW_SAMPLES);
    }

    private void shared(List<String> clauses, List<Contrast> refused, Code code, String words) {
        // Each metric of a row is refused alike; the one refused most often counts the rows.
        Map<String, Integer> byMetric = new LinkedHashMap<>();
        for (Contrast contrast : refused) {
            if (contrast.refusedFor(code)) {
                byMetric.merge(contrast.metric(), 1, Integer::sum);
            }
        }
        byMetric.values().stream()
                .max(Integer::compare)
                .ifPresent(count -> clauses.add(words + inRows(count)));
    }

    private String inRows(int count) {
        if (count == rows.size()) {
            return count == 1 ? "" : " in all rows";
        }
        return " in " + count + " of " + rows.size() + " rows";
    }
}
