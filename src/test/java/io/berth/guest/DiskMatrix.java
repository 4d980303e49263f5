package io.berth.guest;

import io.berth.guest.MatrixCells.Cell;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.GuestConfig;
import io.berth.plan.Place;
import io.berth.profile.Accelerator;
import io.berth.profile.Bus;
import io.berth.results.ImageRecord;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Provisions disks, attaches each to a guest, writes it there with checksums, reads it back,
 * detaches it and has qemu-img check it. Four disks at once in each guest, two guests at once.
 */
final class DiskMatrix {

    private static final int GUESTS = 2;
    private static final int DISKS = 4; // a guest's ports
    private static final long SEED = 42;
    private static final Duration FIO_LIMIT = Duration.ofSeconds(300);

    private final Path directory;

    /** By cell: null if all was well, else what was not. */
    private final Map<Cell, @Nullable String> outcomes = new LinkedHashMap<>();

    DiskMatrix(Path directory) {
        this.directory = directory;
    }

    /** One disk on its way. */
    private static final class Trial {
        final Cell cell;
        final Images images;
        final String serial;
        @Nullable PreparedImage image;
        @Nullable PluggedDisk disk;
        @Nullable String failure;

        Trial(Cell cell, Images images, String serial) {
            this.cell = cell;
            this.images = images;
            this.serial = serial;
        }

        void fail(@Nullable String what) {
            failure = failure == null ? String.valueOf(what) : failure + "; " + what;
        }
    }

    /** What went wrong, by cell; null where all was well. */
    Map<Cell, @Nullable String> run(List<Cell> cells) throws Exception {
        List<Cell> hot = cells.stream().filter(c -> !BootDisk.needed(guest(c), c.disk())).toList();
        hotPlugged(hot);
        for (Bus bus : Bus.values()) {
            booted(
                    bus,
                    cells.stream().filter(c -> !hot.contains(c) && c.disk().bus() == bus).toList());
        }
        return outcomes;
    }

    private static GuestConfig guest(Cell cell) {
        return new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.TCG, cell.machine());
    }

    private void hotPlugged(List<Cell> cells) throws Exception {
        if (cells.isEmpty()) {
            return;
        }
        Path runtime = directory.resolve("hot");
        try (Fleet fleet = Guests.boot(GUESTS, runtime)) {
            inParallel(
                    shares(cells, fleet.guests().size()),
                    (share, number) -> {
                        for (int at = 0; at < share.size(); at += DISKS) {
                            List<Cell> some = share.subList(at, Math.min(share.size(), at + DISKS));
                            plugged(fleet.guests().get(number), some);
                        }
                    });
        }
    }

    private void plugged(Guest guest, List<Cell> cells) throws Exception {
        List<Trial> trials = prepare(cells, guest.number());
        for (Trial trial : trials) {
            PreparedImage image = trial.image;
            if (image != null) {
                attempt(
                        trial,
                        () ->
                                trial.disk =
                                        guest.plug(trial.cell.disk(), image.disk(), trial.serial));
            }
        }
        write(guest, trials);
        for (Trial trial : trials) {
            PluggedDisk disk = trial.disk;
            if (disk != null) {
                attempt(trial, () -> guest.unplug(disk));
            }
        }
        end(trials);
    }

    private void booted(Bus bus, List<Cell> cells) throws Exception {
        if (cells.isEmpty()) {
            return;
        }
        Appliance appliance =
                Appliance.build(
                        Path.of("target", "appliance-cache"), Set.of(bus), System.out::println);
        for (int at = 0; at < cells.size(); at += GUESTS * DISKS) {
            List<Cell> some = cells.subList(at, Math.min(cells.size(), at + GUESTS * DISKS));
            List<List<Trial>> trials = new ArrayList<>();
            List<List<BootDisk>> disks = new ArrayList<>();
            for (int from = 0; from < some.size(); from += DISKS) {
                List<Cell> own = some.subList(from, Math.min(some.size(), from + DISKS));
                List<Trial> prepared = prepare(own, trials.size() + 1);
                trials.add(prepared);
                List<BootDisk> boot = new ArrayList<>();
                for (Trial trial : prepared) {
                    PreparedImage image = trial.image;
                    if (image != null) {
                        boot.add(new BootDisk(trial.cell.disk(), image.disk(), trial.serial));
                    }
                }
                disks.add(boot);
            }
            Path runtime = directory.resolve(bus.word() + "-" + at);
            try (Fleet fleet =
                    new QemuHypervisor()
                            .boot(
                                    guest(some.getFirst()),
                                    disks,
                                    Guests.tcg(),
                                    appliance,
                                    runtime.resolve("run"),
                                    runtime.resolve("log"),
                                    Guests.BOOT_TIMEOUT)) {
                inParallel(
                        trials,
                        (own, number) -> {
                            Guest guest = fleet.guests().get(number);
                            int next = 0;
                            for (Trial trial : own) {
                                if (trial.image != null) {
                                    trial.disk = guest.bootDisks().get(next++);
                                }
                            }
                            write(guest, own);
                        });
            } catch (GuestException e) {
                trials.forEach(own -> own.forEach(trial -> trial.fail(e.getMessage())));
            }
            trials.forEach(this::end);
        }
    }

    private List<Trial> prepare(List<Cell> cells, int guest) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String serial = String.format(Locale.ROOT, "m-%d-%d", guest, i + 1);
            Path storage = directory.resolve(serial);
            Trial trial = new Trial(cells.get(i), new Images(storage, "matrix"), serial);
            attempt(
                    trial,
                    () ->
                            trial.image =
                                    trial.images
                                            .prepare(
                                                    trial.cell.disk().image(),
                                                    Place.directory(storage),
                                                    1,
                                                    SEED,
                                                    progress -> {})
                                            .getFirst());
            trials.add(trial);
        }
        return trials;
    }

    /** One fio for all disks of a guest: its start costs more than its I/O there. */
    private static void write(Guest guest, List<Trial> trials) throws InterruptedException {
        StringBuilder line = new StringBuilder();
        line.append("cd /tmp && fio --rw=randwrite --bs=64k --size=4m --offset=32m --direct=1")
                .append(" --ioengine=libaio --iodepth=8 --verify=crc32c --verify_fatal=1")
                .append(" --do_verify=1 --end_fsync=1 --output-format=terse");
        List<Trial> written = trials.stream().filter(trial -> trial.disk != null).toList();
        for (Trial trial : written) {
            PluggedDisk disk = trial.disk;
            if (disk != null) {
                line.append(" --name=").append(trial.serial);
                line.append(" --filename=/dev/").append(disk.guestDevice());
            }
        }
        if (written.isEmpty()) {
            return;
        }
        try {
            ExecResult result =
                    guest.agent().exec(List.of("/bin/sh", "-c", line.toString()), FIO_LIMIT);
            for (Trial trial : written) {
                judge(trial, result);
                PluggedDisk disk = trial.disk;
                if (disk != null) {
                    List<String> wrong = new ArrayList<>(guest.readBack(disk).mismatches());
                    wrong.addAll(guest.ioErrors(disk));
                    wrong.forEach(trial::fail);
                }
            }
        } catch (GuestException e) {
            written.forEach(trial -> trial.fail(e.getMessage()));
        }
    }

    /** Terse version 3: field 3 is the job, 5 its error, 6 the KiB read, that is, verified. */
    private static void judge(Trial trial, ExecResult result) {
        String fields =
                result.outText()
                        .lines()
                        .map(line -> line.split(";", -1))
                        .filter(f -> f.length > 6 && f[2].equals(trial.serial))
                        .map(f -> "error " + f[4] + ", " + f[5] + " KiB verified")
                        .findFirst()
                        .orElse("no figures: " + result);
        if (!fields.equals("error 0, 4096 KiB verified")) {
            trial.fail("fio: " + fields);
        }
    }

    private synchronized void end(List<Trial> trials) {
        for (Trial trial : trials) {
            PreparedImage image = trial.image;
            if (image != null && trial.failure == null) {
                attempt(
                        trial,
                        () -> {
                            ImageRecord before = trial.images.record(image);
                            ImageRecord after = trial.images.recordAfter(before, image);
                            trial.images
                                    .verify(List.of(image), List.of(after))
                                    .forEach(trial::fail);
                        });
            }
            trial.images.close();
            outcomes.put(trial.cell, trial.failure);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** A disk that fails does not keep the others from their turn. */
    private static void attempt(Trial trial, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trial.fail("interrupted");
        } catch (Exception e) {
            trial.fail(e.getMessage());
        }
    }

    private interface Part<T> {
        void run(T part, int number) throws Exception;
    }

    private static <T> void inParallel(List<T> parts, Part<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(parts.size())) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                int number = i;
                futures.add(
                        threads.submit(
                                () -> {
                                    work.run(parts.get(number), number);
                                    return null;
                                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static List<List<Cell>> shares(List<Cell> cells, int count) {
        List<List<Cell>> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Cell> share = new ArrayList<>();
            for (int at = i; at < cells.size(); at += count) {
                share.add(cells.get(at));
            }
            shares.add(share);
        }
        return shares;
    }

    /** The table for a person: counts, then each cell that failed, then all. */
    static String table(Map<Cell, @Nullable String> outcomes, Map<String, Integer> excluded) {
        StringBuilder out = new StringBuilder();
        long failed = outcomes.values().stream().filter(failure -> failure != null).count();
        out.append(
                String.format(
                        Locale.ROOT,
                        "%d cells: %d passed, %d failed; %d combinations left out%n",
                        outcomes.size(),
                        outcomes.size() - failed,
                        failed,
                        excluded.values().stream().mapToInt(Integer::intValue).sum()));
        outcomes.forEach(
                (cell, failure) ->
                        out.append(failure == null ? "passed  " : "FAILED  ")
                                .append(cell.machine().word())
                                .append(' ')
                                .append(cell.name())
                                .append(failure == null ? "" : ": " + failure)
                                .append('\n'));
        excluded.forEach(
                (reason, count) ->
                        out.append(
                                String.format(Locale.ROOT, "left out %5d  %s%n", count, reason)));
        return out.toString();
    }
}
