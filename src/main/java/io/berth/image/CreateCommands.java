package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The command lines that make an image's files. Passphrases are in none of them. */
final class CreateCommands {

    /** Options that would name files or secrets beyond the image, or that berth sets itself. */
    private static final Set<String> REFUSED_OPTIONS =
            Set.of(
                    "backing_file",
                    "backing_fmt",
                    "encrypt.format",
                    "encrypt.key-secret",
                    "encryption",
                    "key-secret",
                    "preallocation",
                    "size");

    /** Options of the active image alone, as there is one such file. */
    private static final Set<String> ACTIVE_OPTIONS = Set.of("data_file", "data_file_raw");

    /** Formats in which preallocation is a part of the format, and always said. */
    private static final Set<Format> PREALLOCATING =
            EnumSet.of(Format.RAW, Format.QCOW2, Format.LUKS);

    private CreateCommands() {}

    /**
     * {@code qemu-img create} of a layer, whose backing file is there. Only the active image has
     * the preallocation, and the options are those of layers in the image's own format.
     */
    static List<String> create(Site site, int layer) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create"));
        command.addAll(Nodes.secretOption(site.disk(layer).secret()));
        command.addAll(List.of("-f", site.format(layer).word()));
        if (layer > 0) {
            // By its name alone, so that a chain can be moved to another directory as a whole.
            command.addAll(
                    List.of(
                            "-b",
                            backingName(site, layer - 1),
                            "-F",
                            site.format(layer - 1).word()));
        }
        List<String> options = options(site, layer);
        if (!options.isEmpty()) {
            command.addAll(List.of("-o", String.join(",", options)));
        }
        command.add(site.file(layer).toString());
        command.add(Long.toString(site.config().size().bytes()));
        return command;
    }

    /**
     * A backing file is opened by qemu-img create to look at its size; an encrypted one needs its
     * secret there, which only a tree of nodes can say.
     */
    private static String backingName(Site site, int layer) {
        return String.valueOf(site.file(layer).getFileName());
    }

    /** {@code qemu-img convert -c} of a raw file into a layer. */
    static List<String> compress(Site site, int layer, Path from) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-c"));
        command.addAll(List.of("-f", Format.RAW.word(), "-O", site.format(layer).word()));
        List<String> options = options(site, layer);
        if (!options.isEmpty()) {
            command.addAll(List.of("-o", String.join(",", options)));
        }
        command.add(from.toString());
        command.add(site.file(layer).toString());
        return command;
    }

    /** {@code fallocate} of a file as long as it is. */
    static List<String> reserve(Path file, long bytes) {
        return List.of("fallocate", "--length", Long.toString(bytes), file.toString());
    }

    /** {@code qemu-img snapshot -c}. */
    static List<String> snapshot(DiskImage image, String name) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "snapshot", "-c", name));
        List<String> named = Nodes.named(image);
        // Unlike other subcommands this one has no -f, so the tree says the format.
        command.addAll(
                image.secret() == null
                        ? List.of("json:" + Nodes.json(Nodes.chain(image, false, null)))
                        : named);
        return command;
    }

    private static List<String> options(Site site, int layer) {
        ImageConfig config = site.config();
        Format format = site.format(layer);
        boolean active = layer == site.depth();
        List<String> options = new ArrayList<>();
        Preallocation preallocation = active ? config.preallocation() : Preallocation.OFF;
        if (PREALLOCATING.contains(format) || preallocation != Preallocation.OFF) {
            options.add("preallocation=" + preallocation.word());
        }
        if (format == Format.VPC && !config.options().containsKey("force_size")) {
            // Else the size is rounded up to whole cylinders.
            options.add("force_size=on");
        }
        if (format == Format.LUKS) {
            options.add("key-secret=" + Nodes.SECRET);
        } else if (site.encrypted(layer)) {
            options.add("encrypt.format=" + Encryption.LUKS.word());
            options.add("encrypt.key-secret=" + Nodes.SECRET);
        }
        if (format == config.format()) {
            config.options().forEach((name, value) -> own(site, active, name, value, options));
        }
        return options;
    }

    private static void own(
            Site site, boolean active, String name, String value, List<String> options) {
        if (REFUSED_OPTIONS.contains(name)) {
            throw refused(name, () -> "remove it from the profile's disk.options");
        }
        if (ACTIVE_OPTIONS.contains(name) && !active) {
            return;
        }
        if (name.equals("data_file")) {
            Path dataFile = site.dataFile();
            if (dataFile != null) {
                options.add(name + "=" + Nodes.escaped(dataFile));
            } else if (!value.equalsIgnoreCase("off")) {
                throw refused(name, () -> "write on or off: berth names the file");
            }
            return;
        }
        options.add(name + "=" + Nodes.escaped(value));
    }

    private static HostException refused(String name, Supplier<String> remedy) {
        return new HostException(
                "disk.options: " + name + " would reach beyond the image or is set by berth",
                remedy.get());
    }
}
