package io.berth.host;

import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much of a file the host's page cache holds: made so, and read back each time with fincore.
 *
 * <p>Cold is at most 0.1 % of the file's length, or 64 KiB if that is more: a page or two may be
 * read again by whoever looks at the file. Warm is at least 99.9 %. Holes count: they take up pages
 * when they are read. Of block devices a thousand pages are looked at.
 */
public final class PageCacheState {

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final long COLD_BYTES_MAX = 64 << 10;

    /** Readings of a file that does not stay in the page cache, before that is an error. */
    private static final int WARM_ATTEMPTS_MAX = 5;

    private static final long PARTS = 1000;

    /** Pages on their way to a list of the kernel's cannot be dropped at that moment. */
    private static final int ATTEMPTS = 3;

    private static final double DEVICE_COLD_MAX = 0.001;
    private static final double DEVICE_WARM_MIN = 0.999;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PageCacheState() {}

    /**
     * Writes the files back and drops their pages (fdatasync, then posix_fadvise DONTNEED by dd).
     *
     * @throws HostException if pages stay
     */
    public static void makeCold(List<Path> files) {
        for (Path file : files) {
            if (BlockDevice.is(file)) {
                DeviceCache.drop(file);
                requireShare(file, 0, DEVICE_COLD_MAX);
                continue;
            }
            requireFile(file);
            long residentBytes = 0;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                drop(file);
                residentBytes = residentBytes(file);
                if (residentBytes <= coldBytesMax(size(file))) {
                    break;
                }
            }
            if (residentBytes > coldBytesMax(size(file))) {
                throw new HostException(
                        file
                                + ": "
                                + ByteSize.of(residentBytes).display()
                                + " stay in the page cache after dropping it",
                        "is it mapped or being read ('fuser -v "
                                + file
                                + "'), or on tmpfs? or set page_cache: asis");
            }
        }
    }

    /**
     * Reads the files whole.
     *
     * @throws HostException if they do not stay
     */
    public static void makeWarm(List<Path> files) {
        for (Path file : files) {
            if (!BlockDevice.is(file)) {
                requireFile(file);
            }
            readWhole(file);
        }
        // All are looked at after all were read: the last one may have pushed out the first.
        for (int attempt = 1; attempt < WARM_ATTEMPTS_MAX; attempt++) {
            List<Path> cool = files.stream().filter(file -> !isWarm(file)).toList();
            if (cool.isEmpty()) {
                break;
            }
            // A host that gives memory back meanwhile takes pages although there is room.
            cool.forEach(PageCacheState::readWhole);
        }
        for (Path file : files) {
            if (BlockDevice.is(file)) {
                requireShare(file, DEVICE_WARM_MIN, 1);
            } else if (!isWarm(file)) {
                throw new HostException(
                        file
                                + ": only "
                                + ByteSize.of(residentBytes(file)).display()
                                + " of "
                                + ByteSize.of(size(file)).display()
                                + " stay in the page cache after reading it",
                        "the host's memory is too small for all images: use fewer guests, a "
                                + "smaller disk.size, or page_cache: cold");
            }
        }
    }

    private static boolean isWarm(Path file) {
        return BlockDevice.is(file) || residentBytes(file) >= warmBytesMin(size(file));
    }

    /**
     * The bytes of a file that are in the page cache, by mincore(2) or cachestat(2).
     *
     * @throws HostException if fincore cannot tell
     */
    public static long residentBytes(Path file) {
        Commands.Output output =
                Commands.runChecked(LIMIT, "fincore", "--bytes", "--json", file.toString());
        JsonNode resident = JSON.readTree(output.stdout()).path("fincore").path(0).path("res");
        if (!resident.isNumber()) {
            throw new HostException(
                    "'" + output.commandLine() + "' said " + output.stdout().strip(),
                    Packages.remedyFor("fincore"));
        }
        return resident.asLong();
    }

    static long coldBytesMax(long sizeBytes) {
        return Math.max(COLD_BYTES_MAX, sizeBytes / PARTS);
    }

    static long warmBytesMin(long sizeBytes) {
        return sizeBytes - sizeBytes / PARTS;
    }

    private static void requireShare(Path device, double least, double most) {
        double share = DeviceCache.residentShare(device);
        if (share < least || share > most) {
            throw new HostException(
                    "%.1f %% of %s are in the page cache".formatted(share * 100, device)
                            + (least > 0 ? " after reading it" : " after dropping it"),
                    "is it being read, or the host's memory too small? or set page_cache: asis");
        }
    }

    private static void drop(Path file) {
        Drain.drain(List.of(file));
        Commands.runChecked(LIMIT, "dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
    }

    private static void readWhole(Path file) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new HostException(
                            "interrupted while reading " + file, "start with --resume");
                }
            }
        } catch (IOException e) {
            throw new HostException(file + " cannot be read: " + e.getMessage(), "see 'dmesg'", e);
        }
    }

    /** dd and sync would say less, or make the file. */
    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new HostException(
                    file + " is no file", "was it removed while berth ran? start the run again");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be examined: " + e.getMessage(), "see 'ls -l " + file + "'", e);
        }
    }
}
