package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void bothOutputsAndTheExitCode() {
        Commands.Output output = sh(LIMIT, "echo out; echo err >&2; exit 3");
        assertThat(output.exit()).isEqualTo(3);
        assertThat(output.stdout()).isEqualTo("out\n");
        assertThat(output.stderr()).isEqualTo("err\n");
        assertThat(output.ok()).isFalse();
    }

    @Test
    void moreOutputThanAPipeHoldsDoesNotBlock() {
        Commands.Output output =
                sh(LIMIT, "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero");
        assertThat(output.stdout()).hasSize(3_000_000);
        assertThat(output.stderr()).hasSize(3_000_000);
    }

    @Test
    void theLocaleIsC() {
        assertThat(sh(LIMIT, "echo $LC_ALL").stdout()).isEqualTo("C\n");
    }

    @Test
    void standardInputIsEmpty() {
        assertThat(Commands.run(LIMIT, List.of("cat")).stdout()).isEmpty();
    }

    @Test
    void aCommandThatMustSucceedSaysItsErrorWhenItDoesNot() {
        assertThatThrownBy(
                        () -> Commands.runChecked(LIMIT, "sh", "-c", "echo 'no luck' >&2; exit 7"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining(
                        "'sh -c 'echo '\\''no luck'\\'' >&2; exit 7'' ended with exit"
                                + " code 7: no luck");
    }

    @Test
    void aMissingToolNamesItsPackages() {
        assertThatThrownBy(() -> Commands.run(LIMIT, List.of("berth-no-such-tool")))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("'berth-no-such-tool' cannot be started")
                .hasMessageContaining("installed and in PATH");
        assertThat(Packages.remedyFor("fincore"))
                .isEqualTo("try 'apt-get install util-linux' or 'dnf install util-linux'");
    }

    @Test
    void aCommandBeyondItsLimitIsKilledWithItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        String script = "sleep 300 & echo $! $$ > " + pids + "; wait";
        assertThatThrownBy(() -> sh(Duration.ofSeconds(1), script))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("did not end within 1 s");
        assertThatAllEnd(pids);
    }

    @Test
    void anInterruptKillsTheCommandAndIsKept() throws Exception {
        Path pids = directory.resolve("pids");
        AtomicReference<Object> outcome = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        sh(LIMIT, "echo $$ > " + pids + "; exec sleep 300");
                                    } catch (HostException e) {
                                        outcome.set(Thread.currentThread().isInterrupted());
                                    }
                                    ended.countDown();
                                });
        while (!Files.exists(pids) || Files.size(pids) == 0) {
            Thread.sleep(5);
        }
        caller.interrupt();
        ended.await();
        assertThat(outcome.get()).isEqualTo(true);
        assertThatAllEnd(pids);
    }

    private static Commands.Output sh(Duration limit, String script) {
        return Commands.run(limit, List.of("sh", "-c", script));
    }

    private static void assertThatAllEnd(Path pids) throws Exception {
        for (String pid : Files.readString(pids).trim().split("\\s+", -1)) {
            // A killed process stays until it is reaped.
            while (ProcessHandle.of(Long.parseLong(pid)).filter(CommandsTest::runs).isPresent()) {
                Thread.sleep(5);
            }
        }
    }

    private static boolean runs(ProcessHandle process) {
        String stat = new ProcReader().readOrNull("/proc/" + process.pid() + "/stat");
        return stat != null && !stat.contains(") Z ");
    }
}
