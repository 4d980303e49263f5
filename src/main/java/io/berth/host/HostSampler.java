package io.berth.host;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
    private volatile @Nullable RuntimeException failure;

    private HostSampler(HostReadings readings, Duration interval, Consumer<HostSample> live) {
        this.readings = readings;
        this.intervalNs = interval.toNanos();
        this.live = live;
        this.thread = Thread.ofPlatform().daemon().name("host-sampler").unstarted(this::sample);
    }

    /**
     * Takes a first reading, then a sample each interval until {@link #stop}.
     *
     * @param device the disk to watch; none leaves the device's figures 0
     * @param live is given each sample at once, in the sampler's thread
     * @throws HostException if a process is not running or the disk is unknown
     */
    public static HostSampler start(
            List<Long> qemuPids,
            Optional<BlockDevice> device,
            Duration interval,
            Consumer<HostSample> live) {
        HostReadings readings =
                new HostReadings("/proc", qemuPids, device.map(BlockDevice::name).orElse(null));
        HostSampler sampler = new HostSampler(readings, interval, live);
        sampler.thread.start();
        return sampler;
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
     * @param drainMs see {@link Drain}; null if there was none
     * @throws HostException if the samples cover less than nine tenths of the window
     */
    public static HostUse summarise(
            List<HostSample> samples,
            Window window,
            long iosCompleted,
            Optional<BlockDevice> device,
            @Nullable Double drainMs) {
        return HostSummary.of(
                samples, window, iosCompleted, device.map(BlockDevice::name).orElse(null), drainMs);
    }

    /** Ends sampling; what was sampled is dropped. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    private void sample() {
        try {
            long startNs = readings.takenNs();
            long tick = 0;
            do {
                // Ticks that passed while the thread could not run are left out, not made up for.
                tick = Math.max(tick + 1, (System.nanoTime() - startNs) / intervalNs + 1);
                long dueNs = startNs + tick * intervalNs;
                for (long ns; !stopping && (ns = dueNs - System.nanoTime()) > 0; ) {
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
