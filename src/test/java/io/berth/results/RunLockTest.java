package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

    @TempDir Path results;

    @Test
    void oneHolderAtATimeInThisProcess() throws Exception {
        RunDirectory run = RunDirectory.create(results, "one");
        String pid = Long.toString(ProcessHandle.current().pid());
        try (RunLock held = RunLock.acquire(run)) {
            assertThat(held).isNotNull();
            assertThat(Files.readString(run.lockFile())).isEqualTo(pid + "\n");
            assertThatThrownBy(() -> RunLock.acquire(run))
                    .isInstanceOf(ResultsException.class)
                    .hasMessageContaining("in use by berth process " + pid);
        }
        RunLock.acquire(run).close();
    }

    /** Another process holds it; when that is killed, the kernel gives the lock back. */
    @Test
    void anotherProcessIsNamedAndItsDeathFreesTheRun() throws Exception {
        RunDirectory run = RunDirectory.create(results, "one");
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                run.path().toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> RunLock.acquire(run))
                    .isInstanceOf(ResultsException.class)
                    .hasMessageContaining("in use by berth process " + other.pid());
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        RunLock.acquire(run).close();
    }

    /** Holds a run until its input ends. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            try (RunLock lock = RunLock.acquire(new RunDirectory(Path.of(args[0])))) {
                System.out.println(lock == null ? "free" : "held");
                int end = System.in.read();
                System.out.println("ended by " + end);
            }
        }
    }
}
