package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedCommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void readsWhatBashWrites() {
        TimedCommand.Times times =
                TimedCommand.parse("1.342 0.099\n1795201297.900055 1795201299.384355\n");

        assertThat(times.wallMs()).isEqualTo(1484.3);
        assertThat(times.userMs()).isEqualTo(1342);
        assertThat(times.systemMs()).isEqualTo(99);
    }

    @Test
    void aBashWithoutAClockIsTold() {
        assertThatThrownBy(() -> TimedCommand.parse("0.001 0.000\n \n"))
                .hasMessageContaining("bash 5.0");
    }

    @Test
    void givesTheCommandsOwnOutputsExitCodeAndTimes() {
        TimedCommand.Timed timed =
                TimedCommand.run(
                        LIMIT,
                        List.of(
                                "sh",
                                "-c",
                                "echo out; echo err >&2; i=0; while [ $i -lt 200000 ]; do"
                                        + " i=$((i + 1)); done; exit 3"));

        assertThat(timed.output().stdout()).isEqualTo("out\n");
        assertThat(timed.output().stderr()).isEqualTo("err\n");
        assertThat(timed.output().exit()).isEqualTo(3);
        assertThat(timed.output().argv()).startsWith("sh", "-c");
        assertThat(timed.userMs()).isPositive();
        // One thread on one CPU; each of the figures is rounded.
        assertThat(timed.userMs() + timed.systemMs()).isLessThan(timed.wallMs() + 5);
        assertThat(timed.output().elapsed().toNanos() / 1e6)
                .isCloseTo(timed.wallMs(), within(0.01));
    }

    /** tar's gzip is a process of its own. */
    @Test
    void countsChildrenOfTheCommandToo() {
        TimedCommand.Timed timed =
                TimedCommand.run(
                        LIMIT,
                        List.of(
                                "sh",
                                "-c",
                                "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done';"
                                        + " true"));

        assertThat(timed.userMs()).isPositive();
    }

    @Test
    void aCommandThatIsNotThereHasExitCode127() {
        TimedCommand.Timed timed = TimedCommand.run(LIMIT, List.of("berth-no-such-command"));

        assertThat(timed.output().exit()).isEqualTo(127);
        assertThat(timed.output().stderr()).contains("command not found");
    }
}
