package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.Json;
import io.berth.results.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run prints while it runs: for a terminal, for a pipe, for a machine. */
class LiveLineTest {

    @TempDir private Path directory;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private Plan plan;

    @BeforeEach
    void plan() throws IOException {
        Path profile = directory.resolve("p.yaml");
        Files.writeString(
                profile,
                """
                name: p
                disk: {size: 64MiB, preallocation: [off, full], cache: [none, writethrough],
                       aio: [threads, io_uring], format: qcow2}
                guests: [1, 2]
                workloads:
                  - {name: a-workload-of-a-rather-long-name, rw: randread, bs: [4k, 8k]}
                measure: {ramp_time: 1s, runtime: 9s, blocks: 1}
                """);
        plan = Plans.read(profile, null);
    }

    private void run(Console console) {
        int pairs = plan.cases().size();
        console.started(plan, directory, pairs);
        console.step("booting 2 guests of 256MiB …");
        console.warning("emulated CPU: " + "for trying berth out ".repeat(9));
        for (Case c : plan.cases().subList(0, 3)) {
            console.caseStarted(c, 1);
            console.phase(c, 1, "filling image 1 of qcow2-full-written-64MiB");
            console.load(c, 1, 123_456.7);
            console.caseEnded(c, 1, ended(c, Duration.ofSeconds(14)));
        }
        console.caseStarted(plan.cases().get(3), 1);
        console.ended(directory, 0, pairs - 3);
        console.close();
    }

    private static CaseResult ended(Case c, Duration elapsed) {
        return new CaseResult(
                CaseResult.SCHEMA_VERSION,
                c.id(),
                1,
                Status.FAILED,
                "a test",
                Instant.EPOCH,
                elapsed.toMillis(),
                1,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                null);
    }

    @Test
    void aTerminalsLiveLinesFitItAndEndWithTheTimes() {
        run(new TerminalEvents(out));

        List<String> live =
                bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .flatMap(line -> List.of(line.split("\r", -1)).stream())
                        .filter(part -> part.contains("\033[?7l"))
                        .map(part -> part.replaceAll("\033\\[[?0-9]*[a-zA-Z]", ""))
                        .toList();
        assertThat(live)
                .hasSize(1 + 3 * 3 + 1)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .hasSizeLessThanOrEqualTo(
                                                TerminalEvents.COLUMNS - "^C".length() - 1)
                                        .endsWith(" left)"));
        assertThat(live).anyMatch(line -> line.contains("123,457 IOPS  ("));
    }

    @Test
    void aPipeGetsALineForEachCaseWithoutControlCharactersOrPhases() {
        run(new LineEvents(out));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .doesNotContain("\033", "\r", "filling")
                .contains("[1/32] ", "interrupted: 3 of 32 done", "29 left");
    }

    @Test
    void everyEventIsAJsonObjectOnALineOfItsOwn() {
        JsonEvents console = new JsonEvents(out);
        run(console);
        console.nothingToDo("r1");

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3 + 3 * 4 + 1 + 1 + 1)
                .allSatisfy(
                        line ->
                                assertThat(Json.mapper().readTree(line).path("event").isString())
                                        .isTrue());
    }

    @Test
    void whatIsLeftShrinksWhileACaseRuns() {
        Pace pace = new Pace(plan, plan.cases().size());
        Case first = plan.cases().getFirst();
        pace.ended(first, ended(first, Duration.ofSeconds(14)));
        Case next = plan.cases().get(1);

        // 10 s are measured in each case, and the first took 4 s beside that.
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(31 * 14));
        assertThat(pace.left(Pace.measured(next), Duration.ofSeconds(5)))
                .isEqualTo(Duration.ofSeconds(31 * 14 - 5));
        assertThat(pace.left(Pace.measured(next), Duration.ofMinutes(9)))
                .isEqualTo(Duration.ofSeconds(30 * 14));
    }
}
