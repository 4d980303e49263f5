package io.berth.host;

import com.sun.management.OperatingSystemMXBean;
import io.berth.results.HostSample;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Consecutive readings of /proc, as differences. */
final class HostReadings {

    /** Counters since boot, at one instant. */
    private record Reading(
            long takenNs,
            ProcText.CpuTicks cpu,
            ProcText.Disk disk,
            long berthCpuNs,
            @Nullable Long psiIoUs,
            @Nullable Long psiMemoryUs,
            @Nullable Long psiCpuUs) {}

    private final ProcReader reader = new ProcReader();
    private final OperatingSystemMXBean self =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final String proc;
    private final @Nullable String device;
    private final List<QemuCpu> qemus;
    private Reading last;

    /**
     * Takes the first reading.
     *
     * @param proc /proc, or a recorded one
     * @param device its name in diskstats; null for none
     */
    HostReadings(String proc, List<Long> qemuPids, @Nullable String device) {
        this.proc = proc;
        this.device = device;
        this.qemus = qemuPids.stream().map(pid -> new QemuCpu(proc, pid, reader)).toList();
        this.last = read();
    }

    long takenNs() {
        return last.takenNs;
    }

    /** What happened since the last reading. */
    HostSample next() {
        Reading now = read();
        QemuCpu.Ticks qemu = QemuCpu.Ticks.NONE;
        for (QemuCpu process : qemus) {
            qemu = qemu.plus(process.next());
        }
        Map<String, Long> memory = ProcText.memory(reader.read(proc + "/meminfo"));
        Reading before = last;
        last = now;
        Instant wall = Instant.now();
        double lagMs = (System.nanoTime() - now.takenNs) / 1e6;
        double intervalMs = (now.takenNs - before.takenNs) / 1e6;
        double ticks = Math.max(1, now.cpu.total() - before.cpu.total());
        ProcText.Disk disk = now.disk;
        return new HostSample(
                wall.getEpochSecond() * 1e3 + wall.getNano() / 1e6 - lagMs,
                intervalMs,
                share((double) (now.cpu.busy() - before.cpu.busy()), ticks),
                share((double) (now.cpu.steal() - before.cpu.steal()), ticks),
                qemu.vcpu() * ProcText.MS_PER_TICK,
                qemu.iothread() * ProcText.MS_PER_TICK,
                qemu.other() * ProcText.MS_PER_TICK,
                (now.berthCpuNs - before.berthCpuNs) / 1e6,
                disk.readIos() - before.disk.readIos(),
                disk.writeIos() - before.disk.writeIos(),
                disk.readBytes() - before.disk.readBytes(),
                disk.writeBytes() - before.disk.writeBytes(),
                share((double) wrapped(disk.busyMs() - before.disk.busyMs()), intervalMs),
                memory.getOrDefault("Dirty", 0L),
                memory.getOrDefault("Writeback", 0L),
                memory.getOrDefault("MemFree", 0L),
                memory.getOrDefault("Cached", 0L),
                waited(before.psiIoUs, now.psiIoUs, intervalMs),
                waited(before.psiMemoryUs, now.psiMemoryUs, intervalMs),
                waited(before.psiCpuUs, now.psiCpuUs, intervalMs));
    }

    private Reading read() {
        return new Reading(
                System.nanoTime(),
                ProcText.cpu(reader.read(proc + "/stat")),
                device == null ? ProcText.Disk.NONE : disk(device),
                self.getProcessCpuTime(),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/io")),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/memory")),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/cpu")));
    }

    private ProcText.Disk disk(String name) {
        return ProcText.disk(reader.read(proc + "/diskstats"), name)
                .orElseThrow(
                        () ->
                                new HostException(
                                        "the disk " + name + " is not in " + proc + "/diskstats",
                                        "was it removed? see 'lsblk'"));
    }

    /** A difference of a 32-bit counter. */
    static long wrapped(long difference) {
        return difference < 0 ? difference + (1L << 32) : difference;
    }

    private static double share(double part, double whole) {
        return Math.clamp(part / whole, 0, 1);
    }

    private static @Nullable Double waited(
            @Nullable Long beforeUs, @Nullable Long nowUs, double intervalMs) {
        return beforeUs == null || nowUs == null
                ? null
                : (Double) share((nowUs - beforeUs) / 1e3, intervalMs);
    }
}
