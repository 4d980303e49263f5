package io.berth.host;

import java.io.File;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of one QEMU process, split by what its threads do.
 *
 * <p>vCPU threads are named {@code CPU n/KVM} or {@code CPU n/TCG}, iothreads {@code IO id} ({@code
 * -name …,debug-threads=on}); the rest is the process's total less these. The total also counts
 * threads that ended, so CPU of short-lived workers, and of an iothread that was unplugged between
 * two readings, is found in the rest and never lost.
 */
final class QemuCpu {

    /** What was used between two readings, in ticks. */
    record Ticks(long vcpu, long iothread, long other) {

        static final Ticks NONE = new Ticks(0, 0, 0);

        Ticks plus(Ticks more) {
            return new Ticks(vcpu + more.vcpu, iothread + more.iothread, other + more.other);
        }
    }

    /** What a thread is for, by its name. */
    enum Kind {
        VCPU,
        IOTHREAD,
        OTHER;

        static Kind of(String comm) {
            // "CPU 0/KVM", "CPU 0/TCG"; "ALL CPUs/TCG" in the single-threaded loop.
            if (comm.matches("(CPU \\d+|ALL CPUs)/.*")) {
                return VCPU;
            }
            // QEMU's monitor has an iothread of its own, which serves no disk (monitor/monitor.c).
            return comm.startsWith("IO ") && !comm.equals("IO mon_iothread") ? IOTHREAD : OTHER;
        }
    }

    /**
     * A thread as it was read last.
     *
     * @param settled whether the name was read twice: a new thread bears its parent's name until it
     *     sets its own
     */
    private record Known(Kind kind, long ticks, long startTicks, boolean settled) {}

    private final ProcReader reader;
    private final String statFile;
    private final File taskDirectory;
    private Map<String, Known> threads = new HashMap<>();
    private long totalTicks;
    private long carriedTicks;
    private boolean ended;

    /**
     * Takes the first reading.
     *
     * @param proc /proc, or a recorded one
     * @throws HostException if there is no such process
     */
    QemuCpu(String proc, long pid, ProcReader reader) {
        this.reader = reader;
        this.statFile = proc + "/" + pid + "/stat";
        this.taskDirectory = new File(proc + "/" + pid + "/task");
        String stat = reader.readOrNull(statFile);
        if (stat == null) {
            throw new HostException(
                    "the QEMU process " + pid + " is not running (" + statFile + ")",
                    "look for its end in the guest's serial.log and 'dmesg'");
        }
        totalTicks = ProcText.task(stat).ticks();
        readThreads(true);
    }

    /** What was used since the last reading; nothing once the process has ended. */
    Ticks next() {
        String stat = ended ? null : reader.readOrNull(statFile);
        if (stat == null) {
            ended = true;
            return Ticks.NONE;
        }
        Ticks known = readThreads(false);
        long total = ProcText.task(stat).ticks();
        // Threads are read after the total, so they may be ahead of it; what is too much here is
        // missing in the next reading.
        long rest = total - totalTicks - known.vcpu - known.iothread + carriedTicks;
        totalTicks = total;
        carriedTicks = Math.min(0, rest);
        return new Ticks(known.vcpu, known.iothread, Math.max(0, rest));
    }

    private Ticks readThreads(boolean first) {
        String[] ids = taskDirectory.list();
        Map<String, Known> now = new HashMap<>();
        long vcpu = 0;
        long iothread = 0;
        for (String id : ids == null ? new String[0] : ids) {
            Known before = threads.get(id);
            Known thread =
                    before != null && isSettledRest(before) ? before : readThread(id, before);
            if (thread == null) {
                continue;
            }
            now.put(id, thread);
            // A thread that was not there at the last reading used all of its time since then.
            long since = 0;
            if (first) {
                since = thread.ticks;
            } else if (before != null && before.startTicks == thread.startTicks) {
                since = before.ticks;
            }
            switch (thread.kind) {
                case VCPU -> vcpu += thread.ticks - since;
                case IOTHREAD -> iothread += thread.ticks - since;
                case OTHER -> {}
            }
        }
        threads = now;
        return new Ticks(vcpu, iothread, 0);
    }

    /** Whether it need not be read again: QEMU has dozens of workers, and their sum is known. */
    private static boolean isSettledRest(Known thread) {
        return thread.kind == Kind.OTHER && thread.settled;
    }

    private @Nullable Known readThread(String id, @Nullable Known before) {
        String stat = reader.readOrNull(taskDirectory + "/" + id + "/stat");
        if (stat == null) {
            return null;
        }
        ProcText.Task task = ProcText.task(stat);
        boolean again = before != null && before.startTicks == task.startTicks();
        return new Known(Kind.of(task.comm()), task.ticks(), task.startTicks(), again);
    }
}
