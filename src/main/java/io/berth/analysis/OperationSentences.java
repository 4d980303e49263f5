package io.berth.analysis;

import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.OperationComparison.SizeRatio;
import io.berth.analysis.Sentence.Kind;
import io.berth.units.ByteSize;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operations cost, in words. */
final class OperationSentences {

    /** More sentences than these are left to the tables. */
    private static final int MOST = 5;

    private OperationSentences() {}

    static List<Sentence> of(
            List<OperationFigures> operations, List<OperationComparison> comparisons) {
        List<OperationComparison> chosen = chosen(comparisons);
        List<Sentence> sentences = new ArrayList<>();
        for (OperationComparison c : chosen) {
            boolean judged = c.wall().verdict() != Verdict.NO_VERDICT;
            sentences.add(new Sentence(judged ? Kind.VERDICT : Kind.MEASURED, sentence(c)));
        }
        if (chosen.isEmpty()) {
            operations.stream()
                    .filter(o -> o.wallMs() != null)
                    .limit(MOST)
                    .forEach(o -> sentences.add(new Sentence(Kind.MEASURED, cost(o))));
        }
        chosen.stream()
                .filter(c -> c.wall().verdict() == Verdict.NO_VERDICT)
                .map(c -> c.wall().reason())
                .findFirst()
                .ifPresent(
                        why ->
                                sentences.add(
                                        new Sentence(
                                                Kind.NO_VERDICT,
                                                "No verdict on operations: " + why + ".")));
        return List.copyOf(sentences);
    }

    /**
     * Different operations, each kind of pair once, where it takes longest: there the difference
     * weighs; then what their subject changes the most.
     */
    private static List<OperationComparison> chosen(List<OperationComparison> comparisons) {
        List<OperationComparison> having =
                comparisons.stream().filter(c -> c.wall().ratio() != null).toList();
        Map<List<String>, OperationComparison> ways = new LinkedHashMap<>();
        for (OperationComparison c : having) {
            if (c.ofOperations()) {
                ways.merge(
                        List.of(c.a(), c.b()),
                        c,
                        (seen, next) -> longestMs(next) > longestMs(seen) ? next : seen);
            }
        }
        Stream<OperationComparison> subjects =
                having.stream()
                        .filter(c -> !c.ofOperations())
                        .sorted(
                                Comparator.comparingDouble(
                                        c ->
                                                -Math.abs(
                                                        Math.log(
                                                                Objects.requireNonNull(
                                                                        c.wall().ratio())))));
        return Stream.concat(ways.values().stream(), subjects).limit(MOST).toList();
    }

    private static double longestMs(OperationComparison c) {
        return Math.max(
                Objects.requireNonNull(c.wall().medianA()),
                Objects.requireNonNull(c.wall().medianB()));
    }

    /** {@code convert raw → qcow2 took 1.40× the time of copy-sparse (812 ms against 580 ms)}. */
    static String sentence(OperationComparison c) {
        Contrast wall = c.wall();
        Double ratio = wall.ratio();
        if (ratio == null) {
            return c.b() + " against " + c.a() + ": nothing to compare.";
        }
        String on = c.context().isEmpty() ? "" : " on " + c.context();
        String what = c.operation().isEmpty() ? "" : c.operation() + ": ";
        return what
                + c.b()
                + " took "
                + Words.brief(ratio)
                + " the time of "
                + c.a()
                + on
                + " ("
                + time(Objects.requireNonNull(wall.medianB()))
                + " against "
                + time(Objects.requireNonNull(wall.medianA()))
                + ")"
                + sizes(c.size())
                + verdict(wall)
                + ".";
    }

    private static String sizes(@Nullable SizeRatio size) {
        if (size == null || bytes(size.bytesA()).equals(bytes(size.bytesB()))) {
            return "";
        }
        return " and left " + bytes(size.bytesB()) + " against " + bytes(size.bytesA());
    }

    private static String verdict(Contrast wall) {
        return wall.verdict() == Verdict.NO_VERDICT
                ? ""
                : ", in " + Labels.blocks(wall.validBlocks()) + ": " + Words.verdict(wall);
    }

    private static String cost(OperationFigures o) {
        Spread wall = Objects.requireNonNull(o.wallMs());
        OperationFigures.Size after = o.after();
        return o.label()
                + " took "
                + time(wall.median())
                + (wall.n() > 1 ? " (" + time(wall.min()) + " to " + time(wall.max()) + ")" : "")
                + " in "
                + Labels.blocks(wall.n())
                + (after == null ? "" : " and left " + bytes(after.allocatedBytes().median()))
                + ".";
    }

    static String time(double ms) {
        return Figures.nanos(ms * 1e6);
    }

    static String bytes(double bytes) {
        return ByteSize.of(Math.round(bytes)).display();
    }
}
