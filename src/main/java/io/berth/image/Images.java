package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.plan.Place;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.results.ImageCheck;
import io.berth.results.ImageFile;
import io.berth.results.ImageRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run's images, in a directory of its own under each storage directory ({@code berth-RUNID}), and
 * the block devices that it uses as disks.
 *
 * <p>Written images are made once for each configuration and kept; fresh ones, and those that
 * writes wear out, are made anew each time, but for backing files. Not safe for several threads.
 */
public final class Images implements AutoCloseable {

    /**
     * Making random data takes part of a core, the disk the rest of the time: two at a time keep
     * both busy.
     */
    private static final int FILLS_AT_ONCE = 2;

    private final SortedMap<Path, RunDirectory> directories = new TreeMap<>();
    private final DeviceClaims devices;
    private final String runId;
    private final ImageMaker maker = new ImageMaker(FILLS_AT_ONCE);
    private final Map<Site, PreparedImage> prepared = new LinkedHashMap<>();

    /** Images in one directory that are removed when this is closed. */
    public Images(Path storageDirectory, String runId) {
        this(storageDirectory, runId, false);
    }

    /** Images in one directory. */
    public Images(Path storageDirectory, String runId, boolean keep) {
        this(List.of(Place.directory(storageDirectory)), runId, keep, DeviceClaims.NONE);
    }

    /**
     * @param places all that images are asked for at; directories are made if they do not exist
     * @param keep whether the images stay when this is closed
     * @param devices is asked before a device is written, and closed with this
     * @throws HostException if a directory cannot be used, or a device must not be written
     */
    public Images(Collection<Place> places, String runId, boolean keep, DeviceClaims devices) {
        this.devices = devices;
        this.runId = runId;
        try {
            for (Place place : places) {
                if (!place.devices()) {
                    place.paths()
                            .forEach(
                                    path ->
                                            directories.computeIfAbsent(
                                                    path, p -> RunDirectory.open(p, runId, keep)));
                }
            }
        } catch (HostException e) {
            directories.values().forEach(RunDirectory::close);
            throw e;
        }
    }

    /**
     * The run's own directory under a storage directory.
     *
     * @throws IllegalArgumentException if no place has this directory
     */
    public Path directory(Path storageDirectory) {
        RunDirectory directory = directories.get(storageDirectory);
        if (directory == null) {
            throw new IllegalArgumentException("no images under " + storageDirectory);
        }
        return directory.path();
    }

    /** The run's own directory under the first storage directory. */
    public Path directory() {
        return directories.firstEntry().getValue().path();
    }

    /**
     * The file with the passphrase of the run's encrypted images, made when it is first asked for.
     *
     * @throws HostException if it cannot be made
     */
    public Path secret() {
        return Secret.in(directory());
    }

    /**
     * Images for guests 1 to {@code count}: written ones that exist as they are, the missing ones
     * made; fresh ones, and those that writes wear out, all made anew.
     *
     * @param seed of the random data; each image's own derives from it
     * @param progress is told in a few words what is being done
     * @throws HostException if one cannot be made as it was asked for; none of this call's is left
     */
    public List<PreparedImage> prepare(
            ImageConfig config, Place place, int count, long seed, Consumer<String> progress) {
        List<Site> sites = new ArrayList<>();
        List<Site> missing = new ArrayList<>();
        for (int guest = 1; guest <= count; guest++) {
            Site site = site(config, place, guest);
            sites.add(site);
            if (site.device()) {
                // Again, where it was let go in between.
                devices.claim(site.directory());
            }
            if (madeAnew(config)) {
                prepared.remove(site);
            }
            if (!prepared.containsKey(site)) {
                missing.add(site);
            }
        }
        if (madeAnew(config)) {
            deleteOthers(config, sites);
        }
        if (!missing.isEmpty()) {
            missing.forEach(this::makeReady);
            makeRoom(missing);
            List<PreparedImage> made = maker.make(missing, seed, progress);
            for (int i = 0; i < made.size(); i++) {
                prepared.put(missing.get(i), made.get(i));
            }
        }
        return sites.stream().map(this::found).toList();
    }

    private PreparedImage found(Site site) {
        PreparedImage image = prepared.get(site);
        if (image == null) {
            throw new IllegalStateException(site.name() + " was not made");
        }
        return image;
    }

    private static boolean madeAnew(ImageConfig config) {
        return config.contents() == Contents.FRESH || config.wornByWrites();
    }

    /** Images of an earlier rung with more guests would only take room. */
    private void deleteOthers(ImageConfig config, List<Site> wanted) {
        List.copyOf(prepared.keySet()).stream()
                .filter(site -> site.config().equals(config) && !wanted.contains(site))
                .forEach(this::delete);
    }

    private void makeReady(Site site) {
        if (site.device()) {
            if (site.config().contents() == Contents.FRESH
                    || site.config().format() != Format.RAW) {
                throw new HostException(
                        site.directory() + " is a block device, which is a written raw disk",
                        "give disk.format: raw and disk.contents: written, or a directory");
            }
            return;
        }
        try {
            Files.createDirectories(site.directory());
        } catch (IOException e) {
            throw new HostException(
                    site.directory() + " cannot be made: " + e.getMessage(),
                    "check its permissions and free space ('df -hi " + directory() + "')",
                    e);
        }
    }

    /** Kept backing files of other images give way where room is short. */
    private void makeRoom(List<Site> missing) {
        Map<Path, Long> neededBytes = new LinkedHashMap<>();
        for (Site site : missing) {
            boolean whole =
                    site.config().contents() == Contents.WRITTEN
                            || site.config().reserved()
                            || site.config().preallocation() == Preallocation.FALLOC
                            || site.config().preallocation() == Preallocation.FULL;
            long layers =
                    IntStream.range(0, site.depth()).filter(l -> !maker.has(site.file(l))).count();
            long bytes = (whole ? 1 : 0) + (layers > 0 ? 1 : 0);
            if (!site.device()) {
                neededBytes.merge(
                        site.directory(), bytes * site.config().size().bytes(), Long::sum);
            }
        }
        neededBytes.forEach(
                (directory, bytes) -> {
                    Path run = Objects.requireNonNull(directory.getParent());
                    if (run.toFile().getUsableSpace() < bytes + bytes / 8) {
                        maker.evict(run, directory);
                    }
                });
    }

    /**
     * Images in their state before a block: {@link #prepare}, and written ones that are no longer
     * fully written, or changed their allocation, or do not pass qemu-img check, are made anew.
     *
     * @param remade is told of each of these, with the reason
     */
    public List<PreparedImage> restore(
            ImageConfig config,
            Place place,
            int count,
            long seed,
            Consumer<String> progress,
            Consumer<String> remade) {
        for (int guest = 1; guest <= count && !madeAnew(config); guest++) {
            Site site = site(config, place, guest);
            PreparedImage image = prepared.get(site);
            Optional<String> changed =
                    image == null ? Optional.empty() : ImageState.changed(site, image);
            if (changed.isPresent()) {
                remade.accept(site.name() + " was made anew: " + changed.get());
                delete(site);
            }
        }
        return prepare(config, place, count, seed, progress);
    }

    /** The image as it is now, before a measurement. */
    public ImageRecord record(PreparedImage image) {
        QemuImg.Info info = QemuImg.info(image.disk());
        List<ImageFile> files = ImageFiles.measured(image);
        return new ImageRecord(
                image.guest(),
                image.file().toString(),
                image.config(),
                image.commands(),
                image.createMs(),
                image.createdAllocatedBytes(),
                image.fillMs(),
                files.stream().mapToLong(ImageFile::apparentBytes).sum(),
                files.stream().mapToLong(ImageFile::allocatedBytes).sum(),
                null,
                info.virtualBytes(),
                files,
                null,
                info.json());
    }

    /**
     * The record with what is allocated now, after the measurement, and what qemu-img check finds
     * in all layers.
     *
     * @param image that no guest has open
     */
    public ImageRecord recordAfter(ImageRecord before, PreparedImage image) {
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
                Allocation.sum(image.paths()),
                before.virtualBytes(),
                before.files(),
                ImageState.check(image.disk()),
                before.infoJson());
    }

    /**
     * What a measurement broke: corruptions that were found, and a raw image's length. Images that
     * it broke are kept beside the run's directory, and are not used again.
     *
     * @param after {@link #recordAfter} of each image
     * @return one sentence a problem, with where the image is now; empty if all are sound
     */
    public List<String> verify(List<PreparedImage> images, List<ImageRecord> after) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            PreparedImage image = images.get(i);
            String name = Site.name(image.config(), image.guest()) + ": ";
            ImageCheck check = after.get(i).check();
            String why = check == null ? null : ImageState.broken(image, check);
            if (why != null) {
                problems.add(name + why + "; it is kept as " + keep(image));
            }
        }
        return problems;
    }

    /** Removes all fresh images, and those that writes wear out, but for backing files. */
    public void deleteFresh() {
        List.copyOf(prepared.keySet()).stream()
                .filter(site -> madeAnew(site.config()))
                .forEach(this::delete);
    }

    /**
     * Removes the images of a configuration with all their files, their backing files too, after
     * something was done to one of them: the next {@link #prepare} makes them anew.
     */
    public void discard(ImageConfig config) {
        for (Site site : List.copyOf(prepared.keySet())) {
            if (site.config().equals(config)) {
                maker.forget(site.directory());
                delete(site);
            }
        }
    }

    /** Lets a device go for a user that claims it itself, by the same rule. */
    public void release(Path device) {
        devices.release(device);
    }

    /** Removes the run's directories with all images, unless they are kept. */
    @Override
    public void close() {
        try (devices) {
            directories.values().forEach(RunDirectory::close);
        }
    }

    private void delete(Site site) {
        prepared.remove(site);
        maker.remove(site);
    }

    private Path keep(PreparedImage image) {
        Site site =
                prepared.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(image))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(image + " is not known"));
        if (site.device()) {
            return site.directory();
        }
        Path slug = site.directory();
        Path run = slug.getParent();
        Path storage = run == null ? slug : run.resolveSibling("berth-" + runId + "-corrupt");
        Path kept = KeptImage.move(image, storage.resolve(String.valueOf(slug.getFileName())));
        prepared.remove(site);
        maker.forget(slug);
        return kept;
    }

    private Site site(ImageConfig config, Place place, int guest) {
        Path path = place.of(guest);
        @Nullable Path secret =
                config.encrypted() || config.backing().format() == Format.LUKS ? secret() : null;
        return place.devices()
                ? new Site(config, guest, path, true, null)
                : new Site(config, guest, directory(path).resolve(config.slug()), false, secret);
    }
}
