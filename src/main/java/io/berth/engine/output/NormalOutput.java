package io.berth.engine.output;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Job;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * {@code --output-format=normal}: a summary for people, in fio's shape (stat.c of fio 3.33), and
 * beneath each job what fio does not tell: the latency from the intended start under a rate, how
 * the I/O was really done, what reading back showed, what the JVM did.
 */
public final class NormalOutput {

    /** As ctime(3) has it. */
    static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH);

    private NormalOutput() {}

    /** What is said before the jobs begin: a line a section, the version, how many jobs. */
    public static String opening(List<Job> jobs, String version) {
        StringBuilder out = new StringBuilder();
        for (Job job : jobs) {
            if (job.number() == 0) {
                out.append(job.name())
                        .append(": (g=" + job.reportGroup() + "): rw=" + job.access().rw().word())
                        .append(", bs=(R) " + sizes(job.access().read()))
                        .append(", (W) " + sizes(job.access().write()))
                        .append(", ioengine=" + job.queue().ioengine().word())
                        .append(", iodepth=" + job.queue().iodepth() + "\n");
            } else if (job.number() == 1) {
                out.append("...\n");
            }
        }
        return out.append("berth-" + version + "\n")
                .append("Starting " + jobs.size() + (jobs.size() == 1 ? " thread" : " threads"))
                .append('\n')
                .toString();
    }

    private static String sizes(BlockSizes sizes) {
        return Numbers.binaryBytes(sizes.minBytes()) + "-" + Numbers.binaryBytes(sizes.maxBytes());
    }

    /** The summary of a run: every job or group, then the groups' totals. */
    public static String text(List<JobResult> results, RunFacts facts) {
        List<Row> rows = Row.of(results, facts.printing().groupReporting());
        List<Group> groups = Group.of(rows);
        StringBuilder out = new StringBuilder("\n");
        for (Row row : rows) {
            row(row, group(groups, row), facts, out);
        }
        groups.forEach(group -> out.append(group.text()));
        return out.toString();
    }

    private static Group group(List<Group> groups, Row row) {
        return groups.stream().filter(g -> g.number() == row.group()).findFirst().orElseThrow();
    }

    private static void row(Row row, Group group, RunFacts facts, StringBuilder out) {
        out.append(row.name())
                .append(": (groupid=" + row.group() + ", jobs=" + row.members().size() + "): err=")
                .append(String.format(Locale.ROOT, "%2d", row.error()))
                .append(errorName(row))
                .append(": pid=" + facts.pid() + ": " + ctime(facts.endedAt()) + " UTC\n");
        row.data().forEach(op -> new OpText(op, facts.printing(), out).data(group));
        latencyClasses(row, out);
        OpRow sync = row.op("sync");
        if (sync != null) {
            new OpText(sync, facts.printing(), out).sync();
        }
        out.append("  cpu          : usr=" + Numbers.fixed(row.userCpuPercent(), 2))
                .append("%, sys=" + Numbers.fixed(row.systemCpuPercent(), 2))
                .append("%, ctx=" + switches(row))
                .append(", majf=" + row.sum(JobResult::majorFaults))
                .append(", minf=" + row.sum(JobResult::minorFaults) + "\n");
        shares("IO depths    : ", Shares.DEPTHS, row.sums(JobResult::depthIos), out);
        shares("   submit    : ", Shares.BATCHES, row.sums(JobResult::submitCalls), out);
        shares("   complete  : ", Shares.BATCHES, row.sums(JobResult::completeCalls), out);
        out.append("     issued rwts: total=")
                .append(ios(row, "read") + "," + ios(row, "write") + ",0," + ios(row, "sync"))
                .append(" short=" + shortIos(row, "read") + "," + shortIos(row, "write"))
                .append(",0,0 dropped=0,0,0,0\n");
        out.append("     latency   : target=0, window=0, percentile=100.00%, depth=")
                .append(row.head().job().queue().iodepth() + "\n");
        OwnLines.of(row).forEach(line -> out.append(line + "\n"));
    }

    static String ctime(Instant at) {
        return CTIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private static String errorName(Row row) {
        if (row.errors().isEmpty()) {
            return row.error() == 0 ? "" : " (see below)";
        }
        IoError first = row.errors().getFirst();
        return " (" + first.errno() + ": " + first.message() + ")";
    }

    static long switches(Row row) {
        return row.sum(m -> m.voluntarySwitches() + m.involuntarySwitches());
    }

    private static long ios(Row row, String op) {
        OpRow found = row.op(op);
        return found == null ? 0 : found.ios();
    }

    private static long shortIos(Row row, String op) {
        OpRow found = row.op(op);
        return found == null ? 0 : found.shortIos();
    }

    /** Lines of five classes each; classes without any I/O are left out. */
    private static void latencyClasses(Row row, StringBuilder out) {
        double[] shares = row.latencyShares();
        for (LatencyClass unit : LatencyClass.ALL) {
            int shown = 0;
            for (int i = 0; i < unit.names().size(); i++) {
                double share = shares[unit.first() + i];
                if (share > 0) {
                    out.append(
                            shown % 5 > 0
                                    ? ", "
                                    : (shown > 0 ? "\n" : "") + "  lat (" + unit.unit() + ")   : ");
                    String name = unit.names().get(i);
                    out.append(name + "=" + Numbers.fixed(share, 2)).append('%');
                    shown++;
                }
            }
            out.append(shown > 0 ? "\n" : "");
        }
    }

    private static void shares(String label, List<String> names, long[] counts, StringBuilder out) {
        double[] shares = Shares.of(counts, names.size(), Shares.LEAST_DEPTH);
        out.append("  " + label);
        for (int i = 0; i < shares.length; i++) {
            out.append(i > 0 ? ", " : "")
                    .append(names.get(i) + "=" + Numbers.fixed(shares[i], 1) + "%");
        }
        out.append('\n');
    }
}
