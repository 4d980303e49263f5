package io.berth.host;

import com.sun.management.OperatingSystemMXBean;
import io.berth.results.HostSample;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Consecutive readings of /proc, as differences. */
final class HostReadings {

    /** Counters since boot, at one instant. */
    private record Reading(
            long takenNs,
            ProcText.CpuTicks cpu,
            Map<String, ProcText.Disk> disks,
            long berthCpuNs,
            @Nullable Long psiIoUs,
            @Nullable Long psiMemoryUs,
            @Nullable Long psiCpuUs) {}

    private final ProcReader reader = new ProcReader();
    private final OperatingSystemMXBean self =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final String proc;
    private final List<String> devices;
    private final List<QemuCpu> qemus;
    private Reading last;

    /**
     * Takes the first reading.
     *
     * @param proc /proc, or a recorded one
     * @param devices their names in diskstats; none leaves the devices' figures 0
     */
    HostReadings(String proc, List<Long> qemuPids, List<String> devices) {
        this.proc = proc;
        this.devices = List.copyOf(devices);
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
        Disks disks = disks(before, now, intervalMs);
        return new HostSample(
                wall.getEpochSecond() * 1e3 + wall.getNano() / 1e6 - lagMs,
                intervalMs,
                share((double) (now.cpu.busy() - before.cpu.busy()), ticks),
                share((double) (now.cpu.steal() - before.cpu.steal()), ticks),
                qemu.vcpu() * ProcText.MS_PER_TICK,
                qemu.iothread() * ProcText.MS_PER_TICK,
                qemu.other() * ProcText.MS_PER_TICK,
                (now.berthCpuNs - before.berthCpuNs) / 1e6,
                disks.readIos,
                disks.writeIos,
                disks.readBytes,
                disks.writeBytes,
                disks.busyShare,
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
                disks(),
                self.getProcessCpuTime(),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/io")),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/memory")),
                ProcText.pressureSomeUs(reader.readOrNull(proc + "/pressure/cpu")));
    }

    /** What all devices did together; the share of time is the mean of theirs. */
    private record Disks(
            long readIos, long writeIos, long readBytes, long writeBytes, double busyShare) {}

    private Disks disks(Reading before, Reading now, double intervalMs) {
        Disks sum = new Disks(0, 0, 0, 0, 0);
        for (String device : devices) {
            ProcText.Disk was = before.disks.getOrDefault(device, ProcText.Disk.NONE);
            ProcText.Disk is = now.disks.getOrDefault(device, ProcText.Disk.NONE);
            double busyMs = (double) wrapped(is.busyMs() - was.busyMs());
            sum =
                    new Disks(
                            sum.readIos + is.readIos() - was.readIos(),
                            sum.writeIos + is.writeIos() - was.writeIos(),
                            sum.readBytes + is.readBytes() - was.readBytes(),
                            sum.writeBytes + is.writeBytes() - was.writeBytes(),
                            sum.busyShare + share(busyMs, intervalMs) / devices.size());
        }
        return sum;
    }

    private Map<String, ProcText.Disk> disks() {
        if (devices.isEmpty()) {
            return Map.of();
        }
        String diskstats = reader.read(proc + "/diskstats");
        Map<String, ProcText.Disk> disks = new HashMap<>();
        devices.forEach(device -> disks.put(device, disk(diskstats, device)));
        return disks;
    }

    private ProcText.Disk disk(String diskstats, String name) {
        return ProcText.disk(diskstats, name)
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
