package io.berth.engine.output;

import io.berth.engine.result.JobResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code --output-format=json} and {@code json+}: the layout and units of fio 3.33 (stat.c), so
 * that what reads fio's reads ours.
 *
 * <p>Where fio has its version stands {@code berth-<version>}. Beyond fio's keys: {@code
 * response_ns} of each direction under a rate, and {@code berth} in each job and at the root. slat,
 * clat and lat always have their percentiles. {@code disk_util} is empty.
 */
public final class JsonOutput {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .defaultPrettyPrinter(printer())
                    .build();

    private JsonOutput() {}

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    }

    /** fio's {@code json}: percentiles, without their bins. */
    public static String json(List<JobResult> results, RunFacts facts) {
        return text(results, facts, false);
    }

    /** fio's {@code json+}: with the bins of every latency. */
    public static String jsonPlus(List<JobResult> results, RunFacts facts) {
        return text(results, facts, true);
    }

    private static String text(List<JobResult> results, RunFacts facts, boolean bins) {
        List<Row> rows = Row.of(results, facts.printing().groupReporting());
        List<Group> groups = Group.of(rows);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("fio version", "berth-" + facts.version());
        root.put("timestamp", facts.endedAt().getEpochSecond());
        root.put("timestamp_ms", facts.endedAt().toEpochMilli());
        root.put("time", NormalOutput.ctime(facts.endedAt()));
        if (!facts.globalOptions().isEmpty()) {
            root.put("global options", facts.globalOptions());
        }
        List<Object> jobs = new ArrayList<>();
        for (Row row : rows) {
            Group group =
                    groups.stream()
                            .filter(g -> g.number() == row.group())
                            .findFirst()
                            .orElseThrow();
            jobs.add(new RowJson(row, group, facts, bins).object());
        }
        root.put("jobs", jobs);
        root.put("disk_util", List.of());
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("schema_version", 1);
        own.put("version", facts.version());
        own.put("command_line", facts.commandLine());
        root.put("berth", own);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
