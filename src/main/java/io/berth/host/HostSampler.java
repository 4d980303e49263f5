package io.berth.host;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the host while guests are measured, taken by one thread at absolute times.
 *
 * <p>Sources: /proc/stat, /proc/PID/stat and task/TID/stat, /proc/diskstats, /proc/meminfo,
 * /proc/pressure. CPU times have the kernel's resolution of 10 ms.
 */
public final class HostSampler implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final HostReadings readings;
    private final long intervalNs;
    private final Consumer<HostSample> live;
    private final List<HostSample> samples = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long originNs;
    private volatile @Nullable RuntimeException failure;

    private HostSampler(HostReadings readings, Duration interval, Consumer<HostSample> live) {
        this.readings = readings;
        this.intervalNs = interval.toNanos();
        this.originNs = readings.takenNs();
        this.live = live;
        this.thread = Thread.ofPlatform().daemon().name("host-sampler").unstarted(this::sample);
    }

    /**
     * Takes a first reading, then a sample each interval until {@link #stop}.
     *
     * @param devices the disks to watch, whose figures are added up; none leaves them 0
     * @param live is given each sample at once, in the sampler's thread
     * @throws HostException if a process is not running or the disk is unknown
     */
    public static HostSampler start(
            List<Long> qemuPids,
            List<BlockDevice> devices,
            Duration interval,
            Consumer<HostSample> live) {
        HostReadings readings =
                new HostReadings(
                        "/proc", qemuPids, devices.stream().map(BlockDevice::name).toList());
        HostSampler sampler = new HostSampler(readings, interval, live);
        sampler.thread.start();
        return sampler;
    }

    /**
     * Lets a sample begin at an instant to come, and the others whole intervals from it. Where a
     * window's edge lies within a sample, what it counts of the sample is a guess: with bursts at
     * the edge, 10 % of the device's bytes in a window of 5 s.
     */
    public void align(Instant edge) {
        originNs = System.nanoTime() + Duration.between(Instant.now(), edge).toNanos();
        LockSupport.unpark(thread);
    }

    /** The next tick, origin + k intervals, that leaves a sample of half an interval at least. */
    static long dueNs(long originNs, long lastNs, long intervalNs) {
        long sinceNs = lastNs + intervalNs / 2 - originNs;
        return originNs + Math.ceilDiv(sinceNs, intervalNs) * intervalNs;
    }

    /**
     * Ends sampling with a last, shorter sample up to now.
     *
     * @return all samples, oldest first
     * @throws HostException if sampling had failed
     */
    public List<HostSample> stop() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_LIMIT)) {
                throw new HostException(
                        "the host sampler did not end within " + STOP_LIMIT.toSeconds() + " s",
                        "look for a hung /proc (dmesg)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while the host sampler ended", "start with --resume", e);
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw new HostException(
                    "sampling the host failed: " + failed.getMessage(),
                    "the case's host figures would be wrong; run it again",
                    failed);
        }
        return List.copyOf(samples);
    }

    /**
     * The host during a window; samples across its edges count by their overlap.
     *
     * @param iosCompleted by all guests within the window
     * @param end how the load ended; null if it was not drained
     * @throws HostException if the samples cover less than nine tenths of the window
     */
    public static HostUse summarise(
            List<HostSample> samples,
            Window window,
            long iosCompleted,
            List<BlockDevice> devices,
            @Nullable LoadEnd end) {
        return HostSummary.of(samples, window, iosCompleted, names(devices), end, null);
    }

    /**
     * The same where berth's own engine made the load, and there were no guests.
     *
     * @param engineCpuNs CPU of the engine's threads in the window, user and system
     */
    public static HostUse summariseEngine(
            List<HostSample> samples,
            Window window,
            long iosCompleted,
            List<BlockDevice> devices,
            LoadEnd end,
            long engineCpuNs) {
        return HostSummary.of(samples, window, iosCompleted, names(devices), end, engineCpuNs);
    }

    private static @Nullable String names(List<BlockDevice> devices) {
        return devices.isEmpty()
                ? null
                : devices.stream().map(BlockDevice::name).collect(Collectors.joining(" + "));
    }

    /** Ends sampling; what was sampled is dropped. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    private long waitNs(long lastNs) {
        return dueNs(originNs, lastNs, intervalNs) - System.nanoTime();
    }

    private void sample() {
        try {
            do {
                // Ticks that passed while the thread could not run are left out, not made up for.
                long lastNs = readings.takenNs();
                for (long ns; !stopping && (ns = waitNs(lastNs)) > 0; ) {
                    LockSupport.parkNanos(this, ns);
                }
                HostSample sample = readings.next();
                samples.add(sample);
                live.accept(sample);
            } while (!stopping);
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
