package io.berth.results;

import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.results.OperationResult.Extent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of long.csv of one operation in one block. */
final class LongOperation {

    private static final String ALL = "*";

    private final Csv csv;
    private final RunData run;
    private final OperationCase planned;
    private final int block;
    private final @Nullable OperationResult result;

    LongOperation(Csv csv, RunData run, OperationCase planned, int block) {
        this.csv = csv;
        this.run = run;
        this.planned = planned;
        this.block = block;
        this.result = run.operation(planned.id(), block).orElse(null);
    }

    void rows() throws IOException {
        boolean completed = result != null && result.status() == Status.COMPLETED;
        row("case", "completed", completed ? 1L : 0L, "1");
        if (result == null) {
            return;
        }
        row("operation", "wall", result.wallMs(), "ms");
        row("operation", "user", result.userMs(), "ms");
        row("operation", "system", result.systemMs(), "ms");
        row("operation", "sync", result.syncMs(), "ms");
        row("operation", "device_read_bytes", result.deviceReadBytes(), "B");
        row("operation", "device_write_bytes", result.deviceWriteBytes(), "B");
        extent("before", result.before());
        extent("after", result.after());
    }

    private void extent(String when, @Nullable Extent extent) throws IOException {
        if (extent != null) {
            row("operation", "virtual_" + when, extent.virtualBytes(), "B");
            row("operation", "apparent_" + when, extent.apparentBytes(), "B");
            row("operation", "allocated_" + when, extent.allocatedBytes(), "B");
        }
    }

    private @Nullable String invalid() {
        if (result == null) {
            return "pending: the run ended before it";
        }
        return result.status() == Status.COMPLETED
                ? null
                : result.status().word() + ": " + result.reason();
    }

    private void row(String kind, String metric, @Nullable Number value, String unit)
            throws IOException {
        if (value == null) {
            return;
        }
        Environment environment = run.environment();
        // How a disk is attached means nothing to what is done to its image alone.
        boolean guest = !planned.guest().equals(GuestConfig.NONE);
        String reason = invalid();
        csv.row(
                LongCsv.SCHEMA_VERSION,
                run.directory().runId(),
                environment == null ? null : environment.host(),
                planned.id(),
                null,
                planned.storage().text(),
                planned.disk().format().word(),
                planned.disk().preallocation().word(),
                guest ? planned.disk().cache().word() : null,
                guest ? planned.disk().aio().word() : null,
                guest ? planned.disk().bus().word() : null,
                planned.disk().contents().word(),
                null,
                guest ? 1 : null,
                null,
                kind,
                ALL,
                ALL,
                ALL,
                block,
                planned.operation().kind().word(),
                metric,
                "value",
                value,
                unit,
                null,
                reason == null,
                reason,
                LongCsv.otherFactors(planned.factors()));
    }
}
