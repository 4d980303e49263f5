package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.Buffers;
import io.berth.engine.job.Job;
import io.berth.engine.job.Sync;
import io.berth.fio.FioException;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workload becomes the engine's jobs, or is refused with its place. */
class TwinJobsTest {

    private static final List<Path> TWO = List.of(Path.of("/srv/1.raw"), Path.of("/srv/2.raw"));

    @TempDir Path directory;

    private Plan plan(String cache, String workload) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(
                file,
                """
                name: p
                storage: /srv
                layers: [host, guest]
                disk: {size: 64MiB, cache: %s}
                guests: [2]
                workloads:
                  - {name: load, %s}
                measure: {ramp_time: 1s, runtime: 5s, blocks: 1, seed: 3}
                """
                        .formatted(cache, workload));
        return Planner.plan(ProfileReader.read(file));
    }

    private TwinJobs jobs(String cache, String workload) throws IOException {
        return TwinJobs.read(plan(cache, workload).cases().getFirst(), TWO, 42);
    }

    @Test
    void everyGuestHasAFileAndAsManyJobsAsItsWorkloadWithSeedsOfTheirOwn() throws IOException {
        TwinJobs jobs = jobs("none", "rw: randrw, numjobs: 3, iodepth: 8, rate_iops: \"70,30\"");

        assertThat(jobs.jobs()).hasSize(6).allMatch(job -> job.stage() == 0);
        assertThat(jobs.twinOf()).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(jobs.jobs().stream().map(Job::reportGroup)).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(jobs.jobs().stream().map(Job::seed)).doesNotHaveDuplicates();
        assertThat(jobs.jobs().getFirst().files().paths()).containsExactly(TWO.getFirst());
        assertThat(jobs.jobs().getLast().files().paths()).containsExactly(TWO.getLast());
        assertThat(jobs.jobs())
                .allSatisfy(
                        job -> {
                            assertThat(job.queue().iodepth()).isEqualTo(8);
                            assertThat(job.queue().direct()).isTrue();
                            assertThat(job.rate().readIops()).isEqualTo(70);
                            assertThat(job.rate().writeIops()).isEqualTo(30);
                            assertThat(job.files().create()).isFalse();
                            assertThat(job.files().invalidate()).isFalse();
                            assertThat(job.timing().timeBased()).isTrue();
                            assertThat(job.buffers().content()).isEqualTo(Buffers.Content.REFILLED);
                        });
        assertThat(jobs("none", "rw: randread").jobs().getFirst().seed())
                .as("the same in each case of a block")
                .isEqualTo(jobs("writeback", "rw: randread").jobs().getFirst().seed());
    }

    @Test
    void flushesAreThoseOfTheCacheMode() throws IOException {
        String flushing = "rw: randwrite, fdatasync: 4";
        assertThat(jobs("none", flushing).jobs().getFirst().sync())
                .isEqualTo(new Sync(0, 4, false, Sync.Open.NONE));
        assertThat(jobs("writeback", flushing).jobs().getFirst().sync().fdatasync()).isEqualTo(4);
        assertThat(jobs("unsafe", flushing).jobs().getFirst().sync()).isEqualTo(Sync.none());
        for (String cache : List.of("writethrough", "directsync")) {
            assertThat(jobs(cache, flushing).jobs().getFirst().sync())
                    .isEqualTo(new Sync(0, 0, false, Sync.Open.DSYNC));
        }
        assertThat(jobs("writethrough", flushing).jobs().getFirst().queue().direct()).isFalse();
        assertThat(jobs("directsync", flushing).jobs().getFirst().queue().direct()).isTrue();
    }

    @Test
    void whatTheEngineDoesNotHaveIsRefusedWithTheWorkloadOrTheJobFilesLine() throws IOException {
        Files.writeString(
                directory.resolve("mine.fio"), "[a]\nrw=randread\ncpus_sleepy=1\nbs=4k\n");
        Path file = directory.resolve("q.yaml");
        Files.writeString(
                file,
                """
                name: q
                storage: /srv
                layers: [host, guest]
                disk: {size: 64MiB}
                guests: [1]
                workloads:
                  - {name: mine, file: mine.fio}
                measure: {ramp_time: 1s, runtime: 5s, blocks: 1, seed: 3}
                """);
        Plan mine = Planner.plan(ProfileReader.read(file));

        assertThatThrownBy(() -> TwinJobs.check(mine))
                .isInstanceOf(FioException.class)
                .hasMessageStartingWith("mine.fio:3: ")
                .hasMessageContaining("cpus_sleepy")
                .hasMessageContaining("layers: [guest]");
        assertThatCode(() -> TwinJobs.check(plan("none", "rw: randrw, iodepth: 4")))
                .doesNotThrowAnyException();
    }
}
