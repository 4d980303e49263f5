package io.berth.calibration;

import io.berth.analysis.Spread;
import io.berth.calibration.RowVerdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges a calibration from what is stored of it.
 *
 * <p>A row is confirmed when the interval of each judged ratio says that berth does no worse than
 * fio, by the margins of {@link Measure}. It is not confirmed when one of them says that it does
 * worse. There is no verdict with fewer than {@link Schedule#VERDICT_PAIRS} pairs, beside foreign
 * load, when the kernel did not count what the tools say, or when fio differs from itself by more
 * than what is judged.
 */
public final class Judge {

    /** Kernel's and tool's bytes agree within this: one is of half the time, the other of all. */
    static final double WITNESS_MARGIN = 0.10;

    /** From here on the page cache did not serve what it was to serve. */
    static final double CACHED_DEVICE_SHARE_MAX = 0.05;

    /** Other programs' share of the host's CPUs. */
    static final double OTHER_CPU_MAX = 0.15;

    private Judge() {}

    public static Certificate judge(Calibration calibration) {
        List<RowVerdict> rows = new ArrayList<>();
        for (Row row : calibration.schedule().rows()) {
            rows.add(
                    calibration.rows().stream()
                            .filter(result -> result.row().name().equals(row.name()))
                            .filter(result -> !result.pairs().isEmpty() || result.failure() != null)
                            .findFirst()
                            .map(result -> row(result, calibration))
                            .orElseGet(() -> missing(row)));
        }
        Outcome outcome = Headlines.outcome(rows);
        return new Certificate(
                Certificate.SCHEMA_VERSION,
                outcome,
                Headlines.headline(calibration, rows),
                Headlines.explanations(calibration, rows),
                rows);
    }

    private static RowVerdict missing(Row row) {
        return new RowVerdict(
                row.name(),
                Outcome.MISSING,
                0,
                List.of(),
                null,
                null,
                null,
                "not run: the calibration was ended before",
                List.of());
    }

    static RowVerdict row(RowResult result, Calibration calibration) {
        List<Pair> valid = result.valid();
        List<Comparison> comparisons =
                Arrays.stream(Measure.values()).map(m -> Comparison.of(m, valid)).toList();
        Double berth = witness(valid, Side.BERTH);
        Double fio = witness(valid, Side.FIO);
        Double others = otherCpuShare(valid);
        Offered offered = Offered.of(valid).orElse(null);
        List<String> failures = failures(result);
        List<String> reasons = new ArrayList<>(failures);
        List<String> doubts =
                doubts(result.row(), calibration, fallbacks(valid), berth, fio, others);
        comparisons.stream()
                .filter(c -> judged(c, offered))
                .map(Comparison::reason)
                .filter(reason -> !reason.isEmpty())
                .forEach(doubts::add);
        boolean doubted = doubted(comparisons, doubts);
        reasons.addAll(collapsed(doubts, valid.size()));
        unconfirmedCpu(comparisons).ifPresent(reasons::add);
        if (offered != null) {
            reasons.add(offered.says());
        }
        Outcome outcome = outcome(comparisons, failures, doubted, offered);
        return new RowVerdict(
                result.row().name(),
                outcome,
                valid.size(),
                comparisons,
                berth,
                fio,
                others,
                Words.says(
                        outcome,
                        comparisons,
                        calibration.schedule().againstItself(),
                        doubted,
                        offered),
                reasons);
    }

    /** Whether something speaks against the row as a whole, not against one of its figures. */
    private static boolean doubted(List<Comparison> comparisons, List<String> doubts) {
        return doubts.stream()
                .anyMatch(d -> comparisons.stream().noneMatch(c -> c.reason().equals(d)));
    }

    private static Outcome outcome(
            List<Comparison> comparisons,
            List<String> failures,
            boolean doubted,
            @Nullable Offered offered) {
        if (!failures.isEmpty()) {
            return Outcome.FAILED;
        }
        if (doubted) {
            return Outcome.NO_VERDICT;
        }
        if (comparisons.stream().anyMatch(c -> judged(c, offered) && c.bad())
                || (offered != null && !offered.kept())) {
            return Outcome.NOT_CONFIRMED;
        }
        boolean all =
                comparisons.stream()
                        .filter(c -> judged(c, offered))
                        .allMatch(c -> c.good() || optional(c));
        return all && unconfirmedCpu(comparisons).isEmpty()
                ? Outcome.CONFIRMED
                : Outcome.NO_VERDICT;
    }

    /**
     * The kernel's account of the process is a witness, not a judged figure. Under a rate IOPS are
     * what was asked for, and are held against that.
     */
    private static boolean judged(Comparison comparison, @Nullable Offered offered) {
        return comparison.measure() != Measure.PROCESS_CPU
                && (offered == null || comparison.measure() != Measure.IOPS);
    }

    /** The farthest percentile needs more I/Os than a short run has, and its lack is said. */
    private static boolean optional(Comparison comparison) {
        return comparison.measure() == Measure.LAT_P999
                && comparison.finding() == Finding.NONE
                && comparison.reason().contains("I/Os beyond it");
    }

    /** Less CPU by the tools' own account, and more by the kernel's of the whole process. */
    private static Optional<String> unconfirmedCpu(List<Comparison> comparisons) {
        Comparison own = comparisons.get(Measure.CPU.ordinal());
        Comparison process = comparisons.get(Measure.PROCESS_CPU.ordinal());
        return own.good() && process.bad()
                ? Optional.of(
                        "CPU per I/O: the jobs' own account is not confirmed by the kernel's of the"
                                + " whole process, "
                                + Words.ratio(process.spread())
                                + " × fio's")
                : Optional.empty();
    }

    private static List<String> failures(RowResult result) {
        List<String> failures = new ArrayList<>();
        if (result.failure() != null) {
            failures.add(result.failure());
        }
        for (Pair pair : result.pairs()) {
            for (Side side : Side.values()) {
                String failure = pair.of(side).failure();
                if (failure != null) {
                    failures.add("pair " + pair.number() + ", " + side.word() + ": " + failure);
                }
            }
        }
        return failures;
    }

    /** What speaks against any verdict in this row. */
    private static List<String> doubts(
            Row row,
            Calibration calibration,
            List<String> fallbacks,
            @Nullable Double berth,
            @Nullable Double fio,
            @Nullable Double others) {
        List<String> doubts = new ArrayList<>();
        for (String tenant : calibration.tenants()) {
            doubts.add("berth was not alone: " + tenant);
        }
        if (others != null && others > OTHER_CPU_MAX) {
            doubts.add(
                    "other programs used "
                            + Percent.of(others)
                            + " of the host's CPUs meanwhile, at most "
                            + Percent.of(OTHER_CPU_MAX)
                            + " is quiet");
        }
        fallbacks.forEach(each -> doubts.add("not what was asked for: " + each));
        doubt(row, Side.BERTH, berth).ifPresent(doubts::add);
        doubt(row, Side.FIO, fio).ifPresent(doubts::add);
        return doubts;
    }

    private static List<String> fallbacks(List<Pair> pairs) {
        return pairs.stream()
                .flatMap(pair -> Stream.of(pair.berth().figures(), pair.fio().figures()))
                .filter(Objects::nonNull)
                .flatMap(figures -> figures.fallbacks().stream())
                .distinct()
                .toList();
    }

    private static Optional<String> doubt(Row row, Side side, @Nullable Double share) {
        if (share == null) {
            return Optional.empty();
        }
        if (row.cached()) {
            return share > CACHED_DEVICE_SHARE_MAX
                    ? Optional.of(
                            "the disk moved "
                                    + Percent.of(share)
                                    + " of what "
                                    + side.word()
                                    + " read from the page cache")
                    : Optional.empty();
        }
        boolean tooMuch = share > 1 + WITNESS_MARGIN && !row.flushes();
        boolean tooLittle = share < 1 - WITNESS_MARGIN && row.direct();
        return tooMuch || tooLittle
                ? Optional.of(
                        "the kernel counted "
                                + Words.ratio(share)
                                + " × the bytes that "
                                + side.word()
                                + " says it moved")
                : Optional.empty();
    }

    /** Too few pairs is one reason, not one for each measure. */
    private static List<String> collapsed(List<String> doubts, int pairs) {
        String few = Schedule.VERDICT_PAIRS + " are needed";
        List<String> kept = new ArrayList<>();
        if (pairs < Schedule.VERDICT_PAIRS) {
            kept.add(
                    pairs
                            + (pairs == 1 ? " valid pair, " : " valid pairs, ")
                            + few
                            + " for a verdict");
        }
        doubts.stream().filter(d -> !d.endsWith(few)).forEach(kept::add);
        return kept;
    }

    private static @Nullable Double witness(List<Pair> pairs, Side side) {
        return median(
                pairs,
                pair -> {
                    SideResult run = pair.of(side);
                    SideResult.Figures figures = run.figures();
                    Double device =
                            run.witness() == null ? null : run.witness().deviceBytesPerSecond();
                    return figures == null || device == null || figures.bytesPerSecond() == 0
                            ? Stream.empty()
                            : Stream.of(device / figures.bytesPerSecond());
                });
    }

    /** Of each pair the busier run: load beside one side alone is the worst. */
    private static @Nullable Double otherCpuShare(List<Pair> pairs) {
        return median(
                pairs,
                pair ->
                        Stream.of(pair.berth().witness(), pair.fio().witness())
                                .filter(Objects::nonNull)
                                .map(w -> w.otherCpus() / w.hostCpus())
                                .max(Double::compare)
                                .stream());
    }

    private static @Nullable Double median(
            List<Pair> pairs, Function<Pair, Stream<Double>> values) {
        return Spread.of(pairs.stream().flatMap(values).toList()).map(Spread::median).orElse(null);
    }
}
