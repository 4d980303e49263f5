package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static io.berth.plan.Plans.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** include and exclude, as in the matrices of CI systems. */
final class SelectionTest {

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        return Plans.plan(directory, text);
    }

    @Test
    void excludeLeavesOutWhatMatchesAllEntries() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, format: [raw, qcow2], cache: [none, writeback, unsafe]}
                        """
                                + READ
                                + """
                                exclude:
                                  - {disk.format: raw, disk.cache: [unsafe, writeback]}
                                  - {disk.size: 1024M, disk.format: qcow2, disk.cache: none}
                                  - {disk.aio: native}
                                """);

        assertThat(column(plan, "disk.format", "disk.cache"))
                .containsExactly("raw none", "qcow2 writeback", "qcow2 unsafe");
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason, Exclusion::combinations)
                .containsExactly(
                        tuple("excluded by the profile, line 5", 2),
                        tuple("excluded by the profile, line 6", 1));
        assertThat(plan.notes()).contains("exclude on line 7 matches no combination");
    }

    @Test
    void includeExtendsWhatItMatches() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 1GiB, cache: [none, writeback]}\n"
                                + READ
                                + "include:\n  - {disk.cache: none, disk.aio: native}\n");

        assertThat(column(plan, "disk.cache", "disk.aio"))
                .containsExactly("none native", "writeback threads");
    }

    @Test
    void includeAddsWhatItDoesNotMatchOverTheAxesItLeavesOpen() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 1GiB, cache: [none, writeback]}\nguests: [1, 2]\n"
                                + READ
                                + "exclude:\n  - {disk.cache: none}\n"
                                + "include:\n  - {disk.cache: unsafe}\n"
                                + "  - {disk.cache: none, guests: 8}\n"
                                + "  - {disk.cache: unsafe, guests: 2}\n");

        assertThat(column(plan, "disk.cache", "guests"))
                .containsExactly("writeback 1", "writeback 2", "unsafe 1", "unsafe 2", "none 8");
        assertThat(plan.notes()).contains("include on line 10 adds nothing new");
    }

    @Test
    void includeCannotSmuggleInWhatTheReaderRefuses() {
        String text =
                """
                disk: {size: 1GiB}
                workloads: [{name: w, rw: randwrite, rate_iops: 400}]
                objective: {write.p99: 5ms}
                include:
                  - {workload.runtime: 5s}
                """;

        ProfileException e = catchThrowableOfType(ProfileException.class, () -> plan(text));
        assertThat(e.problems())
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.line() + ":" + p.column()).isEqualTo("4:13");
                            assertThat(p.message()).contains("set runtime: 25s");
                        });
    }

    @Test
    void aMixedWorkloadThatIncludeMakesNeedsAPairOfRates() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB}
                        workloads: [{name: w, rw: randwrite, rate_iops: 400}]
                        include:
                          - {workload.rw: randrw}
                        """);

        assertThat(column(plan, "workload.rw")).containsExactly("randwrite");
        assertThat(plan.exclusions())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).startsWith("a mixed rw needs"));
    }
}
