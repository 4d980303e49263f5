package io.berth.image;

import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What {@code qemu-img info} says of an image against what was asked for.
 *
 * <p>Options that it does not tell are not compared: table_size, log_size, block_state_zero,
 * adapter_type, hwversion, toolsversion, zeroed_grain, compat6, nocow, extent_size_hint, iter-time
 * (the iterations are told), the cluster_size of parallels, and the subformats of vhdx and vdi,
 * which the files' lengths show.
 */
final class ReadBack {

    /** Options that are told under the same name, with - for _, beside the format's own data. */
    private static final List<String> OF_QCOW2 =
            List.of(
                    "compat",
                    "compression_type",
                    "lazy_refcounts",
                    "refcount_bits",
                    "extended_l2",
                    "data_file_raw");

    private static final List<String> OF_LUKS =
            List.of("cipher-alg", "cipher-mode", "ivgen-alg", "ivgen-hash-alg", "hash-alg");

    private ReadBack() {}

    /**
     * What differs, one sentence a finding.
     *
     * @param apparentBytes length of the layer's own files together
     */
    static List<String> mismatches(Site site, int layer, QemuImg.Info info, long apparentBytes) {
        List<String> found = new ArrayList<>();
        JsonNode json = info.parsed();
        Format format = site.format(layer);
        compare("format", format.word(), json.path("format"), found);
        // VHD without force_size is rounded up to whole cylinders.
        boolean rounded = "off".equals(site.config().options().get("force_size"));
        long size = site.config().size().bytes();
        if (rounded ? info.virtualBytes() < size : info.virtualBytes() != size) {
            found.add(
                    "it has "
                            + info.virtualBytes()
                            + " bytes instead of "
                            + site.config().size().bytes()
                            + ": use a disk.size that is a multiple of 1 MiB");
        }
        if (site.encrypted(layer)) {
            boolean encrypted = format == Format.LUKS || info.specific().path("encrypt").isObject();
            if (!encrypted) {
                found.add("it is not encrypted");
            }
        }
        if (layer > 0) {
            compare(
                    "backing file",
                    String.valueOf(site.file(layer - 1).getFileName()),
                    json.path("backing-filename"),
                    found);
            // qcow has no room for it, qed only for raw: QEMU is always told how to open them.
            boolean told = format != Format.QCOW && format != Format.QED;
            if (told || json.has("backing-filename-format")) {
                compare(
                        "backing format",
                        site.format(layer - 1).word(),
                        json.path("backing-filename-format"),
                        found);
            }
        }
        if (format == site.config().format()) {
            options(site.config(), info, apparentBytes, found);
        }
        if (layer == site.depth() && site.dataFile() != null) {
            compare(
                    "data_file",
                    String.valueOf(site.dataFile()),
                    info.specific().path("data-file"),
                    found);
        }
        return found;
    }

    private static void options(
            ImageConfig config, QemuImg.Info info, long apparentBytes, List<String> found) {
        for (Map.Entry<String, String> option : config.options().entrySet()) {
            String name = option.getKey();
            String asked = option.getValue();
            JsonNode specific = info.specific();
            if (name.equals("subformat")) {
                subformat(config, asked, info, apparentBytes, found);
            } else if (name.equals("static") && on(asked)) {
                whole(name, asked, config, apparentBytes, found);
            } else if ((name.equals("cluster_size") && config.format() != Format.PARALLELS)
                    || (name.equals("block_size") && !asked.equals("0"))) {
                compare(name, bytes(asked), info.parsed().path("cluster-size"), found);
            } else if (OF_QCOW2.contains(name)) {
                compare(name, asked, specific.path(name.replace('_', '-')), found);
            } else if (name.startsWith("encrypt.")) {
                String inner = name.substring("encrypt.".length());
                if (OF_LUKS.contains(inner)) {
                    compare(name, asked, specific.path("encrypt").path(inner), found);
                }
            } else if (config.format() == Format.LUKS && OF_LUKS.contains(name)) {
                compare(name, asked, specific.path(name), found);
            }
        }
    }

    private static void subformat(
            ImageConfig config,
            String asked,
            QemuImg.Info info,
            long apparentBytes,
            List<String> found) {
        if (config.format() == Format.VMDK) {
            compare("subformat", asked, info.specific().path("create-type"), found);
        } else if (asked.equals("fixed")) {
            whole("subformat", asked, config, apparentBytes, found);
        }
        if (config.format() == Format.VPC && asked.equals("fixed") == (info.clusterBytes() > 0)) {
            found.add(
                    "subformat is "
                            + (info.clusterBytes() > 0 ? "dynamic" : "fixed")
                            + " instead of "
                            + asked);
        }
    }

    private static void whole(
            String name, String asked, ImageConfig config, long apparentBytes, List<String> found) {
        if (apparentBytes < config.size().bytes()) {
            found.add(
                    name
                            + "="
                            + asked
                            + ", but the files are only "
                            + ByteSize.of(apparentBytes).display()
                            + " long");
        }
    }

    private static void compare(String name, String asked, JsonNode told, List<String> found) {
        // A condition that is not told does not hold (data-file-raw of images without one).
        String is = told.isMissingNode() ? "false" : told.asString();
        if (!word(is).equals(word(asked))) {
            found.add(
                    name
                            + " is "
                            + (told.isMissingNode() ? "not there" : is)
                            + " instead of "
                            + asked);
        }
    }

    private static String word(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "on", "yes", "true" -> "true";
            case "off", "no", "false" -> "false";
            case "v2" -> "0.10";
            case "v3" -> "1.1";
            default -> lower;
        };
    }

    private static boolean on(String value) {
        return word(value).equals("true");
    }

    private static String bytes(String size) {
        return Long.toString(ByteSize.parse(size).bytes());
    }
}
