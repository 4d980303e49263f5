package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.host.Programs;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU, started with a stopped guest, told something by QMP, and ended. */
public final class QemuOnce {

    private static final int LIMIT_SECONDS = 30;

    private QemuOnce() {}

    /** What it did: all that it printed, QMP's answers and errors among it. */
    public record Said(int exit, String text) {}

    /**
     * Starts it.
     *
     * @param machine q35 or pc
     * @param arguments as a shell reads them
     * @param commands of QMP, one JSON object each; then it is told to quit
     */
    public static Said run(String machine, String arguments, List<String> commands) {
        String script =
                "exec timeout -k 1 "
                        + LIMIT_SECONDS
                        + " "
                        + Programs.systemEmulator().orElseThrow()
                        + " -machine "
                        + machine
                        + ",accel=tcg -m 64 -nodefaults -no-user-config -display none"
                        + " -nic none -S -qmp stdio "
                        + arguments;
        try {
            Process qemu = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
            try {
                // It stays open: when it ends early, QEMU may drop commands that it has not read.
                Writer qmp = qemu.outputWriter(StandardCharsets.UTF_8);
                tell(qmp, commands);
                byte[] said = qemu.getInputStream().readAllBytes();
                assertThat(qemu.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
                return new Said(qemu.exitValue(), new String(said, StandardCharsets.UTF_8));
            } finally {
                qemu.destroyForcibly();
            }
        } catch (IOException e) {
            throw new AssertionError("QEMU cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void tell(Writer qmp, List<String> commands) {
        try {
            qmp.write("{\"execute\": \"qmp_capabilities\"}\n");
            for (String command : commands) {
                qmp.write(command + "\n");
            }
            qmp.write("{\"execute\": \"quit\"}\n");
            qmp.flush();
        } catch (IOException e) {
            // It refused its arguments and ended: its last words say why.
            assertThat(e).hasMessageContaining("pipe");
        }
    }
}
