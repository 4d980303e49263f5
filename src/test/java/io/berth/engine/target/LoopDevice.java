package io.berth.engine.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A real loop device over a file, detached when closed. */
final class LoopDevice implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path device;
    private final Path backing;

    private LoopDevice(Path device, Path backing) {
        this.device = device;
        this.backing = backing;
    }

    /** Needs root: fails with the remedy, never skips. */
    static LoopDevice over(Path backing, String... options) {
        assertThat(System.getProperty("user.name"))
                .as("loop devices need root: run this test as root")
                .isEqualTo("root");
        List<String> argv = new ArrayList<>(List.of("losetup", "--find", "--show"));
        argv.addAll(List.of(options));
        argv.add(backing.toString());
        Commands.Output output = Commands.run(LIMIT, argv);
        assertThat(output.ok())
                .as("losetup (is the loop module there? 'modprobe loop'): %s", output.stderr())
                .isTrue();
        return new LoopDevice(Path.of(output.stdout().strip()), backing);
    }

    static Path sparse(Path file, long bytes) throws IOException {
        Commands.runChecked(LIMIT, "truncate", "--size=" + bytes, file.toString());
        return file;
    }

    Path device() {
        return device;
    }

    Path backing() {
        return backing;
    }

    /** Of all its bytes as they are on the backing file, after a flush. */
    String hash() throws IOException {
        Commands.runChecked(LIMIT, "blockdev", "--flushbufs", device.toString());
        return hash(backing);
    }

    static String hash(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        // Its partitions, if it has any, would stay.
        Commands.run(LIMIT, List.of("partx", "--delete", device.toString()));
        Commands.runChecked(LIMIT, "losetup", "--detach", device.toString());
    }
}
