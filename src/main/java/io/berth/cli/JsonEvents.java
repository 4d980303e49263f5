package io.berth.cli;

import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.report.Reports;
import io.berth.results.CaseResult;
import io.berth.results.Json;
import io.berth.results.OperationResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events for machines: one JSON object a line on standard output, each with "event" and "at". */
final class JsonEvents implements Console {

    private final PrintStream out;

    JsonEvents(PrintStream out) {
        this.out = out;
    }

    @Override
    public void started(Plan plan, Path directory, int pending) {
        emit(
                "run_started",
                "profile",
                plan.profile(),
                "directory",
                directory.toString(),
                "cases",
                plan.cases().size(),
                "operations",
                plan.operations().size(),
                "blocks",
                plan.blocks().size(),
                "pending",
                pending);
    }

    @Override
    public void step(String sentence) {
        emit("step", "text", sentence);
    }

    @Override
    public void warning(String sentence) {
        emit("warning", "text", sentence);
    }

    @Override
    public void caseStarted(Case c, int block) {
        emit("case_started", "case_id", c.id(), "block", block);
    }

    @Override
    public void phase(Case c, int block, String phase) {
        emit("phase", "case_id", c.id(), "block", block, "phase", phase);
    }

    @Override
    public void load(Case c, int block, double iops) {
        emit("load", "case_id", c.id(), "block", block, "iops", Math.round(iops));
    }

    @Override
    public void caseEnded(Case c, int block, CaseResult result) {
        emit(
                "case_ended",
                "case_id",
                c.id(),
                "block",
                block,
                "status",
                result.status().word(),
                "reason",
                result.reason(),
                "elapsed_ms",
                result.elapsedMs());
    }

    @Override
    public void operationStarted(OperationCase operation, int block) {
        emit("operation_started", "case_id", operation.id(), "block", block);
    }

    @Override
    public void operationPhase(OperationCase operation, int block, String phase) {
        emit("phase", "case_id", operation.id(), "block", block, "phase", phase);
    }

    @Override
    public void operationEnded(OperationCase operation, int block, OperationResult result) {
        emit(
                "operation_ended",
                "case_id",
                operation.id(),
                "block",
                block,
                "status",
                result.status().word(),
                "reason",
                result.reason(),
                "wall_ms",
                result.wallMs(),
                "elapsed_ms",
                result.elapsedMs());
    }

    @Override
    public void ended(Path directory, int failed, int pending) {
        emit("run_ended", "directory", directory.toString(), "failed", failed, "pending", pending);
    }

    @Override
    public void nothingToDo(String runId) {
        emit("nothing_to_do", "run_id", runId);
    }

    @Override
    public void reported(Reports.Written written, @Nullable String goOn) {
        emit("reported", "report", written.files().getFirst().toString(), "go_on", goOn);
    }

    @Override
    public void close() {}

    private synchronized void emit(String event, @Nullable Object... pairs) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.put("at", Instant.now().toString());
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null) {
                line.put(String.valueOf(pairs[i]), value);
            }
        }
        out.println(Json.mapper().writeValueAsString(line));
        out.flush();
    }
}
