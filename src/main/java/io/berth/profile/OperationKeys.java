package io.berth.profile;

import static io.berth.profile.Key.axis;
import static io.berth.profile.Key.scalar;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.Flag;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Words;
import java.util.List;
import java.util.Map;

/** The keys of an operation on images. */
final class OperationKeys {

    private static final Flag TRUE_FALSE = new Flag("true", "false");

    static final List<Key> ALL =
            List.of(
                    scalar(
                                    Section.OPERATION,
                                    "name",
                                    Words.of(OperationKind.class),
                                    null,
                                    "The operation.")
                            .must(),
                    axis(
                            Section.OPERATION,
                            "to",
                            DiskKeys.formats(),
                            null,
                            "convert: the format that is made."),
                    axis(
                            Section.OPERATION,
                            "compressed",
                            TRUE_FALSE,
                            null,
                            "convert: whether it compresses (-c). Default: false."),
                    axis(
                            Section.OPERATION,
                            "cache",
                            Words.of("none", "writeback", "writethrough", "directsync", "unsafe"),
                            null,
                            "convert: the cache mode of what is written (-t); qemu-img's default is"
                                    + " unsafe."),
                    axis(
                            Section.OPERATION,
                            "out_of_order",
                            TRUE_FALSE,
                            null,
                            "convert: whether it may write out of order (-W). Default: false."),
                    axis(
                            Section.OPERATION,
                            "coroutines",
                            // qemu/qemu-img.c: MAX_COROUTINES
                            new Count(1, 16),
                            null,
                            "convert: parallel coroutines (-m); qemu-img's default is 8."),
                    axis(
                            Section.OPERATION,
                            "resize_to",
                            Size.of("1M", "64T", "4k"),
                            null,
                            "resize: the new size."));

    /** The operations that have parameters, each with those that it must have. */
    static final Map<OperationKind, String> NEEDED =
            Map.of(OperationKind.CONVERT, "to", OperationKind.RESIZE, "resize_to");

    private OperationKeys() {}

    /** Whether an operation has a parameter. */
    static boolean has(OperationKind kind, String parameter) {
        return switch (parameter) {
            case "resize_to" -> kind == OperationKind.RESIZE;
            default -> kind == OperationKind.CONVERT;
        };
    }
}
