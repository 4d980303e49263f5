package io.berth.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.results.CaseResult;
import io.berth.results.JournalEntry;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with real guests, as a user starts and ends them. */
class RunIT {

    private static final Duration RUN = Duration.ofMinutes(5);
    private static final String MIXED = "rw: randrw, rwmixread: 70, bs: 4k, iodepth: 4";
    private static final String SHORT = "ramp_time: 500ms, runtime: 2s, blocks: 1, seed: 7";

    // On the disk under the working directory: /tmp may be RAM.
    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void measuresEveryCaseReportsItAndLeavesNothingElse() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "format: [raw, qcow2], cache: [none, writeback], contents: written",
                        "[1, 2]",
                        MIXED,
                        SHORT);

        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }

        RunData run = read();
        assertThat(run.state()).isEqualTo(RunData.State.COMPLETE);
        assertThat(run.results()).hasSize(8).allSatisfy(RunIT::isMeasured);
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
        assertThat(directory.resolve("disk")).isEmptyDirectory();

        Path report = run.directory().reportFile();
        byte[] first = Files.readAllBytes(report);
        String page = new String(first, StandardCharsets.UTF_8);
        assertThat(List.of("no verdict", "emulated"))
                .allMatch(page.toLowerCase(Locale.ROOT)::contains);
        assertThat(List.of("<script", "src=\"http", "href=\"http")).noneMatch(page::contains);
        try (BerthProcess again = BerthProcess.start(directory, "report", "r1")) {
            assertThat(again.await(RUN)).as(again::output).isZero();
        }
        assertThat(Files.readAllBytes(report)).isEqualTo(first);
    }

    private static void isMeasured(CaseResult result) {
        assertThat(result.status())
                .as(() -> String.valueOf(result.reason()))
                .isEqualTo(Status.COMPLETED);
        assertThat(requireNonNull(result.window()).overlapShare()).isGreaterThanOrEqualTo(0.9);
        assertThat(result.guests())
                .allSatisfy(
                        guest -> {
                            assertThat(guest.errors()).isZero();
                            assertThat(guest.ops())
                                    .filteredOn(op -> op.op().equals("read"))
                                    .singleElement()
                                    .satisfies(op -> assertThat(op.ios()).isPositive());
                        });
        assertThat(result.effective())
                .hasSameSizeAs(result.guests())
                .allSatisfy(e -> assertThat(e.mismatches()).isEmpty());
        assertThat(requireNonNull(result.host()).samples()).isPositive();
    }

    @Test
    void aWrittenImageThatLostBlocksIsMadeAnewBeforeItsNextBlock() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "format: [raw, qcow2], contents: written",
                        "[1]",
                        MIXED,
                        "ramp_time: 500ms, runtime: 4s, blocks: 2, seed: 7");
        Path results = directory.resolve("results/r1");
        String damaged;
        try (BerthProcess berth = run(profile)) {
            berth.awaitThat("the other case", RUN, () -> count(results, "job.fio") >= 2);
            damaged = read().results().getFirst().caseId();
            Path image = Path.of(read().results().getFirst().images().getFirst().file());
            // Its other block is still to come; the other case's image is another file.
            try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
                long bytes = file.size();
                file.truncate(bytes / 2);
                file.write(ByteBuffer.allocate(1), bytes - 1);
            }
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        CaseResult later = read().result(damaged, 2).orElseThrow();
        assertThat(later.status()).isEqualTo(Status.COMPLETED);
        assertThat(later.notices())
                .filteredOn(notice -> notice.code().equals("image_remade"))
                .singleElement()
                .satisfies(
                        notice ->
                                assertThat(notice.text())
                                        .containsPattern("was made anew: .* are holes or zeros"));
        assertThat(later.images().getFirst().allocatedBytes()).isGreaterThanOrEqualTo(64 << 20);
    }

    @Test
    void killedAtThreeStagesIsResumedWithEveryCaseOnceAndNoGuestOutlivesIt() throws Exception {
        Path profile =
                SmallProfile.write(directory, "cache: [none, writeback]", "[1, 2]", MIXED, SHORT);
        Path results = directory.resolve("results/r1");

        try (BerthProcess berth = run(profile)) {
            berth.awaitThat(
                    "a guest boots", RUN, () -> !BerthProcess.qemusUnder(directory).isEmpty());
            kill(berth);
        }
        try (BerthProcess berth = resume()) {
            berth.awaitThat(
                    "a case begins", RUN, () -> Files.isDirectory(results.resolve("cases")));
            berth.awaitThat("fio is set up", RUN, () -> any(results, "job.fio"));
            kill(berth);
        }
        try (BerthProcess berth = resume()) {
            berth.awaitThat("a case ended", RUN, () -> any(results, "case.json"));
            berth.awaitThat("the next began", RUN, () -> count(results, "job.fio") >= 3);
            kill(berth);
        }
        List<CaseResult> kept = read().results();
        assertThat(kept).isNotEmpty();

        try (BerthProcess berth = resume()) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }

        RunData run = read();
        assertThat(run.pending()).isEmpty();
        assertThat(run.results()).hasSize(4).containsAll(kept).allSatisfy(RunIT::isMeasured);
        assertThat(run.journal())
                .filteredOn(e -> e.event() == JournalEntry.Event.CASE_ENDED)
                .hasSize(4);
        assertThat(directory.resolve("disk")).isEmptyDirectory();
        assertThat(run.directory().reportFile()).isRegularFile();
    }

    private void kill(BerthProcess berth) throws IOException, InterruptedException {
        berth.signal("KILL");
        berth.await(Duration.ofSeconds(10));
        awaitNoQemu();
    }

    @Test
    void interruptedEndsWithinFiveSecondsWithAReportOfWhatItHas() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "cache: [none, writeback]",
                        "[1]",
                        MIXED,
                        "ramp_time: 500ms, runtime: 4s, blocks: 2, seed: 7");
        try (BerthProcess berth = run(profile)) {
            Path results = directory.resolve("results/r1");
            berth.awaitThat("a case ended", RUN, () -> any(results, "case.json"));
            Thread.sleep(1500);
            long before = System.nanoTime();
            berth.signal("INT");
            int exit = berth.await(Duration.ofSeconds(20));
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as(berth::output)
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(exit).isEqualTo(130);
        }
        awaitNoQemu();
        RunData run = read();
        assertThat(run.state()).isEqualTo(RunData.State.INTERRUPTED);
        assertThat(run.results()).isNotEmpty();
        assertThat(run.pending()).isNotEmpty();
        assertThat(run.directory().reportFile()).isRegularFile();
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    private static boolean any(Path directory, String name) {
        return count(directory, name) > 0;
    }

    private static long count(Path directory, String name) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.walk(directory)) {
            return files.filter(f -> f.getFileName().toString().equals(name)).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A file was renamed while we looked: look again.
            return 0;
        }
    }

    private void awaitNoQemu() throws InterruptedException {
        for (int i = 0; i < 100 && !BerthProcess.qemusUnder(directory).isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
    }

    private BerthProcess run(Path profile, String... options) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", profile.toString(), "--run-id", "r1", "--beside-tenants"));
        arguments.addAll(List.of(options));
        return BerthProcess.start(directory, arguments.toArray(String[]::new));
    }

    private BerthProcess resume() {
        return BerthProcess.start(directory, "run", "--resume", "r1", "--beside-tenants");
    }

    private RunData read() {
        return RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
    }
}
