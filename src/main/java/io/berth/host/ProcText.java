package io.berth.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parsers of /proc's texts (Linux, Documentation/filesystems/proc.rst and admin-guide/iostats.rst).
 */
final class ProcText {

    /**
     * Clock ticks a second in /proc: USER_HZ, 100 on every architecture that QEMU's system
     * emulators run on (include/uapi/asm-generic/param.h).
     */
    static final int TICKS_PER_SECOND = 100;

    static final double MS_PER_TICK = 1000.0 / TICKS_PER_SECOND;

    /** A sector of diskstats, whatever the device's own (block/genhd.c). */
    static final int SECTOR_BYTES = 512;

    private ProcText() {}

    /**
     * The first line of /proc/stat, in ticks since boot, all CPUs together.
     *
     * @param busy neither idle nor waiting for I/O nor stolen
     * @param total of all states; guest time is part of user time and not counted twice
     */
    record CpuTicks(long busy, long steal, long total) {}

    static CpuTicks cpu(String stat) {
        String[] f = stat.substring(0, stat.indexOf('\n')).trim().split("\\s+", -1);
        long user = Long.parseLong(f[1]);
        long nice = Long.parseLong(f[2]);
        long system = Long.parseLong(f[3]);
        long idle = Long.parseLong(f[4]);
        long iowait = Long.parseLong(f[5]);
        long irq = Long.parseLong(f[6]);
        long softirq = Long.parseLong(f[7]);
        long steal = f.length > 8 ? Long.parseLong(f[8]) : 0;
        long busy = user + nice + system + irq + softirq;
        return new CpuTicks(busy, steal, busy + idle + iowait + steal);
    }

    /** The ticks of all processes, of the same line: in user mode, niced or in the kernel. */
    static long processTicks(String stat) {
        String[] f = stat.substring(0, stat.indexOf('\n')).trim().split("\\s+", -1);
        return Long.parseLong(f[1]) + Long.parseLong(f[2]) + Long.parseLong(f[3]);
    }

    /** The AnonHugePages of a /proc/PID/smaps_rollup, in bytes. */
    static long anonHugePageBytes(String rollup) {
        return rollup.lines()
                .filter(line -> line.startsWith("AnonHugePages:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /**
     * A line of /proc/PID/stat or /proc/PID/task/TID/stat.
     *
     * @param comm the name, which may hold spaces and parentheses ({@code CPU 0/KVM})
     * @param ticks user and system time
     * @param startTicks when it started, since boot: with the id it names a thread for good
     */
    record Task(String comm, long ticks, long startTicks) {}

    static Task task(String stat) {
        int close = stat.lastIndexOf(')');
        String comm = stat.substring(stat.indexOf('(') + 1, close);
        // After ") " come the fields from the third (state) on: utime is the 14th.
        String[] f = stat.substring(close + 2).trim().split(" ", -1);
        return new Task(comm, Long.parseLong(f[11]) + Long.parseLong(f[12]), Long.parseLong(f[19]));
    }

    /**
     * A device's line of /proc/diskstats, since boot.
     *
     * @param busyMs time with an I/O in flight; a 32-bit counter that wraps
     */
    record Disk(long readIos, long readBytes, long writeIos, long writeBytes, long busyMs) {

        static final Disk NONE = new Disk(0, 0, 0, 0, 0);
    }

    static Optional<Disk> disk(String diskstats, String name) {
        return diskLine(diskstats, name)
                .map(line -> line.split("\\s+", -1))
                .map(
                        f ->
                                new Disk(
                                        Long.parseLong(f[3]),
                                        Long.parseLong(f[5]) * SECTOR_BYTES,
                                        Long.parseLong(f[7]),
                                        Long.parseLong(f[9]) * SECTOR_BYTES,
                                        Long.parseLong(f[12])));
    }

    static Optional<String> diskLine(String diskstats, String name) {
        int at = diskstats.indexOf(" " + name + " ");
        if (at < 0) {
            return Optional.empty();
        }
        int start = diskstats.lastIndexOf('\n', at) + 1;
        int end = diskstats.indexOf('\n', at);
        return Optional.of(diskstats.substring(start, end < 0 ? diskstats.length() : end).trim());
    }

    /** /proc/meminfo in bytes, by its names. */
    static Map<String, Long> memory(String meminfo) {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : meminfo.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String[] f = line.substring(colon + 1).trim().split(" ", -1);
                long unit = f.length > 1 && f[1].equals("kB") ? 1024 : 1;
                bytes.put(line.substring(0, colon), Long.parseLong(f[0]) * unit);
            }
        }
        return bytes;
    }

    /** The µs since boot in which some task waited, of a /proc/pressure file; null if not told. */
    static @Nullable Long pressureSomeUs(@Nullable String pressure) {
        if (pressure == null || !pressure.startsWith("some ")) {
            return null;
        }
        int at = pressure.indexOf("total=") + "total=".length();
        int end = pressure.indexOf('\n');
        return Long.parseLong(pressure.substring(at, end < 0 ? pressure.length() : end).trim());
    }
}
