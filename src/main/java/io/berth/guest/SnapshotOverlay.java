package io.berth.guest;

import static io.berth.guest.QmpCommand.json;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.profile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The qcow2 file beside a disk's active image to which a guest writes once a snapshot is taken of
 * the running disk. That of an encrypted disk is encrypted with the same secret.
 *
 * @param command the {@code qemu-img create} that made it
 * @param secret null if it is not encrypted
 */
public record SnapshotOverlay(Path file, List<String> command, @Nullable Path secret) {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final int TRIES = 5;

    /** crypto/pbkdf.c: the key's work is timed by CPU clocks that may be too coarse. */
    private static final String COARSE_CLOCK = "Unable to get accurate CPU usage";

    /**
     * The passphrase is random and as strong as the key, so deriving the key from it need not be
     * slow; with qemu-img's 2 s QEMU's main loop would stand still for as long when it opens it.
     */
    private static final String ENCRYPTED =
            "encrypt.format=luks,encrypt.key-secret=berth-secret,encrypt.iter-time=10";

    /** qemu-img check: only leaked clusters, which cost space and no data. */
    private static final int LEAKS = 3;

    /**
     * Makes one. The size and the format of the backing file are said and the file itself is not
     * opened: QEMU has it open for writing.
     *
     * @throws GuestException in qemu-img's words if it fails
     */
    public static SnapshotOverlay create(DiskConfig config, DiskImage image)
            throws GuestException, InterruptedException {
        Path active = image.active();
        Path directory = active.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException(active + " is in no directory");
        }
        String name = String.valueOf(active.getFileName());
        int dot = name.lastIndexOf('.');
        Path file =
                directory.resolve((dot < 0 ? name : name.substring(0, dot)) + ".snapshot.qcow2");
        Path secret = config.image().encrypted() ? image.secret() : null;
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        if (secret != null) {
            command.addAll(secretOption(secret));
            command.addAll(List.of("-o", ENCRYPTED));
        }
        Format format = image.layers().getFirst().format();
        command.addAll(List.of("-u", "-b", active.toString(), "-F", format.word()));
        command.addAll(List.of(file.toString(), Long.toString(config.size().bytes())));
        for (int attempt = 1; ; attempt++) {
            Tool.Outcome outcome = run(command);
            if (outcome.exitCode() == 0) {
                return new SnapshotOverlay(file, List.copyOf(command), secret);
            }
            if (attempt == TRIES || !outcome.err().contains(COARSE_CLOCK)) {
                throw new GuestException(
                        "snapshot",
                        file + " cannot be made: " + outcome.err().strip(),
                        "free space there, or look at the storage");
            }
        }
    }

    /**
     * What {@code qemu-img check} finds wrong in it, once QEMU has closed it; empty if nothing is
     * but leaked clusters.
     */
    public Optional<String> damage() throws GuestException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-img", "check", "-q"));
        if (secret != null) {
            command.addAll(secretOption(secret));
        }
        ObjectNode node = json().put("driver", "qcow2");
        node.putObject("file").put("driver", "file").put("filename", file.toString());
        node.putNull("backing");
        if (secret != null) {
            node.putObject("encrypt").put("format", "luks").put("key-secret", "berth-secret");
        }
        command.add("json:" + node);
        Tool.Outcome outcome = run(command);
        return outcome.exitCode() == 0 || outcome.exitCode() == LEAKS
                ? Optional.empty()
                : Optional.of(
                        file
                                + ": "
                                + (outcome.out().strip() + " " + outcome.err().strip()).strip());
    }

    /** Removes it. */
    public void delete() throws GuestException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new GuestException("snapshot", file + " cannot be removed: " + e, "rm it", e);
        }
    }

    private static List<String> secretOption(Path secret) {
        return List.of(
                "--object", "secret,id=berth-secret,file=" + secret.toString().replace(",", ",,"));
    }

    private static Tool.Outcome run(List<String> command)
            throws GuestException, InterruptedException {
        try {
            return Tool.run(command, Map.of(), TIMEOUT);
        } catch (IOException e) {
            throw new GuestException(
                    "snapshot",
                    "qemu-img cannot be run: " + e.getMessage(),
                    "as root: apt-get install qemu-utils",
                    e);
        }
    }
}
