package io.berth.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A command, and what the kernel counts while it runs: its CPU time, everybody's, and what the disk
 * moves. An account of its work that does not depend on its own.
 */
public final class Watch {

    /** Reading three files of /proc takes about 0.1 ms: one thousandth of a CPU. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(5);

    private Watch() {}

    /**
     * Counters at one instant.
     *
     * @param atMs since the command was started
     * @param processCpuMs CPU of all its threads, those that ended too, in steps of 10 ms
     * @param hostCpuMs CPU of all processes of the host, in user mode or the kernel
     * @param readBytes that the disk read since boot; 0 without one
     * @param writeBytes that it wrote
     */
    public record Sample(
            double atMs, double processCpuMs, double hostCpuMs, long readBytes, long writeBytes) {}

    /**
     * Means over a time.
     *
     * @param seconds how long that was
     * @param processCpus CPU time ÷ time
     * @param otherCpus CPU time of all others ÷ time
     */
    public record Rates(
            double seconds,
            double processCpus,
            double otherCpus,
            double readBytesPerSecond,
            double writeBytesPerSecond) {}

    /**
     * What was seen.
     *
     * @param startedUnixMs when it was started, on the host's clock
     * @param hugePageBytes of its anonymous memory on transparent huge pages
     */
    public record Watched(
            Commands.Output output,
            double startedUnixMs,
            List<Sample> samples,
            long hugePageBytes) {

        public Watched {
            samples = List.copyOf(samples);
        }

        /** Means between two instants, in ms since its start; null where it did not last. */
        public @Nullable Rates between(double fromMs, double toMs) {
            Sample from = at(fromMs);
            Sample to = at(toMs);
            if (from == null || to == null || !(toMs > fromMs)) {
                return null;
            }
            double seconds = (toMs - fromMs) / 1000;
            double process = (to.processCpuMs - from.processCpuMs) / 1000 / seconds;
            double host = (to.hostCpuMs - from.hostCpuMs) / 1000 / seconds;
            return new Rates(
                    seconds,
                    process,
                    Math.max(0, host - process),
                    (to.readBytes - from.readBytes) / seconds,
                    (to.writeBytes - from.writeBytes) / seconds);
        }

        /** The counters at an instant, on the line between the samples around it. */
        private @Nullable Sample at(double ms) {
            for (int i = 1; i < samples.size(); i++) {
                Sample a = samples.get(i - 1);
                Sample b = samples.get(i);
                if (a.atMs <= ms && ms <= b.atMs && b.atMs > a.atMs) {
                    double share = (ms - a.atMs) / (b.atMs - a.atMs);
                    return new Sample(
                            ms,
                            a.processCpuMs + share * (b.processCpuMs - a.processCpuMs),
                            a.hostCpuMs + share * (b.hostCpuMs - a.hostCpuMs),
                            a.readBytes + Math.round(share * (b.readBytes - a.readBytes)),
                            a.writeBytes + Math.round(share * (b.writeBytes - a.writeBytes)));
                }
            }
            return null;
        }
    }

    /**
     * Runs a command to its end, whatever its exit code.
     *
     * @param device the disk that is watched; null for none
     * @param memoryAfter when its memory is looked at, once, while it works
     * @throws HostException as {@link Commands#run} does
     */
    public static Watched run(
            Duration timeout,
            List<String> argv,
            @Nullable BlockDevice device,
            Duration memoryAfter) {
        Sampler sampler = new Sampler(device == null ? null : device.name(), memoryAfter);
        Commands.Output output;
        try {
            output = Commands.run(timeout, argv, sampler::start);
        } finally {
            sampler.end();
        }
        return new Watched(output, sampler.startedUnixMs, sampler.samples, sampler.hugePageBytes);
    }

    /** Samples on a thread of its own, until the command has ended. */
    private static final class Sampler {

        private final @Nullable String device;
        private final Duration memoryAfter;
        private final ProcReader reader = new ProcReader();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final List<Sample> samples = new ArrayList<>();
        private final Thread thread = new Thread(this::sample, "berth-watch");
        private volatile long pid;
        private long startNs;
        private double startedUnixMs;
        private boolean looked;
        private long hugePageBytes;

        Sampler(@Nullable String device, Duration memoryAfter) {
            this.device = device;
            this.memoryAfter = memoryAfter;
            thread.setDaemon(true);
        }

        void start(long pid) {
            this.pid = pid;
            startNs = System.nanoTime();
            startedUnixMs = Instant.now().toEpochMilli();
            thread.start();
        }

        void end() {
            ended.set(true);
            thread.interrupt();
            boolean interrupted = Thread.interrupted();
            try {
                if (thread.isAlive() && !thread.join(JOIN_LIMIT)) {
                    throw new HostException(
                            "/proc/" + pid + " is not read to its end", "is the host hung?");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void sample() {
            while (!ended.get() && take()) {
                try {
                    Thread.sleep(INTERVAL);
                } catch (InterruptedException e) {
                    // The command has ended.
                    return;
                }
            }
        }

        /** False once the process is gone. */
        private boolean take() {
            String stat = reader.readOrNull("/proc/" + pid + "/stat");
            if (stat == null || stat.isEmpty()) {
                return false;
            }
            double atMs = (System.nanoTime() - startNs) / 1e6;
            ProcText.Disk disk =
                    device == null
                            ? ProcText.Disk.NONE
                            : ProcText.disk(reader.read("/proc/diskstats"), device)
                                    .orElse(ProcText.Disk.NONE);
            samples.add(
                    new Sample(
                            atMs,
                            ProcText.task(stat).ticks() * ProcText.MS_PER_TICK,
                            ProcText.processTicks(reader.read("/proc/stat")) * ProcText.MS_PER_TICK,
                            disk.readBytes(),
                            disk.writeBytes()));
            if (!looked && atMs >= memoryAfter.toMillis()) {
                looked = true;
                String rollup = reader.readOrNull("/proc/" + pid + "/smaps_rollup");
                hugePageBytes = rollup == null ? 0 : ProcText.anonHugePageBytes(rollup);
            }
            return true;
        }
    }
}
