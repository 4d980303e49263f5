package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes images: creates, fills if their contents ask for it, and reads back what came of it. */
final class ImageMaker {

    /** Images that are filled at one time. */
    private final int fillsAtOnce;

    /** Digests of sampled blocks by image: no two blocks may be alike. */
    private final Map<Path, List<String>> digests = new HashMap<>();

    ImageMaker(int fillsAtOnce) {
        this.fillsAtOnce = fillsAtOnce;
    }

    /**
     * Makes one image a guest, in order; all or none.
     *
     * @param files by guest, of which none exists
     */
    List<PreparedImage> make(
            ImageConfig config, Map<Integer, Path> files, long seed, Consumer<String> progress) {
        try {
            List<PreparedImage> created = new ArrayList<>();
            for (Map.Entry<Integer, Path> entry : files.entrySet()) {
                progress.accept("creating " + name(config, entry.getKey()));
                // One at a time: the time that it takes is a figure of the report.
                created.add(create(config, entry.getKey(), entry.getValue()));
            }
            return config.contents() == Contents.WRITTEN ? fill(created, seed, progress) : created;
        } catch (RuntimeException e) {
            removeAll(files, e);
            throw e;
        }
    }

    private void removeAll(Map<Integer, Path> files, RuntimeException because) {
        for (Path file : files.values()) {
            digests.remove(file);
            try {
                RunDirectory.removeTree(file);
            } catch (HostException e) {
                because.addSuppressed(e);
            }
        }
    }

    private static PreparedImage create(ImageConfig config, int guest, Path file) {
        List<String> command = QemuImg.createCommand(config, file);
        Commands.Output output = QemuImg.create(config, command);
        QemuImg.Info info = QemuImg.info(file, config.format());
        if (info.virtualBytes() != config.size().bytes()) {
            throw new HostException(
                    file
                            + " has "
                            + info.virtualBytes()
                            + " bytes instead of "
                            + config.size().bytes(),
                    "use a disk.size that is a multiple of 512 bytes");
        }
        long allocatedBytes = Allocation.read(file, info);
        Allocation.broken(config, allocatedBytes, info.clusterBytes())
                .ifPresent(
                        why -> {
                            throw new HostException(
                                    file + ": " + why,
                                    "does the storage's file system compress or deduplicate? use"
                                            + " another, or another disk.preallocation");
                        });
        SharedExtents.refuse(file);
        double createMs = output.elapsed().toNanos() / 1e6;
        return new PreparedImage(
                guest, file, config, command, createMs, allocatedBytes, null, allocatedBytes);
    }

    private List<PreparedImage> fill(
            List<PreparedImage> created, long seed, Consumer<String> progress) {
        // Platform threads: qemu-storage-daemon ends with the thread that started it.
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        fillsAtOnce, Thread.ofPlatform().daemon().name("fill-", 1).factory());
        try {
            List<Future<Duration>> fills = new ArrayList<>();
            for (PreparedImage image : created) {
                fills.add(
                        pool.submit(
                                () ->
                                        ImageFill.fill(
                                                image.file(),
                                                image.config(),
                                                seedOf(image, seed))));
            }
            List<PreparedImage> filled = new ArrayList<>();
            for (int i = 0; i < created.size(); i++) {
                PreparedImage image = created.get(i);
                progress.accept("filling " + name(image.config(), image.guest()));
                filled.add(readBack(image, await(fills.get(i), image)));
            }
            return filled;
        } finally {
            pool.shutdownNow();
            awaitEnd(pool);
        }
    }

    private static Duration await(Future<Duration> fill, PreparedImage image) {
        try {
            // Each fill has its own limit; this one only bounds waiting behind the others.
            return fill.get(30, TimeUnit.DAYS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while " + image.file() + " was filled", "start with --resume", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException host) {
                throw host;
            }
            throw new IllegalStateException("filling " + image.file() + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new HostException(image.file() + " is still not filled", "use a faster disk", e);
        }
    }

    /** Fills that were broken off end before their files are removed. */
    private static void awaitEnd(ExecutorService pool) {
        // After an interrupt everything must end within seconds, but not before fio did.
        boolean interrupted = Thread.interrupted();
        try {
            if (!pool.awaitTermination(interrupted ? 3 : 120, TimeUnit.SECONDS)) {
                throw new HostException(
                        "a fill did not end when it was broken off",
                        "look for a hung disk (dmesg)");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private PreparedImage readBack(PreparedImage image, Duration took) {
        Path file = image.file();
        ImageConfig config = image.config();
        WrittenState.missing(file, config)
                .ifPresent(
                        why -> {
                            throw Samples.notWritten(file, why);
                        });
        List<QemuImg.Extent> extents = QemuImg.map(file, config.format());
        requireUnlike(file, Samples.digests(file, extents, config.size().bytes()));
        SharedExtents.refuse(file);
        long allocatedBytes = Allocation.read(file, QemuImg.info(file, config.format()));
        return new PreparedImage(
                image.guest(),
                file,
                config,
                image.command(),
                image.createMs(),
                image.createdAllocatedBytes(),
                took.toNanos() / 1e6,
                allocatedBytes);
    }

    private void requireUnlike(Path file, List<String> found) {
        Set<String> seen = new HashSet<>();
        digests.forEach((other, blocks) -> seen.addAll(other.equals(file) ? List.of() : blocks));
        for (String digest : found) {
            if (!seen.add(digest)) {
                throw Samples.notWritten(file, "two sampled blocks are alike");
            }
        }
        digests.put(file, found);
    }

    /**
     * fio's seed for an image: differs between images of a run, the same again in another run of
     * the same seed. SplitMix64's finalizer (Steele, Lea, Flood 2014) spreads it over 63 bits.
     */
    static long seedOf(PreparedImage image, long seed) {
        long z =
                seed + 31L * image.config().slug().hashCode() + image.guest() * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) >>> 1;
    }

    static String name(ImageConfig config, int guest) {
        return "image " + guest + " of " + config.slug();
    }
}
