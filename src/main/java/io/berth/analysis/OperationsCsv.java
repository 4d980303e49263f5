package io.berth.analysis;

import io.berth.analysis.OperationFigures.Size;
import io.berth.results.Csv;
import io.berth.results.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** operations.csv: a row for each operation, all blocks together; times in ms, sizes in bytes. */
final class OperationsCsv {

    private static final String[] COLUMNS =
            ("schema_version,run_id,host,case_id,operation,label,blocks,measured_blocks,"
                            + "wall_ms_median,wall_ms_min,wall_ms_max,cpu_ms_median,sync_ms_median,"
                            + "device_read_bytes_median,device_write_bytes_median,"
                            + "before_virtual_bytes,before_apparent_bytes,before_allocated_bytes,"
                            + "after_virtual_bytes,after_apparent_bytes,after_allocated_bytes,"
                            + "throughput_of,throughput_bytes_median,reason,factors")
                    .split(",", -1);

    private OperationsCsv() {}

    static void write(Path file, Analysis analysis) {
        Csv.replace(
                file,
                COLUMNS,
                csv -> {
                    for (OperationFigures operation : analysis.operations()) {
                        row(csv, analysis.header(), operation);
                    }
                });
    }

    private static void row(Csv csv, Header header, OperationFigures operation) throws IOException {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(Analysis.SCHEMA_VERSION);
        cells.add(header.runId());
        cells.add(header.host());
        cells.add(operation.id());
        cells.add(operation.operation());
        cells.add(operation.label());
        cells.add(operation.blocks().size());
        cells.add(operation.measuredBlocks());
        Spread wallMs = operation.wallMs();
        cells.add(median(wallMs));
        cells.add(wallMs == null ? null : wallMs.min());
        cells.add(wallMs == null ? null : wallMs.max());
        cells.add(median(operation.cpuMs()));
        cells.add(median(operation.syncMs()));
        cells.add(median(operation.deviceReadBytes()));
        cells.add(median(operation.deviceWriteBytes()));
        size(cells, operation.before());
        size(cells, operation.after());
        cells.add(operation.moved());
        cells.add(median(operation.bytesPerSecond()));
        cells.add(reason(operation));
        cells.add(Json.mapper().writeValueAsString(operation.factors()));
        csv.row(cells.toArray());
    }

    private static void size(List<@Nullable Object> cells, @Nullable Size size) {
        cells.add(size == null ? null : median(size.virtualBytes()));
        cells.add(size == null ? null : median(size.apparentBytes()));
        cells.add(size == null ? null : median(size.allocatedBytes()));
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : (Double) spread.median();
    }

    private static @Nullable String reason(OperationFigures operation) {
        return operation.blocks().stream()
                .filter(b -> b.reason() != null)
                .map(b -> "block " + b.block() + " " + b.status() + ": " + b.reason())
                .reduce((a, b) -> a + "; " + b)
                .orElse(null);
    }
}
