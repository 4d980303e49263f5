package io.berth.image;

import io.berth.host.Drain;
import io.berth.host.HostException;
import io.berth.profile.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes images: creates them layer by layer from the base up, fills each layer with its share of
 * the data if the contents ask for it, takes snapshots, and reads back what came of it.
 *
 * <p>Backing files are kept and used again for as long as they are as they were made.
 */
final class ImageMaker {

    private final ParallelFills fills;
    private final Map<Path, Made> backing = new HashMap<>();

    ImageMaker(int fillsAtOnce) {
        this.fills = new ParallelFills(fillsAtOnce);
    }

    /**
     * A layer that was made.
     *
     * @param createdAllocatedBytes of its own files
     * @param pattern of its data; null if it has none
     * @param fillMs null if it was not filled
     * @param state of its file; another one means that somebody wrote it
     */
    private record Made(
            List<PreparedImage.File> files,
            List<List<String>> commands,
            double createMs,
            long createdAllocatedBytes,
            @Nullable Pattern pattern,
            @Nullable Double fillMs,
            String state) {

        Made filled(Pattern with, Duration took, String newState) {
            return new Made(
                    files,
                    commands,
                    createMs,
                    createdAllocatedBytes,
                    with,
                    took.toNanos() / 1e6,
                    newState);
        }
    }

    /**
     * Makes one image a site, in order; all or none. What lies at a site already is removed, but
     * for sound backing files.
     */
    List<PreparedImage> make(List<Site> sites, long seed, Consumer<String> progress) {
        // Fills look into it while others end.
        Map<Path, Made> made = new ConcurrentHashMap<>();
        Set<Site> begun = new LinkedHashSet<>(sites);
        try {
            int depth = sites.getFirst().depth();
            for (int layer = 0; layer <= depth; layer++) {
                make(sites, layer, seed, made, progress);
            }
            List<PreparedImage> images = new ArrayList<>();
            for (Site site : sites) {
                images.add(finish(site, made, progress));
            }
            for (int layer = 0; layer < depth; layer++) {
                for (Site site : sites) {
                    backing.put(site.file(layer), made.get(site.file(layer)));
                }
            }
            return images;
        } catch (RuntimeException e) {
            for (Site site : begun) {
                removeAfter(site, e);
            }
            throw e;
        }
    }

    private void removeAfter(Site site, RuntimeException because) {
        try {
            remove(site);
        } catch (HostException e) {
            because.addSuppressed(e);
        }
    }

    /** Removes the active image, and backing files that are not kept. */
    void remove(Site site) {
        for (int layer = 0; layer <= site.depth(); layer++) {
            if (!backing.containsKey(site.file(layer))) {
                site.remove(layer);
            }
        }
    }

    /** Removes backing files under a directory, but for those of one image configuration. */
    void evict(Path directory, Path but) {
        for (Map.Entry<Path, Made> kept : List.copyOf(backing.entrySet())) {
            if (kept.getKey().startsWith(directory) && !kept.getKey().startsWith(but)) {
                backing.remove(kept.getKey());
                kept.getValue().files().forEach(file -> RunDirectory.removeTree(file.path()));
            }
        }
    }

    /** Whether the backing file of a layer is there for use. */
    boolean has(Path file) {
        return backing.containsKey(file);
    }

    /** Forgets backing files that are no longer where they were. */
    void forget(Path directory) {
        backing.keySet().removeIf(file -> file.startsWith(directory));
    }

    private void make(
            List<Site> sites,
            int layer,
            long seed,
            Map<Path, Made> made,
            Consumer<String> progress) {
        Map<Path, Site> todo = new LinkedHashMap<>();
        for (Site site : sites) {
            Path file = site.file(layer);
            Made kept = backing.get(file);
            if (kept != null && kept.state().equals(state(file))) {
                made.put(file, kept);
            } else if (!todo.containsKey(file)) {
                if (kept != null) {
                    // What lies on another file's data is of no use any more either.
                    forget(site.directory());
                }
                todo.put(file, site);
            }
        }
        for (Map.Entry<Path, Site> entry : todo.entrySet()) {
            Site site = entry.getValue();
            progress.accept("creating " + what(site, layer));
            // One at a time: the time that it takes is a figure of the report.
            made.put(entry.getKey(), create(site, layer, seed, progress));
        }
        fills.run(
                todo.values().stream().filter(site -> toFill(site, layer)).toList(),
                site -> fill(site, layer, seed, made),
                site -> progress.accept("filling " + what(site, layer)),
                (site, took) -> {
                    Path file = site.file(layer);
                    Made created = Objects.requireNonNull(made.get(file));
                    made.put(file, created.filled(site.pattern(layer, seed), took, state(file)));
                });
    }

    private static Duration fill(Site site, int layer, long seed, Map<Path, Made> made) {
        Made created = Objects.requireNonNull(made.get(site.file(layer)));
        Duration written =
                new ImageFill(site, Deal.of(site.config())).fill(layer, site.pattern(layer, seed));
        return written.plus(
                Drain.drain(created.files().stream().map(PreparedImage.File::path).toList()));
    }

    private static boolean toFill(Site site, int layer) {
        return site.config().contents() == Contents.WRITTEN
                && !site.compressed(layer)
                && Deal.of(site.config()).bytes(layer) > 0;
    }

    private static String what(Site site, int layer) {
        return site.name() + (layer == site.depth() ? "" : ", layer " + layer + " beneath it");
    }

    private static Made create(Site site, int layer, long seed, Consumer<String> progress) {
        if (site.device()) {
            return device(site);
        }
        site.remove(layer);
        Creation creation = new Creation(site, layer, progress);
        Pattern pattern = null;
        Duration filled = null;
        if (site.compressed(layer) && site.config().contents() == Contents.WRITTEN) {
            pattern = site.pattern(layer, seed);
            filled = creation.compressed(pattern);
        } else {
            creation.plain();
        }
        QemuImg.Info info = QemuImg.info(site.disk(layer));
        List<PreparedImage.File> files = ImageFiles.of(site, layer, info);
        if (layer == site.depth() && site.config().reserved()) {
            creation.reserve(files);
        }
        long allocatedBytes = ImageFiles.requireAsAsked(site, layer, files);
        Made made =
                new Made(
                        files,
                        creation.commands(),
                        creation.elapsed().toNanos() / 1e6,
                        allocatedBytes,
                        null,
                        null,
                        state(site.file(layer)));
        return pattern == null || filled == null
                ? made
                : made.filled(pattern, filled, state(site.file(layer)));
    }

    /** A device is not created; what it is was looked at when it was claimed. */
    private static Made device(Site site) {
        long bytes = Allocation.deviceBytes(site.directory());
        if (bytes < site.config().size().bytes()) {
            throw new HostException(
                    site.directory()
                            + " has "
                            + bytes
                            + " bytes, and disk.size is "
                            + site.config().size().bytes(),
                    "give disk.size: " + bytes + ", or a larger device");
        }
        return new Made(
                List.of(new PreparedImage.File("device", site.directory())),
                List.of(),
                0,
                bytes,
                null,
                null,
                "device");
    }

    private PreparedImage finish(Site site, Map<Path, Made> made, Consumer<String> progress) {
        List<Made> layers = new ArrayList<>();
        for (int layer = 0; layer <= site.depth(); layer++) {
            layers.add(made.get(site.file(layer)));
        }
        Made active = layers.getLast();
        List<List<String>> commands = new ArrayList<>();
        List<PreparedImage.File> files = new ArrayList<>(active.files());
        layers.forEach(layer -> commands.addAll(layer.commands()));
        layers.subList(0, site.depth()).reversed().forEach(layer -> files.addAll(layer.files()));
        double createMs = layers.stream().mapToDouble(Made::createMs).sum();
        if (site.config().contents() == Contents.WRITTEN) {
            progress.accept("reading back " + site.name());
            verify(site, layers);
        }
        if (site.config().snapshots() > 0) {
            Creation snapshots = new Creation(site, site.depth(), progress);
            snapshots.snapshots();
            commands.addAll(snapshots.commands());
            createMs += snapshots.elapsed().toNanos() / 1e6;
        }
        PreparedImage image =
                new PreparedImage(
                        site.guest(),
                        site.config(),
                        site.disk(),
                        files,
                        commands,
                        createMs,
                        layers.stream().mapToLong(Made::createdAllocatedBytes).sum(),
                        fillMs(layers),
                        Allocation.sum(files.stream().map(PreparedImage.File::path).toList()));
        if (site.config().contents() == Contents.WRITTEN && !site.device() && site.depth() == 0) {
            WrittenState.missing(image)
                    .ifPresent(
                            why -> {
                                throw ImageFill.notWritten(site, why);
                            });
        }
        return image;
    }

    private static @Nullable Double fillMs(List<Made> layers) {
        double sum = 0;
        boolean any = false;
        for (Made layer : layers) {
            Double one = layer.fillMs();
            if (one != null) {
                sum += one;
                any = true;
            }
        }
        return any ? Double.valueOf(sum) : null;
    }

    private void verify(Site site, List<Made> layers) {
        Deal deal = Deal.of(site.config());
        List<Pattern> patterns = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            Pattern own = layers.get(layer).pattern();
            // One without data is looked at, too: nothing must be in it.
            patterns.add(own == null ? new Pattern(layer, false) : own);
        }
        // What was kept was looked at when it was new.
        List<Integer> alone = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            if (!layers.get(layer).equals(backing.get(site.file(layer)))) {
                alone.add(layer);
            }
        }
        new ImageFill(site, deal).verify(patterns, alone);
        if (site.depth() > 0) {
            WrittenState.misplaced(QemuImg.map(site.disk()), deal)
                    .ifPresent(
                            why -> {
                                throw ImageFill.notWritten(site, why);
                            });
        }
    }

    /** Length and time of the last change, by which a backing file is known again. */
    private static String state(Path file) {
        try {
            return Files.exists(file)
                    ? Files.size(file) + " " + Files.getLastModifiedTime(file)
                    : "gone";
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be examined: " + e.getMessage(), "start the run again", e);
        }
    }
}
