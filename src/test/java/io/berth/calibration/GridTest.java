package io.berth.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {

    private static Schedule schedule(String grid, int pairs, long runtimeMs, long fileBytes) {
        return new Schedule(
                Grid.of(grid),
                pairs,
                Duration.ofMillis(runtimeMs / 2),
                Duration.ofMillis(runtimeMs),
                42,
                Path.of("/d/f"),
                fileBytes,
                Path.of("/d/c"),
                Schedule.CACHED_BYTES,
                false);
    }

    @Test
    void defaultHasTheRowsThatArePromised() {
        assertThat(Grid.of("default").stream().map(Row::name))
                .containsExactly(
                        "randread-4k-qd1",
                        "randread-4k-qd8",
                        "randread-4k-qd32",
                        "randread-4k-qd128",
                        "randwrite-4k-qd1",
                        "randwrite-4k-qd8",
                        "randwrite-4k-qd32",
                        "randwrite-4k-qd128",
                        "read-128k-qd8",
                        "read-1m-qd4",
                        "write-128k-qd8",
                        "write-1m-qd4",
                        "cached-randread-4k-qd32-batch32",
                        "randread-4k-qd16-2jobs");
        assertThat(Grid.of("full")).hasSize(Grid.rowNames().size()).hasSizeGreaterThan(20);
    }

    @Test
    void timesStayInsideWhatIsPromised() {
        assertThat(schedule("default", 7, 2000, Schedule.FILE_BYTES).expected())
                .isBetween(Duration.ofMinutes(12), Duration.ofMinutes(16));
        assertThat(schedule("quick", 3, 1000, Schedule.QUICK_FILE_BYTES).expected())
                .isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void rowOfARateBringsTheRowOfItsCapacityBefore() {
        assertThat(Grid.of("randread-4k-qd32-poisson60").stream().map(Row::name))
                .containsExactly("randread-4k-qd32", "randread-4k-qd32-poisson60");
    }

    @Test
    void unknownRowNamesWhatThereIs() {
        assertThatThrownBy(() -> Grid.of("default,randred"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no grid or row 'randred'")
                .hasMessageContaining("full")
                .hasMessageContaining("randread-4k-qd1,");
    }

    @Test
    void sidesTakeTurnsAndNotEveryRowBeginsWithTheSame() {
        Schedule schedule = schedule("full", 8, 1000, 1 << 30);

        for (Row row : schedule.rows()) {
            List<Side> first =
                    IntStream.rangeClosed(1, 8).mapToObj(i -> schedule.first(row, i)).toList();
            assertThat(first.subList(0, 6)).isEqualTo(first.subList(2, 8));
            assertThat(first.get(0)).isEqualTo(first.get(1).other());
        }
        assertThat(schedule.rows().stream().map(row -> schedule.first(row, 1)))
                .contains(Side.BERTH, Side.FIO);
    }

    @Test
    void bothSidesGetTheSameOptions() {
        Schedule schedule = schedule("full", 1, 1000, 1 << 30);
        Path json = Path.of("/r/o.json");
        for (Row row : schedule.rows()) {
            List<String> fio = CommandLines.fio(schedule, row, 100L, json);
            List<String> berth = CommandLines.berth(List.of("./berth"), schedule, row, 100L, json);

            assertThat(berth.subList(0, 2)).containsExactly("./berth", "engine");
            assertThat(fio).containsAll(berth.subList(2, berth.size()));
            assertThat(fio).hasSize(1 + berth.size() - 2 + 3);
            assertThat(fio)
                    .contains(
                            "--rate_iops=100",
                            "--randseed=42",
                            "--ramp_time=500ms",
                            "--runtime=1s",
                            "--time_based=1");
        }
    }
}
