package io.berth.analysis;

import static java.util.Objects.requireNonNull;

import io.berth.analysis.ImageFigures.Checks;
import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.plan.OperationCase;
import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.OperationKind;
import io.berth.results.CaseResult;
import io.berth.results.ImageCheck;
import io.berth.results.ImageFile;
import io.berth.results.ImageRecord;
import io.berth.results.OperationResult;
import io.berth.results.OperationResult.Extent;
import io.berth.results.RunData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What images cost to make and what they take. An image that several cases measured counts once.
 */
final class Images {

    private Images() {}

    /** By kind of image, in the order in which they appear. */
    static List<ImageFigures> of(RunData run) {
        Map<ImageConfig, List<ImageRecord>> kinds = new LinkedHashMap<>();
        for (CaseResult result : run.results()) {
            for (ImageRecord image : result.images()) {
                kinds.computeIfAbsent(image.config(), key -> new ArrayList<>()).add(image);
            }
        }
        Map<ImageConfig, List<OperationResult>> creations = creations(run);
        List<ImageFigures> figures = new ArrayList<>();
        kinds.forEach(
                (config, seen) -> {
                    List<OperationResult> creation = creations.get(unfilled(config));
                    figures.add(figures(config, seen, creation == null ? List.of() : creation));
                });
        kinds.keySet().forEach(config -> creations.remove(unfilled(config)));
        creations.forEach((config, creation) -> figures.add(created(config, creation)));
        return List.copyOf(figures);
    }

    /** The image as creation makes it, whatever is written into it then. */
    private static ImageConfig unfilled(ImageConfig config) {
        return new ImageConfig(
                config.size(),
                config.format(),
                config.preallocation(),
                config.reserved(),
                Contents.FRESH,
                config.encryption(),
                config.backing(),
                config.snapshots(),
                config.options());
    }

    /** What the operation create did, by what it made. */
    private static Map<ImageConfig, List<OperationResult>> creations(RunData run) {
        Map<ImageConfig, List<OperationResult>> creations = new LinkedHashMap<>();
        for (OperationCase planned : run.plan().operations()) {
            if (planned.operation().kind() == OperationKind.CREATE) {
                for (OperationResult result : run.operations()) {
                    if (result.caseId().equals(planned.id())
                            && result.wallMs() != null
                            && result.after() != null) {
                        creations
                                .computeIfAbsent(
                                        unfilled(planned.disk().image()), k -> new ArrayList<>())
                                .add(result);
                    }
                }
            }
        }
        return creations;
    }

    /** An image that only the operation create made. */
    private static ImageFigures created(ImageConfig config, List<OperationResult> creation) {
        List<Extent> made = creation.stream().map(r -> requireNonNull(r.after())).toList();
        Spread wallMs = wallMs(creation).orElseThrow();
        return new ImageFigures(
                config.slug(),
                config.size().toString(),
                config.size().bytes(),
                config.format().word(),
                config.preallocation().word(),
                config.contents().word(),
                config.options(),
                features(config),
                made.stream().mapToInt(e -> Math.max(1, e.files().size())).max().orElseThrow(),
                wallMs,
                wallMs,
                Spread.of(made.stream().map(Extent::apparentBytes).toList()).orElseThrow(),
                Spread.of(made.stream().map(Extent::allocatedBytes).toList()).orElseThrow(),
                null,
                null,
                null,
                null,
                creation.getFirst().commands().stream()
                        .findFirst()
                        .map(ExactCommandLines::quoted)
                        .orElse(""));
    }

    private static Optional<Spread> wallMs(List<OperationResult> creation) {
        return Spread.of(creation.stream().map(r -> requireNonNull(r.wallMs())).toList());
    }

    private static ImageFigures figures(
            ImageConfig config, List<ImageRecord> seen, List<OperationResult> creation) {
        Collection<ImageRecord> made = made(seen);
        return new ImageFigures(
                config.slug(),
                config.size().toString(),
                config.size().bytes(),
                config.format().word(),
                config.preallocation().word(),
                config.contents().word(),
                config.options(),
                features(config),
                seen.stream().mapToInt(i -> Math.max(1, i.files().size())).max().orElseThrow(),
                always(made, ImageRecord::createMs),
                wallMs(creation).orElse(null),
                always(seen, Images::apparentBytes),
                always(made, ImageRecord::createdAllocatedBytes),
                spread(made, ImageRecord::fillMs),
                always(seen, ImageRecord::allocatedBytes),
                spread(seen, ImageRecord::allocatedAfterBytes),
                checks(seen),
                // A block device is not made.
                seen.getFirst().commands().stream()
                        .findFirst()
                        .map(ExactCommandLines::quoted)
                        .orElse(""));
    }

    /** What an image is beyond format, preallocation, contents and options. */
    static List<String> features(ImageConfig config) {
        List<String> features = new ArrayList<>();
        if (config.reserved()) {
            features.add("every block allocated");
        }
        if (config.encryption() == Encryption.LUKS) {
            features.add("encrypted");
        }
        Backing backing = config.backing();
        if (backing.any()) {
            features.add("backing.depth=" + backing.depth());
            features.add("data=" + DiskFactors.data(backing, null));
            if (backing.shared()) {
                features.add("shared base");
            }
            if (backing.compressed()) {
                features.add("compressed base");
            }
        }
        if (config.snapshots() > 0) {
            features.add("snapshots=" + config.snapshots());
        }
        return List.copyOf(features);
    }

    private static long apparentBytes(ImageRecord image) {
        return image.files().isEmpty()
                ? image.apparentBytes()
                : image.files().stream().mapToLong(ImageFile::apparentBytes).sum();
    }

    private static @Nullable Checks checks(List<ImageRecord> seen) {
        List<ImageCheck> checks = new ArrayList<>();
        for (ImageRecord image : seen) {
            ImageCheck check = image.check();
            if (check != null) {
                checks.add(check);
            }
        }
        if (checks.isEmpty()) {
            return null;
        }
        return new Checks(
                checks.stream().anyMatch(ImageCheck::supported),
                (int) checks.stream().filter(ImageCheck::supported).count(),
                (int) checks.stream().filter(ImageCheck::corrupt).count(),
                checks.stream().mapToLong(ImageCheck::corruptions).sum(),
                checks.stream().mapToLong(ImageCheck::checkErrors).sum(),
                (int) checks.stream().filter(c -> c.leaks() > 0).count(),
                checks.stream().mapToLong(ImageCheck::leaks).sum(),
                share(checks, ImageCheck::allocatedClusters, ImageCheck::totalClusters),
                share(checks, ImageCheck::fragmentedClusters, ImageCheck::allocatedClusters),
                share(checks, ImageCheck::compressedClusters, ImageCheck::allocatedClusters));
    }

    private static @Nullable Spread share(
            List<ImageCheck> checks,
            Function<ImageCheck, @Nullable Long> part,
            Function<ImageCheck, @Nullable Long> whole) {
        List<Double> shares = new ArrayList<>();
        for (ImageCheck check : checks) {
            Long some = part.apply(check);
            Long all = whole.apply(check);
            if (some != null && all != null && all > 0) {
                shares.add((double) some / all);
            }
        }
        return Spread.of(shares).orElse(null);
    }

    /** Each image once: the same file, made in the same time to the nanosecond, is the same one. */
    private static Collection<ImageRecord> made(List<ImageRecord> seen) {
        Map<List<Object>, ImageRecord> made = new LinkedHashMap<>();
        for (ImageRecord image : seen) {
            made.putIfAbsent(List.of(image.file(), image.createMs()), image);
        }
        return made.values();
    }

    private static Spread always(
            Collection<ImageRecord> images, Function<ImageRecord, Number> value) {
        return Spread.of(images.stream().map(value).toList()).orElseThrow();
    }

    private static @Nullable Spread spread(
            Collection<ImageRecord> images, Function<ImageRecord, @Nullable Number> value) {
        List<Number> found = new ArrayList<>();
        for (ImageRecord image : images) {
            Number one = value.apply(image);
            if (one != null) {
                found.add(one);
            }
        }
        return Spread.of(found).orElse(null);
    }
}
