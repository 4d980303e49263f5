package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.profile.Contents;
import io.berth.profile.ObjectiveCheck;
import io.berth.profile.PageCache;
import io.berth.units.Figures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a reader should know of a plan before it runs, and of its figures afterwards. */
final class Notes {

    /** Fewer valid blocks give no exact interval of 95 %: the signed-rank test needs six. */
    private static final int BLOCKS_FOR_VERDICTS = 6;

    private static final Set<String> READS = Set.of("read", "randread", "rw", "randrw");

    private Notes() {}

    static Set<String> of(
            List<Case> cases,
            List<OperationCase> operations,
            @Nullable Objective objective,
            int blocks) {
        Set<String> notes = new LinkedHashSet<>();
        if (blocks < BLOCKS_FOR_VERDICTS) {
            notes.add(
                    "%d block%s: the report shows figures and no verdict; verdicts need %d blocks"
                            .formatted(blocks, blocks == 1 ? "" : "s", BLOCKS_FOR_VERDICTS));
        }
        for (Case one : cases) {
            disk(one, notes);
            workload(one.workload(), notes);
            if (objective != null) {
                objective(one.workload(), objective, notes);
            }
        }
        cases.forEach(one -> DiskNotes.add(one.disk(), notes));
        operations.forEach(one -> DiskNotes.add(one.disk(), notes));
        return notes;
    }

    private static void disk(Case one, Set<String> notes) {
        if (one.guest().accelerator() == Accelerator.TCG) {
            notes.add(
                    "accelerator=tcg emulates the CPU: for trying berth out, never for capacity"
                            + " decisions");
        }
        if (one.disk().cache().noFlush()) {
            notes.add("cache=unsafe drops the guest's flushes: a crash of the host loses data");
        }
        if (one.disk().contents() == Contents.FRESH && READS.contains(one.workload().rw())) {
            notes.add(
                    "contents=fresh: reads of blocks never written are answered without the"
                            + " device");
        }
        if (one.disk().cache().direct() && one.pageCache() == PageCache.WARM) {
            notes.add(
                    "page_cache=warm has no effect with cache=none and directsync: O_DIRECT passes"
                            + " the page cache by");
        }
    }

    private static void workload(Workload workload, Set<String> notes) {
        if (workload.options().containsKey("verify")) {
            notes.add(
                    "verify (workload '%s'): fio checks after each full pass over size, if the runtime allows one; those reads count in its figures"
                            .formatted(workload.name()));
        }
        boolean syncs =
                workload.options().containsKey("fsync")
                        || workload.options().containsKey("fdatasync");
        if (syncs && workload.rw().endsWith("rw") && workload.options().containsKey("rate_iops")) {
            notes.add(
                    "workload '%s': fio before 3.38 issues more fsyncs than asked for in a mixed rw under rate_iops"
                            .formatted(workload.name()));
        }
    }

    /** The rate that a percentile would need, where the profile offers none. */
    private static void objective(Workload workload, Objective objective, Set<String> notes) {
        if (workload.jobFile() != null) {
            notes.add(
                    "workload '%s' is a job file: whether it can judge the objective shows only afterwards"
                            .formatted(workload.name()));
            return;
        }
        if (workload.options().containsKey("rate_iops")) {
            return;
        }
        for (String key : objective.latency().keySet()) {
            String op = ObjectiveCheck.operation(key);
            if (ObjectiveCheck.does(op, workload.options())) {
                double perSecond =
                        ObjectiveCheck.samplesNeeded(key) / (workload.runtime().toMillis() / 1e3);
                notes.add(
                        "%s can be judged from %s %ss/s in each guest (workload '%s' offers no rate)"
                                .formatted(
                                        key,
                                        Figures.grouped((long) Math.ceil(perSecond)),
                                        op,
                                        workload.name()));
            }
        }
    }
}
