package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Plan;
import io.berth.profile.OperationKind;
import io.berth.results.Json;
import io.berth.results.OperationResult;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a run prints of its operations: for a terminal, for a pipe, for a machine. */
class OperationEventsTest {

    @TempDir private Path directory;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private Plan plan;

    /** One case and two operations in two blocks. */
    @BeforeEach
    void plan() throws IOException {
        Path profile = directory.resolve("p.yaml");
        Files.writeString(
                profile,
                """
                name: p
                disk: {size: 64MiB, format: qcow2, cache: none, aio: threads}
                guests: [1]
                workloads:
                  - {name: w, rw: randread, bs: 4k}
                measure: {ramp_time: 1s, runtime: 9s, blocks: 2}
                """);
        Plan cases = Plans.read(profile, null);
        Case first = cases.cases().getFirst();
        List<String> ids = List.of(first.id(), "check-1", "copy-1");
        plan =
                new Plan(
                        Plan.SCHEMA_VERSION,
                        "p",
                        null,
                        "p.yaml",
                        "name: p\n",
                        List.of(first),
                        List.of(
                                operation("check-1", OperationKind.CHECK, first),
                                operation("copy-1", OperationKind.COPY_FULL, first)),
                        List.of(new Block(1, ids), new Block(2, ids)),
                        List.of(),
                        cases.measure(),
                        null,
                        cases.estimate(),
                        List.of());
    }

    private static OperationCase operation(String id, OperationKind kind, Case like) {
        return new OperationCase(
                id,
                new OperationConfig(kind, null, false, null, false, null, null),
                like.storage(),
                like.disk(),
                GuestConfig.NONE,
                new TreeMap<>());
    }

    private void run(Console console) {
        console.started(plan, directory, 6);
        for (OperationCase operation : plan.operations()) {
            boolean failed = operation.id().equals("copy-1");
            console.operationStarted(operation, 1);
            console.operationPhase(operation, 1, "page cache");
            console.operationEnded(
                    operation, 1, ended(operation.id(), failed ? "no space; free some" : null));
        }
        console.ended(directory, 1, 4);
        console.close();
    }

    private static OperationResult ended(String id, @Nullable String reason) {
        Double wallMs = reason == null ? 1234.5 : null;
        Double syncMs = reason == null ? 67.8 : null;
        return new OperationResult(
                OperationResult.SCHEMA_VERSION,
                id,
                1,
                reason == null ? Status.COMPLETED : Status.FAILED,
                reason,
                Instant.EPOCH,
                5000,
                List.of(),
                wallMs,
                wallMs,
                wallMs,
                syncMs,
                null,
                null,
                null,
                null,
                List.of());
    }

    @Test
    void aPipeGetsALineForEachWithItsTimeOrWhyItFailed() {
        run(new LineEvents(out));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains(
                        "p: (1 case + 2 operations) × 2 blocks",
                        "[1/6] check-1 b01  1.23 s + 67.8 ms sync  (",
                        "[2/6] copy-1 b01  FAILED: no space; free some  (",
                        "interrupted: 2 of 6 done",
                        "1 failed, 4 left");
    }

    @Test
    void aTerminalShowsWhichRunsAndWhatIsDoneForIt() {
        run(new TerminalEvents(out));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("[1/6] check-1 b01  preparing", "[2/6] copy-1 b01  page cache");
    }

    @Test
    void aMachineGetsThemAsJson() {
        run(new JsonEvents(out));

        List<JsonNode> events =
                bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(Json.mapper()::readTree)
                        .toList();
        assertThat(events)
                .extracting(event -> event.path("event").asString())
                .containsExactly(
                        "run_started",
                        "operation_started",
                        "phase",
                        "operation_ended",
                        "operation_started",
                        "phase",
                        "operation_ended",
                        "run_ended");
        assertThat(events.getFirst().path("operations").asInt()).isEqualTo(2);
        assertThat(events.get(3).path("wall_ms").asDouble()).isEqualTo(1234.5);
        assertThat(events.get(6).path("status").asString()).isEqualTo("failed");
        assertThat(events.get(6).path("reason").asString()).isEqualTo("no space; free some");
    }

    @Test
    void theTimeLeftCountsOperationsByWhatTheyTook() {
        Pace pace = new Pace(plan, 6);
        pace.ended(ended("check-1", null));

        // 20 s are measured in all cases; each of the five left takes what the first took beside.
        Duration measuredEach = plan.estimate().measured().dividedBy(6);
        assertThat(pace.left()).isEqualTo(measuredEach.plus(Duration.ofSeconds(5)).multipliedBy(5));
    }
}
