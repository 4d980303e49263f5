package io.berth.engine.output;

import java.util.List;
import java.util.Locale;

/** The lines of one operation in the human summary, as fio's show_ddir_status has them. */
final class OpText {

    private static final int LINE = 80;

    private final OpRow op;
    private final Printing printing;
    private final StringBuilder out;

    OpText(OpRow op, Printing printing, StringBuilder out) {
        this.op = op;
        this.printing = printing;
        this.out = out;
    }

    /** A read's or write's lines. */
    void data(Group group) {
        long bytesPerSecond = op.bytesPerSecond();
        out.append("  " + op.op() + ": IOPS=" + Numbers.count((long) op.iops()))
                .append(", BW=" + Numbers.binaryBytes(bytesPerSecond))
                .append("/s (" + Numbers.decimalBytes(bytesPerSecond))
                .append("/s)(" + Numbers.binaryBytes(op.bytes()))
                .append("/" + op.runtimeMs() + "msec)\n");
        line("slat", op.slat());
        line("clat", op.clat());
        line(" lat", op.lat());
        Latency response = op.response();
        if (response != null) {
            line("response", response);
        }
        percentiles("slat", op.slat(), printing.slatPercentiles());
        percentiles("clat", op.clat(), printing.clatPercentiles());
        percentiles("lat", op.lat(), printing.latPercentiles());
        if (response != null) {
            percentiles("response", response, true);
        }
        spreads(group);
    }

    /** The lines of fsync and fdatasync. */
    void sync() {
        out.append("  fsync/fdatasync/sync_file_range:\n");
        line("sync", op.lat());
        percentiles("sync", op.lat(), true);
    }

    /** Minimum, maximum, mean, deviation, in the unit that fio would choose. */
    private void line(String name, Latency latency) {
        if (latency.count() == 0) {
            return;
        }
        String unit = "nsec";
        long divisor = 1;
        if (latency.minNs() > 2_000_000
                && latency.maxNs() > 99_999_999
                && latency.deviationNs() > 1e6) {
            unit = "msec";
            divisor = 1_000_000;
        } else if (latency.minNs() > 2_000
                && latency.maxNs() > 99_999
                && latency.deviationNs() > 1e3) {
            unit = "usec";
            divisor = 1_000;
        }
        out.append("    " + name + " (" + unit + "): min=")
                .append(Numbers.latency(latency.minNs() / divisor))
                .append(", max=" + Numbers.latency(latency.maxNs() / divisor))
                .append(", avg=" + padded(latency.meanNs() / divisor))
                .append(", stdev=" + padded(latency.deviationNs() / divisor) + "\n");
    }

    private static String padded(double value) {
        return String.format(Locale.ROOT, "%5.2f", value);
    }

    private void percentiles(String name, Latency latency, boolean asked) {
        List<Double> at = printing.percentiles();
        if (!asked || latency.count() == 0 || at.isEmpty()) {
            return;
        }
        long[] ns = latency.at(at);
        long min = ns[0];
        long max = ns[ns.length - 1];
        int thousands =
                min > 2_000_000 && max > 99_999_999 ? 2 : min > 2_000 && max > 99_999 ? 1 : 0;
        String unit = List.of("nsec", "usec", "msec").get(thousands);
        long divisor = thousands == 2 ? 1_000_000 : thousands == 1 ? 1_000 : 1;
        int width = Math.max(5, Long.toString(max / divisor).length());
        int perLine = (LINE - 7) / (12 + width);
        out.append("    " + name + " percentiles (" + unit + "):\n");
        for (int i = 0; i < ns.length; i++) {
            out.append(i % perLine == 0 ? "     |" : "");
            out.append(
                    String.format(
                            Locale.ROOT,
                            " %5.2fth=[%" + width + "d]",
                            at.get(i),
                            Math.ceilDiv(ns[i], divisor)));
            boolean last = i == ns.length - 1;
            out.append(last ? "\n" : i % perLine == perLine - 1 ? ",\n" : ",");
        }
    }

    /** Second by second; only where whole seconds were measured. */
    private void spreads(Group group) {
        Spread bw = op.kibPerSecond();
        if (bw.samples() > 0) {
            boolean mebi = bw.mean() > 1024 * 1024;
            int divisor = mebi ? 1024 : 1;
            double share = Math.min(100, group.sharePercent(op, bw.mean()));
            out.append(
                    String.format(
                            Locale.ROOT,
                            "   bw (%5s/s): min=%5d, max=%5d, per=%3.2f%%, avg=%5.2f,"
                                    + " stdev=%5.2f, samples=%d\n",
                            mebi ? "MiB" : "KiB",
                            bw.min() / divisor,
                            bw.max() / divisor,
                            share,
                            bw.mean() / divisor,
                            bw.deviation() / divisor,
                            bw.samples()));
        }
        Spread iops = op.iopsBySecond();
        if (iops.samples() > 0) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "   iops        : min=%5d, max=%5d, avg=%5.2f, stdev=%5.2f,"
                                    + " samples=%d\n",
                            iops.min(),
                            iops.max(),
                            iops.mean(),
                            iops.deviation(),
                            iops.samples()));
        }
    }
}
