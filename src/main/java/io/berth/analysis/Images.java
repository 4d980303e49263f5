package io.berth.analysis;

import io.berth.plan.ImageConfig;
import io.berth.results.CaseResult;
import io.berth.results.ImageRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What images cost to make and what they take. An image that several cases measured counts once.
 */
final class Images {

    private Images() {}

    /** By kind of image, in the order in which they appear. */
    static List<ImageFigures> of(List<CaseResult> results) {
        Map<ImageConfig, List<ImageRecord>> kinds = new LinkedHashMap<>();
        for (CaseResult result : results) {
            for (ImageRecord image : result.images()) {
                kinds.computeIfAbsent(image.config(), key -> new ArrayList<>()).add(image);
            }
        }
        return kinds.entrySet().stream().map(e -> figures(e.getKey(), e.getValue())).toList();
    }

    private static ImageFigures figures(ImageConfig config, List<ImageRecord> seen) {
        Collection<ImageRecord> made = made(seen);
        return new ImageFigures(
                config.slug(),
                config.size().toString(),
                config.size().bytes(),
                config.format().word(),
                config.preallocation().word(),
                config.contents().word(),
                config.options(),
                always(made, ImageRecord::createMs),
                always(seen, ImageRecord::apparentBytes),
                always(made, ImageRecord::createdAllocatedBytes),
                spread(made, ImageRecord::fillMs),
                always(seen, ImageRecord::allocatedBytes),
                spread(seen, ImageRecord::allocatedAfterBytes),
                // A block device is not made.
                seen.getFirst().commands().stream()
                        .findFirst()
                        .map(ExactCommandLines::quoted)
                        .orElse(""));
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
