package io.berth.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.Workload;
import io.berth.profile.CacheMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job files of twins: page cache and flushes as QEMU's cache modes have them. */
class TwinJobTest {

    private static final Path FILE = Path.of("/srv/guest-01.raw");

    private static Workload inline(Map<String, String> options) {
        return new Workload(
                "load",
                new TreeMap<>(options),
                null,
                Duration.ofMillis(500),
                Duration.ofSeconds(2));
    }

    private static TwinJob write(Workload workload, CacheMode cache) {
        return TwinJob.write(workload, cache, FILE, 1 << 26, 77);
    }

    /** The options of the file, without comments. */
    private static List<String> options(TwinJob job) {
        return job.text()
                .lines()
                .map(line -> line.replaceFirst(" ?;.*", ""))
                .filter(line -> line.contains("="))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,         direct=1, false, false",
        "WRITEBACK,    direct=0, false, false",
        "WRITETHROUGH, direct=0, true,  true",
        "DIRECTSYNC,   direct=1, true,  true",
        "UNSAFE,       direct=0, false, true"
    })
    void pageCacheAndFlushesFollowTheCacheMode(
            CacheMode cache, String direct, boolean through, boolean flushesLeftOut) {
        Workload flushing =
                inline(
                        Map.of(
                                "rw",
                                "randwrite",
                                "direct",
                                "0",
                                "fsync",
                                "3",
                                "fdatasync",
                                "4",
                                "end_fsync",
                                "1",
                                "sync",
                                "1"));

        List<String> options = options(write(flushing, cache));

        assertThat(options).contains(direct, "invalidate=0").doesNotContain("direct=2");
        assertThat(options.stream().filter(o -> o.startsWith("direct="))).hasSize(1);
        assertThat(options.contains("sync=dsync")).isEqualTo(through);
        if (flushesLeftOut) {
            assertThat(options)
                    .doesNotContain("fsync=3", "fdatasync=4", "end_fsync=1", "sync=1")
                    .contains(through ? "sync=dsync" : "sync=none");
        } else {
            assertThat(options).contains("fsync=3", "fdatasync=4", "end_fsync=1", "sync=1");
        }
    }

    @Test
    void theRestIsTheGuestsOwnWork() {
        Workload workload =
                inline(
                        Map.of(
                                "rw",
                                "randrw",
                                "bssplit",
                                "4096/60:65536/40",
                                "numjobs",
                                "3",
                                "rate_iops",
                                "700,300",
                                "ioengine",
                                "libaio",
                                "offset",
                                "25%"));

        assertThat(options(write(workload, CacheMode.NONE)))
                .contains(
                        "rw=randrw",
                        "bssplit=4096/60:65536/40",
                        "numjobs=3",
                        "rate_iops=700,300",
                        "ioengine=io_uring",
                        "offset=25%",
                        "size=100%",
                        "refill_buffers=1",
                        "time_based=1",
                        "ramp_time=500ms",
                        "runtime=2000ms",
                        "randseed=77",
                        "filename=/srv/guest-01.raw")
                .doesNotContain("ioengine=libaio");
    }

    @Test
    void aJobFilesSectionsAreKeptAndItsLinesAreKnown() {
        Workload workload =
                new Workload(
                        "mine",
                        new TreeMap<>(),
                        new Workload.JobFile(
                                "mine.fio",
                                """
                                [global]
                                bs=8k
                                runtime=99
                                [a]
                                rw=randread
                                [global]
                                iodepth=4
                                [b]
                                rw=randwrite
                                zero_buffers
                                """),
                        Duration.ZERO,
                        Duration.ofSeconds(1));

        TwinJob job = write(workload, CacheMode.WRITEBACK);

        assertThat(options(job)).doesNotContain("runtime=99", "refill_buffers=1");
        List<String> lines = job.text().lines().toList();
        int write = lines.indexOf("rw=randwrite ; workload") + 1;
        assertThat(job.origin(write)).isEqualTo("mine.fio:9");
        assertThat(job.origin(1)).isEmpty();
        assertThat(lines.indexOf("[a]")).isLessThan(lines.indexOf("[b]"));
        assertThat(lines.stream().filter("[global]"::equals)).hasSize(2);
    }

    @Test
    void anEngineThatTheHostDoesNotHaveIsNamedWithItsPlace() {
        Workload inline = inline(Map.of("rw", "randread", "ioengine", "mmap"));
        Workload file =
                new Workload(
                        "mine",
                        new TreeMap<>(),
                        new Workload.JobFile("mine.fio", "[a]\nrw=read\nioengine=mmap\n"),
                        Duration.ZERO,
                        Duration.ofSeconds(1));

        assertThatThrownBy(() -> write(inline, CacheMode.NONE))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("workload load: the host's engine has no ioengine=mmap");
        assertThatThrownBy(() -> write(file, CacheMode.NONE))
                .hasMessageContaining("mine.fio:3: ")
                .hasMessageContaining("layers: [guest]");
    }
}
