package io.berth.run;

import io.berth.fio.Measured;
import io.berth.guest.GuestException;
import io.berth.guest.SnapshotOverlay;
import io.berth.guest.SnapshotTaken;
import io.berth.host.Commands;
import io.berth.image.DiskImage;
import io.berth.latency.IntervalHistogram;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.results.LiveSnapshot;
import io.berth.results.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The external snapshots that one case takes of its disks under the load: none for most cases. */
final class LiveSnapshots {

    private static final Duration TAKE_TIMEOUT = Duration.ofSeconds(60);
    private static final double P99 = 99;

    private final @Nullable Duration snapshotAt;
    private final DiskConfig config;
    private final Map<Integer, SnapshotOverlay> overlays = new TreeMap<>();
    private final Map<Integer, SnapshotTaken> taken = new ConcurrentHashMap<>();
    private @Nullable FutureTask<Boolean> task;
    private @Nullable Thread thread;

    LiveSnapshots(Case c) {
        this.config = c.disk();
        this.snapshotAt = config.attachment().snapshotAt();
    }

    /** Makes the overlays, before the load. */
    void prepare(List<DiskImage> images) throws GuestException, InterruptedException {
        if (snapshotAt != null) {
            for (int guest = 1; guest <= images.size(); guest++) {
                overlays.put(guest, SnapshotOverlay.create(config, images.get(guest - 1)));
            }
        }
    }

    /** The overlays' files: they hold the guests' last writes. */
    List<Path> files() {
        return overlays.values().stream().map(SnapshotOverlay::file).toList();
    }

    /** How the overlay of a guest was made and taken into use, for people to repeat; maybe none. */
    List<String> commands(int guest) {
        SnapshotOverlay overlay = overlays.get(guest);
        SnapshotTaken snapshot = taken.get(guest);
        if (overlay == null || snapshot == null) {
            return List.of();
        }
        List<String> commands = new ArrayList<>();
        commands.add(Commands.commandLine(overlay.command()));
        commands.addAll(snapshot.commands());
        return commands;
    }

    /**
     * Lets them be taken when the time has come, of all disks at once.
     *
     * @param measured when the measured time begins
     */
    void start(List<GuestPart> parts, Instant measured) {
        Duration after = snapshotAt;
        if (after != null) {
            Instant due = measured.plus(after);
            task =
                    new FutureTask<>(
                            () -> {
                                Duration left = Duration.between(Instant.now(), due);
                                if (left.isPositive()) {
                                    Thread.sleep(left);
                                }
                                Parallel.forEach(parts, this::take);
                                return true;
                            });
            thread = Thread.ofVirtual().name("snapshots").start(task);
        }
    }

    private void take(GuestPart part) throws GuestException, InterruptedException {
        SnapshotOverlay overlay = overlays.get(part.guest().number());
        if (overlay == null) {
            throw new IllegalStateException(part.name() + " has no overlay");
        }
        taken.put(part.guest().number(), part.guest().snapshot(part.disk(), overlay.file()));
    }

    /**
     * Waits until they are taken.
     *
     * @throws GuestException if one was not
     */
    void await() throws GuestException, CaseFailure, InterruptedException {
        if (task == null) {
            return;
        }
        try {
            task.get(TAKE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CaseFailure(
                    "a snapshot was not taken within " + TAKE_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case GuestException guest -> throw guest;
                case CaseFailure failure -> throw failure;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Lets none be taken any more, whatever has become of the case. */
    void cancel() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(TAKE_TIMEOUT);
        }
    }

    /** What the guests felt of it. */
    List<LiveSnapshot> results(Measured.Outcome outcome) {
        List<LiveSnapshot> results = new ArrayList<>();
        Window window = outcome.window();
        new TreeMap<>(taken)
                .forEach(
                        (guest, snapshot) -> {
                            SnapshotOverlay overlay = overlays.get(guest);
                            if (overlay == null) {
                                throw new IllegalStateException("no overlay of guest " + guest);
                            }
                            results.add(
                                    new LiveSnapshot(
                                            guest,
                                            overlay.file().toString(),
                                            unixMs(snapshot.at()) - window.startUnixMs(),
                                            snapshot.took().toNanos() / 1e6,
                                            seconds(outcome, guest, window)));
                        });
        return List.copyOf(results);
    }

    private static List<LiveSnapshot.Second> seconds(
            Measured.Outcome outcome, int guest, Window window) {
        Map<String, List<IntervalHistogram>> files = outcome.histograms().get(guest);
        if (files == null) {
            return List.of();
        }
        return files.getOrDefault(Measured.CLAT_FILE, List.of()).stream()
                .map(interval -> second(interval, window))
                .toList();
    }

    /** The intervals of one op follow each other, those of the other come after. */
    static LiveSnapshot.Second second(IntervalHistogram interval, Window window) {
        Histogram histogram = interval.histogram();
        boolean none = histogram.getTotalCount() == 0;
        return new LiveSnapshot.Second(
                interval.tag().substring(interval.tag().indexOf(':') + 1),
                interval.startUnixMs() - window.startUnixMs(),
                histogram.getTotalCount(),
                none ? null : (Long) histogram.getValueAtPercentile(P99),
                none ? null : (Long) histogram.getMaxValue());
    }

    private static double unixMs(Instant instant) {
        return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
    }

    /**
     * Checks the overlays and removes them; a damaged one is kept.
     *
     * @throws CaseFailure if one is damaged
     */
    void finish() throws GuestException, CaseFailure, InterruptedException {
        List<String> damage = new ArrayList<>();
        for (SnapshotOverlay overlay : overlays.values()) {
            Optional<String> found = overlay.damage();
            if (found.isEmpty()) {
                overlay.delete();
            }
            found.ifPresent(damage::add);
        }
        overlays.clear();
        if (!damage.isEmpty()) {
            throw new CaseFailure("the snapshot was damaged: " + String.join("; ", damage));
        }
    }

    /** Removes the overlays of a case that failed before they were checked. */
    void delete() throws GuestException {
        for (SnapshotOverlay overlay : overlays.values()) {
            overlay.delete();
        }
    }
}
