package io.berth.calibration;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What is compared, berth ÷ fio, and how far from 1 still counts as the same.
 *
 * <p>The margins: IOPS 3 %, since where the device is the limit runs of one and the same program
 * differ by that much; latency 10 %, since fio's histogram bins are up to 1.6 % wide, so that two
 * percentiles may differ by 3 % of themselves alone, and tails scatter more than rates; CPU 5 %,
 * since fio counts milliseconds and interrupts are charged to whoever happens to run.
 */
public enum Measure {
    IOPS("iops", "IOPS", 0.03, true),
    LAT_P50("lat_p50", "lat p50", 0.10, false),
    LAT_P99("lat_p99", "lat p99", 0.10, false),
    LAT_P999("lat_p99.9", "lat p99.9", 0.10, false),
    CPU("cpu_per_io", "CPU per I/O", 0.05, false),
    /** By the kernel's account of the whole process: shown beside, and holds CPU to its word. */
    PROCESS_CPU("process_cpu_per_io", "CPU per I/O, whole process", 0.05, false);

    private final String word;
    private final String title;
    private final double margin;
    private final boolean moreIsBetter;

    Measure(String word, String title, double margin, boolean moreIsBetter) {
        this.word = word;
        this.title = title;
        this.margin = margin;
        this.moreIsBetter = moreIsBetter;
    }

    /** As tables for programs have it. */
    @JsonValue
    public String word() {
        return word;
    }

    /** As readers have it. */
    public String title() {
        return title;
    }

    /** How far from 1 a ratio may be and still be the same. */
    public double margin() {
        return margin;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** The percentile that it is, or null. */
    @Nullable String percentile() {
        return switch (this) {
            case LAT_P50 -> "50";
            case LAT_P99 -> "99";
            case LAT_P999 -> "99.9";
            case IOPS, CPU, PROCESS_CPU -> null;
        };
    }

    /** The figure of a run in its unit (1/s or ns); null where the run has none. */
    public @Nullable Double of(SideResult run) {
        SideResult.Figures figures = run.figures();
        SideResult.Witness witness = run.witness();
        if (figures == null) {
            return null;
        }
        return switch (this) {
            case IOPS -> figures.iops();
            case CPU -> positive(figures.cpuNsPerIo());
            case PROCESS_CPU ->
                    witness == null ? null : positive(witness.processCpus() * 1e9 / figures.iops());
            case LAT_P50, LAT_P99, LAT_P999 -> {
                Long ns = figures.lat().at(String.valueOf(percentile()));
                yield ns == null ? null : Double.valueOf(ns);
            }
        };
    }

    /** Too short a time for a clock's tick is no figure. */
    private static @Nullable Double positive(double value) {
        return value > 0 ? value : null;
    }
}
