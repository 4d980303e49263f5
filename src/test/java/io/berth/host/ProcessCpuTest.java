package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessCpuTest {

    @Test
    void countsOwnTimeAndThatOfChildrenThatWereWaitedFor() {
        String stat =
                "4242 (qemu (x) 86) S 1 4242 4242 0 -1 4194560 9 8 7 6 150 25 40 5 20 0 9 0 77 1";

        assertThat(ProcessCpu.parse(stat)).isEqualTo(new ProcessCpu(1900, 300));
        assertThat(ProcessCpu.parse(stat).minus(new ProcessCpu(900, 100)))
                .isEqualTo(new ProcessCpu(1000, 200));
    }

    @Test
    void aProcessThatEndedIsTold() {
        assertThatThrownBy(() -> ProcessCpu.of(Integer.MAX_VALUE))
                .hasMessageContaining("is not running");
    }
}
