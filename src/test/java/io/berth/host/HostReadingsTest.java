package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.results.HostSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReadingsTest {

    @TempDir Path proc;

    /** diskstats: reads, merged, sectors, ms, writes, merged, sectors, ms, in flight, busy ms. */
    private void diskstats(String vda, String vdb) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  1 0 1 100 0 0 0 0 0 0\n");
        Files.writeString(proc.resolve("meminfo"), "MemFree: 1 kB\n");
        Files.writeString(
                proc.resolve("diskstats"),
                " 254 0 vda " + vda + " 0 0 0 0 0 0 0\n 254 16 vdb " + vdb + " 0 0 0 0 0 0 0\n");
    }

    @Test
    void severalDisksAreAddedUpAndTheirBusyTimeIsTheMean() throws IOException {
        diskstats("1 0 8 1 10 0 80 1 0 1000", "5 0 8 1 50 0 80 1 0 2000");
        HostReadings both = new HostReadings(proc.toString(), List.of(), List.of("vda", "vdb"));
        HostReadings one = new HostReadings(proc.toString(), List.of(), List.of("vdb"));
        HostReadings none = new HostReadings(proc.toString(), List.of(), List.of());
        // Busy for an hour: longer than the interval, so its share is 1; the other's is 0.
        diskstats("3 0 24 1 14 0 100 1 0 3601000", "6 0 16 1 53 0 90 1 0 2000");
        HostSample sum = both.next();
        assertThat(sum.deviceReadIos()).isEqualTo(3);
        assertThat(sum.deviceWriteIos()).isEqualTo(7);
        assertThat(sum.deviceReadBytes()).isEqualTo(24 * 512);
        assertThat(sum.deviceWriteBytes()).isEqualTo(30 * 512);
        assertThat(sum.deviceUtilShare()).isEqualTo(0.5, within(1e-9));
        assertThat(one.next().deviceWriteIos()).isEqualTo(3);
        assertThat(none.next().deviceWriteIos()).isZero();
    }
}
