package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.calibration.SideResult.Figures;
import io.berth.fio.FioOutput;
import io.berth.host.Commands;
import io.berth.host.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of a tool's output. */
class SideRunTest {

    private static final Path RECORDED = Path.of("src/test/resources/io/berth/fio/3.33");

    private static byte[] recorded(String name) throws IOException {
        return Files.readAllBytes(RECORDED.resolve(name).resolve("fio.json"));
    }

    private static Figures figures(byte[] json) {
        return SideRun.figures(FioOutput.parse(json), OwnNotes.of(json));
    }

    @Test
    void directionsAddUpAndLatencyIsOfAllIos() throws Exception {
        byte[] json = recorded("randrw70");
        FioOutput.Job job = FioOutput.parse(json).jobs().getFirst();
        long ios = job.totals().values().stream().mapToLong(t -> t.lat().count()).sum();

        Figures figures = figures(json);

        assertThat(job.totals()).hasSize(2);
        assertThat(figures.ios()).isEqualTo(ios).isEqualTo(figures.lat().count());
        assertThat(figures.iops())
                .isEqualTo(
                        job.totals().values().stream()
                                .mapToDouble(t -> t.lat().count() * 1000.0 / t.runtimeMs())
                                .sum(),
                        within(1e-6));
        assertThat(figures.pages()).isNull();
    }

    @Test
    void cpuIsPerCentOfTheJobsTimeAndJobsAddUp() {
        String job =
                """
                {"jobname": "j", "error": 0, "job_runtime": 2000, "usr_cpu": 10.0, "sys_cpu": 30.0,
                 "read": {"total_ios": 4, "io_bytes": 16384, "runtime": 2000, "lat_ns":
                  {"min": 100, "max": 100, "mean": 100, "N": 4, "bins": {"100": 4}}}}
                """;
        String json =
                "note: x\n{\"fio version\": \"fio-3.33\", \"timestamp_ms\": 5000, \"jobs\": ["
                        + job
                        + ","
                        + job
                        + "]}";

        Figures figures = figures(json.getBytes(StandardCharsets.UTF_8));

        assertThat(figures.userCpuNs()).isEqualTo(400_000_000);
        assertThat(figures.systemCpuNs()).isEqualTo(1_200_000_000);
        assertThat(figures.cpuNsPerIo()).isEqualTo(200_000_000, within(1e-6));
        assertThat(figures.iops()).isEqualTo(4, within(1e-9));
    }

    @Test
    void engineSaysItsPagesFallbacksErrorsAndWhenItEnded() {
        String json =
                """
                {"timestamp_ms": 9000, "jobs": [{"berth": {"members": [
                  {"start_unix_ns": 5000000000, "runtime_ns": 2000000000,
                   "effective": {"pages": "4 KiB pages", "fallbacks": ["no fixed buffers: ENOMEM"]},
                   "errors": [{"op": "read", "errno": "EIO", "message": "Input/output error",
                               "count": 3, "first_offset_bytes": 8192}], "failure": null}]}}]}
                """;

        OwnNotes notes = OwnNotes.of(json.getBytes(StandardCharsets.UTF_8));

        assertThat(notes.pages()).isEqualTo("4 KiB pages");
        assertThat(notes.fallbacks()).containsExactly("no fixed buffers: ENOMEM");
        assertThat(notes.errors())
                .containsExactly(
                        "3 read I/Os failed with EIO (Input/output error), the first at 8192");
        assertThat(notes.endUnixMs()).isEqualTo(7000, within(1e-9));
    }

    @Test
    void ioErrorsAndExitCodesAreFailures() {
        String errored = "{\"jobs\": [{\"error\": 5, \"total_err\": 2}]}";
        String idle = "{\"jobs\": [{\"error\": 0}]}";

        assertThat(SideRun.failure(parse(errored), watched(1, "fio: io_u error")))
                .contains("I/O errors: 2, errno 5", "io_u error");
        assertThat(SideRun.failure(parse(idle), watched(1, "bad option")))
                .isEqualTo("exit code 1: bad option");
        assertThat(SideRun.failure(parse(idle), watched(0, ""))).contains("no I/O ended");
    }

    @Test
    void countersBetweenTwoSamplesLieOnALine() {
        Watch.Watched watched =
                new Watch.Watched(
                        output(0, ""),
                        0,
                        List.of(
                                new Watch.Sample(0, 0, 0, 0, 0),
                                new Watch.Sample(1000, 500, 1000, 1000, 0),
                                new Watch.Sample(2000, 1500, 2500, 3000, 500)),
                        0);

        Watch.Rates rates = watched.between(500, 1500);

        assertThat(rates).isEqualTo(new Watch.Rates(1, 0.75, 0.5, 1500, 250));
        assertThat(watched.between(500, 2500)).isNull();
    }

    private static FioOutput parse(String json) {
        return FioOutput.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Watch.Watched watched(int exit, String stderr) {
        return new Watch.Watched(output(exit, stderr), 0, List.of(), 0);
    }

    private static Commands.Output output(int exit, String stderr) {
        return new Commands.Output(exit, "", stderr, Duration.ofSeconds(1), List.of("fio"));
    }
}
