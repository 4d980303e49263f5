package io.berth.engine.target;

import io.berth.host.Commands;
import io.berth.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a device or file carries something that somebody put there: a file system, a partition
 * table, LVM, RAID, LUKS, swap, a disk image.
 *
 * <p>blkid and wipefs are both asked, and disk images looked for here, since neither knows them.
 * Two, because blkid ends alike where there is nothing and where it could not look. Whatever fails
 * counts as found: without an answer nothing is written.
 */
final class Signatures {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** blkid(8), EXIT STATUS. */
    private static final int BLKID_NOTHING = 2;

    private static final int BLKID_AMBIVALENT = 8;

    /** blkid reads the last MiB and the first; both must be readable for an answer. */
    private static final int PROBED_BYTES = 4096;

    /** An image's first bytes, or those at 64 (VDI), as their formats' documents have them. */
    private static final Map<String, String> IMAGES = new LinkedHashMap<>();

    static {
        IMAGES.put("QFI\u00fb", "a qcow2 image");
        IMAGES.put("QED\0", "a QED image");
        IMAGES.put("KDMV", "a VMDK image");
        IMAGES.put("COWD", "a VMDK image");
        IMAGES.put("# Disk DescriptorFile", "a VMDK descriptor");
        IMAGES.put("vhdxfile", "a VHDX image");
        IMAGES.put("conectix", "a VHD image");
        IMAGES.put("WithoutFreeSpace", "a Parallels image");
        IMAGES.put("WithouFreSpacExt", "a Parallels image");
    }

    /** {@code VDIHeader} in QEMU's block/vdi.c: the signature after 64 bytes of text. */
    private static final int AT_VDI = 0x40;

    private static final String VDI = "\u007f\u0010\u00da\u00be";

    private Signatures() {}

    /**
     * What a device or file of some length carries, as the end of a sentence; empty if nothing.
     *
     * @throws io.berth.engine.job.EngineException if that cannot be told
     */
    static Optional<String> of(Path path, long sizeBytes) {
        return image(path, sizeBytes).or(() -> blkid(path)).or(() -> wipefs(path));
    }

    private static Optional<String> image(Path path, long sizeBytes) {
        String head = bytes(path, 0, (int) Math.min(PROBED_BYTES, sizeBytes));
        bytes(path, Math.max(0, sizeBytes - PROBED_BYTES), 1);
        if (head.startsWith(VDI, AT_VDI)) {
            return Optional.of("carries a VDI image");
        }
        return IMAGES.entrySet().stream()
                .filter(image -> head.startsWith(image.getKey()))
                .findFirst()
                .map(image -> "carries " + image.getValue());
    }

    private static String bytes(Path path, long at, int length) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    break;
                }
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Refusal.host(
                    path
                            + " cannot be read at offset "
                            + at
                            + ", so nobody can tell what is on it"
                            + " ("
                            + e.getMessage()
                            + ")",
                    "it is not written; see 'dmesg', or run as root",
                    e);
        }
    }

    private static Optional<String> blkid(Path path) {
        Commands.Output output = run(path, tool("blkid"), "--probe", "--output", "export");
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : output.stdout().lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        String type = values.get("TYPE");
        String table = values.get("PTTYPE");
        if (type != null) {
            return Optional.of(
                    "carries "
                            + type
                            + " ("
                            + values.getOrDefault("USAGE", "found by blkid")
                            + Optional.ofNullable(values.get("LABEL"))
                                    .map(label -> ", label " + label)
                                    .orElse("")
                            + ")");
        }
        if (table != null) {
            return Optional.of("has a partition table (" + table + ")");
        }
        if (output.exit() == BLKID_AMBIVALENT) {
            return Optional.of("carries signatures of several things at once (blkid)");
        }
        if ((output.exit() != 0 && output.exit() != BLKID_NOTHING) || !output.stderr().isBlank()) {
            throw untold(path, output);
        }
        return Optional.empty();
    }

    private static Optional<String> wipefs(Path path) {
        Commands.Output output =
                run(path, tool("wipefs"), "--no-act", "--noheadings", "--output", "TYPE,OFFSET");
        if (!output.ok() || !output.stderr().isBlank()) {
            throw untold(path, output);
        }
        return output.stdout()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 2)
                .findFirst()
                .map(words -> "carries " + words[0] + " (found by wipefs at " + words[1] + ")");
    }

    private static Commands.Output run(Path path, String... command) {
        List<String> argv = new ArrayList<>(List.of(command));
        argv.add("--");
        argv.add(path.toString());
        try {
            return Commands.run(LIMIT, argv);
        } catch (HostException e) {
            throw Refusal.host(
                    e.what() + ", so nobody can tell what is on " + path + "; it is not written",
                    "try 'apt-get install util-linux' or 'dnf install util-linux'",
                    e);
        }
    }

    /** Where distributions keep it: other users than root lack the directory in their PATH. */
    private static String tool(String name) {
        for (String directory : List.of("/usr/sbin/", "/sbin/")) {
            if (Files.isExecutable(Path.of(directory + name))) {
                return directory + name;
            }
        }
        return name;
    }

    private static RuntimeException untold(Path path, Commands.Output output) {
        String said = output.stderr().strip();
        return Refusal.host(
                "'"
                        + output.commandLine()
                        + "' ended with exit code "
                        + output.exit()
                        + (said.isEmpty() ? "" : ": " + said)
                        + ", so nobody can tell what is on "
                        + path
                        + "; it is not written",
                "try it by hand");
    }
}
