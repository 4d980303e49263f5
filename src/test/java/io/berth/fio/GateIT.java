package io.berth.fio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate in the shells that guests have. */
class GateIT {

    @TempDir Path directory;

    private Process start(String script, String... shell) throws IOException {
        Path gate = directory.resolve("gate");
        Files.writeString(gate, script);
        List<String> command = new ArrayList<>(List.of(shell));
        command.add(gate.toString());
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out.txt").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    shell[0] + " is missing: apt-get install bash busybox dash", e);
        }
    }

    private void awaitReady(Process gate) throws Exception {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Path ready = directory.resolve("ready");
        while (!Files.exists(ready) || Gate.ready(Files.readAllBytes(ready)) < 1) {
            assertThat(gate.isAlive() && System.nanoTime() < deadlineNs)
                    .as(Files.readString(directory.resolve("out.txt")))
                    .isTrue();
            Thread.sleep(10);
        }
    }

    private static int exitCode(Process gate) throws InterruptedException {
        assertThat(gate.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return gate.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "dash", "busybox sh", "env GATE_SHELL_TRIED=1 dash"})
    void opensAtTheInstantAndNotBefore(String shell) throws Exception {
        Process gate = start(Gate.script(), shell.split(" "));
        awaitReady(gate);
        long startNs = HostRun.soonUnixNs();
        // The agent creates the file before it writes to it: half a line is no start.
        Files.writeString(directory.resolve("go"), "go 17");
        Files.writeString(directory.resolve("go"), Gate.goText(startNs));

        assertThat(exitCode(gate)).isZero();
        Instant ended = Instant.now();
        assertThat(ended.getEpochSecond() * 1_000_000_000L + ended.getNano())
                .isGreaterThanOrEqualTo(startNs);
        assertThat(Files.readString(directory.resolve("out.txt")))
                .startsWith("gate: clock ")
                .containsPattern("left \\d+ us late");
        assertThat(directory.resolve("gate.err")).doesNotExist();
    }

    @Test
    void givesUpWithAReason() throws Exception {
        String impatient = Gate.script().replace("patience_polls=1200", "patience_polls=2");
        assertThat(impatient).isNotEqualTo(Gate.script());
        Process gate = start(impatient, "sh");

        assertThat(exitCode(gate)).isEqualTo(1);
        assertThat(directory.resolve("gate.err")).content().contains("no start instant came");
    }

    @Test
    void refusesAnInstantThatIsMinutesAhead() throws Exception {
        Process gate = start(Gate.script(), "sh");
        awaitReady(gate);
        Files.writeString(
                directory.resolve("go"),
                Gate.goText(HostRun.soonUnixNs() + Duration.ofMinutes(5).toNanos()));

        assertThat(exitCode(gate)).isEqualTo(1);
        assertThat(directory.resolve("gate.err")).content().contains("clock was set");
    }
}
