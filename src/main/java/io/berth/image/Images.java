package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.results.ImageRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run's images, in a directory of its own under the storage directory ({@code berth-RUNID}).
 *
 * <p>Written images are made once for each configuration and kept; fresh ones are made anew each
 * time. Not safe for several threads.
 */
public final class Images implements AutoCloseable {

    /**
     * Making random data takes most of a core, the disk the rest of the time: four images of 1 GiB
     * were filled 4 to 40 % sooner two at a time than one by one, on two cores.
     */
    private static final int FILLS_AT_ONCE = 2;

    private final RunDirectory directory;
    private final ImageMaker maker = new ImageMaker(FILLS_AT_ONCE);
    private final Map<ImageConfig, SortedMap<Integer, PreparedImage>> prepared =
            new LinkedHashMap<>();

    /** Images that are removed when this is closed. */
    public Images(Path storageDirectory, String runId) {
        this(storageDirectory, runId, false);
    }

    /**
     * @param storageDirectory made if it does not exist
     * @param keep whether the images stay when this is closed
     * @throws HostException if the directory cannot be used
     */
    public Images(Path storageDirectory, String runId, boolean keep) {
        this.directory = RunDirectory.open(storageDirectory, runId, keep);
    }

    /** The run's own directory. */
    public Path directory() {
        return directory.path();
    }

    /**
     * Images for guests 1 to {@code count}: written ones that exist as they are, the missing ones
     * made; fresh ones all made anew.
     *
     * @param seed of the random data; each image's own derives from it
     * @param progress is told in a few words what is being done
     * @throws HostException if one cannot be made as it was asked for; none of this call's is left
     */
    public List<PreparedImage> prepare(
            ImageConfig config, int count, long seed, Consumer<String> progress) {
        SortedMap<Integer, PreparedImage> have =
                prepared.computeIfAbsent(config, c -> new TreeMap<>());
        if (config.contents() == Contents.FRESH) {
            delete(have);
        }
        Map<Integer, Path> missing = new LinkedHashMap<>();
        for (int guest = 1; guest <= count; guest++) {
            if (!have.containsKey(guest)) {
                missing.put(guest, file(config, guest));
            }
        }
        if (!missing.isEmpty()) {
            makeDirectory(config);
            maker.make(config, missing, seed, progress).forEach(i -> have.put(i.guest(), i));
        }
        return List.copyOf(have.headMap(count + 1).values());
    }

    /**
     * Images in their state before a block: {@link #prepare}, and written ones that are no longer
     * fully written, or changed their allocation, or do not pass qemu-img check, are made anew.
     *
     * @param remade is told of each of these, with the reason
     */
    public List<PreparedImage> restore(
            ImageConfig config,
            int count,
            long seed,
            Consumer<String> progress,
            Consumer<String> remade) {
        if (config.contents() == Contents.WRITTEN) {
            SortedMap<Integer, PreparedImage> have =
                    prepared.computeIfAbsent(config, c -> new TreeMap<>());
            for (PreparedImage image : List.copyOf(have.headMap(count + 1).values())) {
                changed(image)
                        .ifPresent(
                                why -> {
                                    remade.accept(
                                            ImageMaker.name(config, image.guest())
                                                    + " was made anew: "
                                                    + why);
                                    RunDirectory.removeTree(image.file());
                                    have.remove(image.guest());
                                });
            }
        }
        return prepare(config, count, seed, progress);
    }

    /** What differs from the state in which a written image was prepared. */
    private static Optional<String> changed(PreparedImage image) {
        Path file = image.file();
        ImageConfig config = image.config();
        if (!Files.exists(file)) {
            return Optional.of("its file is gone");
        }
        // First: the other questions are asked of an image that can be read.
        Optional<String> corrupt = QemuImg.check(file, config.format());
        if (corrupt.isPresent()) {
            return corrupt;
        }
        Optional<String> missing = WrittenState.missing(file, config);
        if (missing.isPresent()) {
            return missing;
        }
        long allocatedBytes = Allocation.read(file, QemuImg.info(file, config.format()));
        return Allocation.same(allocatedBytes, image.allocatedBytes())
                ? Optional.empty()
                : Optional.of(
                        "it had "
                                + image.allocatedBytes()
                                + " bytes allocated and now has "
                                + allocatedBytes);
    }

    /** The image as it is now, before a measurement. */
    public ImageRecord record(PreparedImage image) {
        QemuImg.Info info = QemuImg.info(image.file(), image.config().format());
        return new ImageRecord(
                image.guest(),
                image.file().toString(),
                image.config(),
                List.of(image.command()),
                image.createMs(),
                image.createdAllocatedBytes(),
                image.fillMs(),
                size(image.file()),
                Allocation.read(image.file(), info),
                null,
                info.virtualBytes(),
                List.of(),
                null,
                info.json());
    }

    /** The record with what is allocated now, after the measurement. */
    public ImageRecord recordAfter(ImageRecord before) {
        Path file = Path.of(before.file());
        QemuImg.Info info = QemuImg.info(file, before.config().format());
        return new ImageRecord(
                before.guest(),
                before.file(),
                before.config(),
                before.commands(),
                before.createMs(),
                before.createdAllocatedBytes(),
                before.fillMs(),
                before.apparentBytes(),
                before.allocatedBytes(),
                Allocation.read(file, info),
                before.virtualBytes(),
                before.files(),
                null,
                before.infoJson());
    }

    /**
     * What a measurement broke: qemu-img check's findings, and a raw image's length.
     *
     * @param images that no guest has open
     * @return one sentence a problem; empty if all are sound
     */
    public List<String> verify(List<PreparedImage> images) {
        List<String> problems = new ArrayList<>();
        for (PreparedImage image : images) {
            Format format = image.config().format();
            String of = ImageMaker.name(image.config(), image.guest()) + ": ";
            QemuImg.check(image.file(), format).ifPresent(why -> problems.add(of + why));
            long bytes = image.config().size().bytes();
            if (format == Format.RAW && size(image.file()) != bytes) {
                problems.add(of + "its length is " + size(image.file()) + " instead of " + bytes);
            }
        }
        return problems;
    }

    /** Removes all fresh images. */
    public void deleteFresh() {
        prepared.forEach(
                (config, have) -> {
                    if (config.contents() == Contents.FRESH) {
                        delete(have);
                    }
                });
    }

    /**
     * Removes the images of a configuration with all their files, their backing files too, after
     * something was done to one of them: the next {@link #prepare} makes them anew.
     */
    public void discard(ImageConfig config) {
        SortedMap<Integer, PreparedImage> have = prepared.remove(config);
        if (have != null) {
            delete(have);
        }
    }

    /** Removes the run's directory with all images, unless they are kept. */
    @Override
    public void close() {
        directory.close();
    }

    private static void delete(SortedMap<Integer, PreparedImage> images) {
        images.values().forEach(image -> RunDirectory.removeTree(image.file()));
        images.clear();
    }

    private Path file(ImageConfig config, int guest) {
        String number = guest < 10 ? "0" + guest : Integer.toString(guest);
        return directory
                .path()
                .resolve(config.slug())
                .resolve("guest-" + number + "." + config.format().word());
    }

    private void makeDirectory(ImageConfig config) {
        Path path = directory.path().resolve(config.slug());
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new HostException(
                    path + " cannot be made: " + e.getMessage(),
                    "check its permissions and free space ('df -hi " + directory.path() + "')",
                    e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be examined: " + e.getMessage(),
                    "was it removed while berth ran? start the run again",
                    e);
        }
    }
}
