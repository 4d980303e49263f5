package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import io.berth.results.Window;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CaseRunnerTest {

    @Test
    void iosOfWholeRowsAreNotSetAgainstTheCpuOfALongerWindow() {
        // Nine rows of a second lie in a window of 9.4 s: 9000 I/Os counted, 9400 done.
        GuestResult guest =
                guest(
                        op("read", 9000, 1000),
                        op("write", 900, 100),
                        // An fdatasync moves nothing.
                        op("sync", 90, 10));
        Window window = new Window(1000, 10_400, 0.94, 0, 0);

        assertThat(CaseRunner.ios(List.of(guest, guest), window)).isEqualTo(2 * (9400 + 940));
    }

    private static GuestResult guest(OpResult... ops) {
        return new GuestResult(1, 7, 1000, 0, 0, 0, List.of(ops));
    }

    private static OpResult op(String op, long ios, double iops) {
        return new OpResult(op, ios, 0, ios / iops, iops, 0, new TreeMap<>());
    }
}
