package io.berth.plan;

import io.berth.profile.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which formats have which options of {@code qemu-img create}: as the installed one says, else as
 * QEMU 7.2 has them.
 */
final class FormatOptions {

    /** Options of the file's protocol, which {@code -o help} of a format does not tell. */
    private static final Set<String> PROTOCOL = Set.of("nocow", "extent_size_hint");

    private static final Set<String> LUKS =
            Set.of(
                    "cipher-alg",
                    "cipher-mode",
                    "hash-alg",
                    "iter-time",
                    "ivgen-alg",
                    "ivgen-hash-alg");

    private static final Set<String> QCOW2 =
            Set.of(
                    "cluster_size",
                    "compat",
                    "compression_type",
                    "data_file",
                    "data_file_raw",
                    "extended_l2",
                    "lazy_refcounts",
                    "refcount_bits");

    private static final Map<Format, Set<String>> OF_7_2 =
            Map.of(
                    Format.RAW, Set.of(),
                    Format.QCOW, Set.of(),
                    Format.QED, Set.of("cluster_size", "table_size"),
                    Format.VMDK,
                            Set.of(
                                    "adapter_type",
                                    "compat6",
                                    "hwversion",
                                    "subformat",
                                    "toolsversion",
                                    "zeroed_grain"),
                    Format.VDI, Set.of("static"),
                    Format.VPC, Set.of("force_size", "subformat"),
                    Format.VHDX, Set.of("block_size", "block_state_zero", "log_size", "subformat"),
                    Format.PARALLELS, Set.of("cluster_size"),
                    Format.LUKS, LUKS);

    private final Abilities abilities;

    FormatOptions(Abilities abilities) {
        this.abilities = abilities;
    }

    /** Whether a format has an option, here or in QEMU 7.2. */
    boolean has(Format format, String option) {
        if (PROTOCOL.contains(option)) {
            return option.equals("nocow") || format == Format.RAW;
        }
        return isKnown(format, option) || told(format).contains(option);
    }

    /** Whether a format has an option in general, but not in the qemu-img that is installed. */
    boolean isMissing(Format format, String option) {
        return abilities.qemuImg() != null
                && abilities.createOptions().containsKey(format)
                && !PROTOCOL.contains(option)
                && isKnown(format, option)
                && !told(format).contains(option);
    }

    private Set<String> told(Format format) {
        Set<String> options =
                abilities.qemuImg() == null ? null : abilities.createOptions().get(format);
        return options == null ? Set.of() : options;
    }

    private static boolean isKnown(Format format, String option) {
        if (format == Format.QCOW2) {
            return QCOW2.contains(option)
                    || option.startsWith("encrypt.")
                            && LUKS.contains(option.substring("encrypt.".length()));
        }
        return OF_7_2.getOrDefault(format, Set.of()).contains(option);
    }

    /** {@code only qcow2 and qed have it}, of the formats that have an option. */
    String reason(String option) {
        List<String> words =
                Arrays.stream(Format.values())
                        .filter(format -> has(format, option))
                        .map(Format::word)
                        .collect(Collectors.toList());
        if (words.size() == 1) {
            return "only " + words.getFirst() + " has it";
        }
        String last = words.removeLast();
        return String.format(Locale.ROOT, "only %s and %s have it", String.join(", ", words), last);
    }
}
