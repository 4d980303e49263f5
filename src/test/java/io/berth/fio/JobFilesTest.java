package io.berth.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFilesTest {

    private static final long DEVICE_BYTES = 1L << 30;
    private static final GuestFio FIO =
            new GuestFio("3.33", new TreeSet<>(List.of("libaio", "io_uring", "psync")));

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private static GuestJob write(Workload workload) {
        return JobFiles.write(workload, "/dev/vda", DEVICE_BYTES, 42, "/run/berth", FIO);
    }

    private static GuestJob inline(String options) {
        return write(Workloads.of("oltp", Duration.ofSeconds(5), Duration.ofSeconds(30), options));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = JobFilesTest.class.getResourceAsStream("golden/" + name)) {
            if (in == null) {
                throw new AssertionError("no golden file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ar-EG"})
    void writesAnInlineWorkload(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        GuestJob job =
                inline(
                        "rw=randrw rwmixread=70 bs=8192 iodepth=8 rate_iops=350,150 fdatasync=16"
                                + " ioengine=io_uring");

        assertThat(job.jobFile()).isEqualTo(golden("oltp.fio"));
        assertThat(job.jobs()).isEqualTo(1);
        assertThat(job.outputFiles())
                .containsExactly("/run/berth/fio.json", "/run/berth/berth_clat_hist.1.log");
    }

    @Test
    void keepsAJobFilesOwnOptionsAndShowsWhatItReplaced() throws IOException {
        GuestJob job =
                write(
                        Workloads.file(
                                """
                                ; a mail server
                                [global]
                                bs=4k        # small
                                runtime=60
                                group_reporting
                                numjobs=2

                                [read er]
                                rw=randread
                                iodepth=4

                                [writer]
                                rw=write
                                numjobs=3
                                zero_buffers
                                """));

        assertThat(job.jobFile()).isEqualTo(golden("mine.fio"));
        assertThat(job.jobs()).isEqualTo(5);
        assertThat(job.histLogs()).hasSize(5).endsWith("berth_clat_hist.5.log");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [a]\\nrw=read\\nstonewall             | jobs/mine.fio:3: remove stonewall
                    [a]\\nrw=read\\n[b]\\nwait_for=a       | jobs/mine.fio:4: remove wait_for=a
                    [a]\\nfilename=/dev/sdb               | jobs/mine.fio:2: remove filename=/dev/sdb
                    [a]\\nrw=randtrim                     | jobs/mine.fio:2: remove rw=randtrim: berth's disks have discard=ignore
                    [a]\\nreadwrite=trimwrite             | jobs/mine.fio:2: remove readwrite=trimwrite
                    [a]\\ndirectory=/mnt                  | jobs/mine.fio:2: remove directory=/mnt
                    [a]\\nwrite_lat_log=x                 | jobs/mine.fio:2: remove write_lat_log=x
                    [a]\\ngtod_reduce=1                   | jobs/mine.fio:2: remove gtod_reduce=1
                    [a]\\nexec_prerun=date                | jobs/mine.fio:2: remove exec_prerun=date
                    [a]\\nnumber_ios=10                   | jobs/mine.fio:2: remove number_ios=10
                    [a]\\ncontinue_on_error=all           | jobs/mine.fio:2: remove continue_on_error
                    [a]\\nioengine=rbd                    | jobs/mine.fio:2: fio 3.33 in the guest has no ioengine rbd; it has io_uring, libaio, psync
                    [a]\\nnumjobs=many                    | jobs/mine.fio:2: numjobs is a number
                    [a]\\nsize=2g                         | jobs/mine.fio:2: size=2g goes beyond the disk of 1073741824 bytes
                    [a]\\nsize=1g\\noffset=4k              | jobs/mine.fio:3: offset=4k goes beyond the disk
                    [a]\\nbs=${BS}                        | jobs/mine.fio:2: write the value itself
                    include x.fio                         | jobs/mine.fio:1: put the lines of the included file here
                    rw=read                               | jobs/mine.fio:1: 'rw=read' stands before the first [section]
                    [a\\nrw=read                          | jobs/mine.fio:1: '[a' is no section
                    [global]\\nrw=read                    | jobs/mine.fio:2: there is no job
                    """)
    void refusesWhatABarrierCannotMeasureWithFileAndLine(String text, String message) {
        assertThatThrownBy(() -> write(Workloads.file(text.replace("\\n", "\n"))))
                .isInstanceOf(FioException.class)
                .hasMessageContaining(message);
    }

    @Test
    void acceptsSwitchesThatAreOffAndTheDiskItself() {
        GuestJob job = write(Workloads.file("[a]\nrw=read\nstonewall=0\nfilename=/dev/vda\n"));
        assertThat(job.jobs()).isEqualTo(1);
    }

    @Test
    void aWorkloadsOwnBuffersAreLeftAlone() {
        assertThat(inline("rw=write bs=4096").jobFile()).contains("refill_buffers=1");
        assertThat(inline("rw=write bs=4096 zero_buffers=1").jobFile())
                .doesNotContain("refill_buffers=1");
    }

    @Test
    void refusesARateWithARampThatIsNotShorterThanTheRuntime() {
        // fio 3.33 then keeps no latency at all.
        assertThatThrownBy(
                        () ->
                                write(
                                        Workloads.of(
                                                "w",
                                                Duration.ofSeconds(5),
                                                Duration.ofSeconds(5),
                                                "rw=randread rate_iops=100")))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("ramp_time");
    }

    @Test
    void refusesARuntimeUnderASecondAndValuesThatBreakTheFile() {
        assertThatThrownBy(
                        () ->
                                write(
                                        Workloads.of(
                                                "w",
                                                Duration.ZERO,
                                                Duration.ofMillis(500),
                                                "rw=read")))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("1s");
        assertThatThrownBy(() -> inline("rw=read;stonewall"))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("cannot stand");
    }

    @Test
    void aGuestWithoutTheDefaultEngineSaysWhichItHas() {
        GuestFio poor = new GuestFio("3.33", new TreeSet<>(List.of("psync")));
        Workload workload = Workloads.of("w", Duration.ZERO, Duration.ofSeconds(5), "rw=read");
        assertThatThrownBy(
                        () ->
                                JobFiles.write(
                                        workload, "/dev/vda", DEVICE_BYTES, 1, "/run/berth", poor))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("no ioengine libaio; it has psync");
    }

    @Test
    void seedsArePositiveAndDifferByGuestAndBlock() {
        Set<Long> seeds = new HashSet<>();
        for (long block = -50; block < 50; block++) {
            for (int guest = 1; guest <= 64; guest++) {
                long seed = JobFiles.seed(block, guest);
                assertThat(seed).isPositive().isLessThan(1L << 31);
                seeds.add(seed);
            }
        }
        assertThat(seeds).hasSizeGreaterThan(6_395);
        assertThat(JobFiles.seed(42, 1)).isEqualTo(JobFiles.seed(42, 1));
    }
}
