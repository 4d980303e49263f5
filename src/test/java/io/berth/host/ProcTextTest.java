package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcTextTest {

    @Test
    void cpuTicksOfAllStates() {
        // cpu  71430 0 19483 309483 1342 0 503 24 0 0
        assertThat(ProcText.cpu(Fixtures.text("linux-6.18/stat")))
                .isEqualTo(
                        new ProcText.CpuTicks(
                                71430 + 19483 + 503, 24, 71430 + 19483 + 309483 + 1342 + 503 + 24));
    }

    @Test
    void guestTimeIsNotCountedTwice() {
        assertThat(ProcText.cpu("cpu  100 0 0 100 0 0 0 0 90 0\n"))
                .isEqualTo(new ProcText.CpuTicks(100, 0, 200));
    }

    @Test
    void diskCountersInBytes() {
        assertThat(ProcText.disk(Fixtures.text("linux-6.18/diskstats"), "vda"))
                .contains(
                        new ProcText.Disk(478662, 9963416L * 512, 784626, 34513866L * 512, 40408));
    }

    @Test
    void aDiskIsFoundByItsWholeName() {
        String diskstats = "   8  1 sda1 1 0 8 0 1 0 8 0 0 0 0\n   8 16 sda 2 0 8 0 2 0 8 0 0 7 0";
        assertThat(ProcText.disk(diskstats, "sda").orElseThrow().busyMs()).isEqualTo(7);
        assertThat(ProcText.disk(diskstats, "sd")).isEmpty();
    }

    @Test
    void memoryInBytesAndHugePagesAsACount() {
        var memory = ProcText.memory(Fixtures.text("linux-6.18/meminfo"));
        assertThat(memory)
                .containsEntry("MemTotal", 24684084L * 1024)
                .containsEntry("Cached", 1393216L * 1024)
                .containsKeys("Dirty", "Writeback", "MemAvailable");
        assertThat(ProcText.memory("HugePages_Total:       3\n"))
                .containsEntry("HugePages_Total", 3L);
    }

    @Test
    void pressureOfSomeTask() {
        assertThat(ProcText.pressureSomeUs(Fixtures.text("linux-6.18/pressure-io")))
                .isEqualTo(13143604L);
    }

    @Test
    void pressureThatTheKernelDoesNotTellIsNull() {
        assertThat(ProcText.pressureSomeUs(null)).isNull();
        assertThat(ProcText.pressureSomeUs("")).isNull();
    }

    @Test
    void threadNamesMayHoldSpacesAndParentheses() {
        String stat = Fixtures.text("qemu-7.2/task-stats.txt").lines().toList().get(3);
        assertThat(ProcText.task(stat)).isEqualTo(new ProcText.Task("CPU 0/TCG", 3, 197727));
        assertThat(ProcText.task(stat.replace("(CPU 0/TCG)", "(a) b (c)")).comm())
                .isEqualTo("a) b (c");
    }
}
