package io.berth.fio;

import io.berth.latency.LatencySummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fio wrote with {@code --output-format=json+}.
 *
 * @param version fio's own ({@code fio-3.33})
 * @param notes the lines that it put before the JSON, errors among them
 * @param jobs in the order of their thread numbers, which the histogram logs carry
 */
public record FioOutput(String version, String notes, List<Job> jobs) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public FioOutput {
        jobs = List.copyOf(jobs);
    }

    /**
     * One job.
     *
     * @param error fio's error, an errno; 0 if none
     * @param totalErrors I/O errors that it went on after (continue_on_error)
     * @param runtimeMs wall time after the ramp; summed over the jobs of a reported group
     * @param userCpuNs CPU in user mode in that time (usr_cpu × job_runtime); likewise summed
     * @param systemCpuNs CPU in the kernel (sys_cpu × job_runtime)
     * @param options as fio understood them, global ones included
     * @param totals by direction, without those that did nothing
     * @param sync latencies of fsync, fdatasync and sync_file_range
     */
    public record Job(
            String name,
            int error,
            long totalErrors,
            long runtimeMs,
            long userCpuNs,
            long systemCpuNs,
            SortedMap<String, String> options,
            Map<Direction, Totals> totals,
            Latencies sync) {}

    /**
     * What a job did in one direction.
     *
     * @param ios issued
     * @param bytes completed
     * @param runtimeMs wall time after the ramp, until the last completion
     */
    public record Totals(
            long ios, long bytes, long runtimeMs, long shortIos, Latencies clat, Latencies lat) {}

    /**
     * Latencies in nanoseconds; minimum, maximum and mean are exact.
     *
     * @param bins counts by midpoint, see {@link Bins}
     */
    public record Latencies(
            long count, long minNs, long maxNs, double meanNs, SortedMap<Long, Long> bins) {

        public static final Latencies NONE =
                new Latencies(0, 0, 0, 0, Collections.emptySortedMap());

        public Latencies {
            bins = Collections.unmodifiableSortedMap(new TreeMap<>(bins));
            long sum = bins.values().stream().mapToLong(Long::longValue).sum();
            if (sum != count) {
                throw new FioException(
                        "fio.json has "
                                + count
                                + " latencies but "
                                + sum
                                + " in its bins: set lat_percentiles=1 and clat_percentiles=1");
            }
        }

        /** What is said of them. */
        public LatencySummary summary() {
            return LatencySummary.of(Bins.histogram(bins), minNs, maxNs, meanNs);
        }

        /** These and others together. */
        public Latencies plus(Latencies other) {
            if (count == 0 || other.count == 0) {
                return count == 0 ? other : this;
            }
            SortedMap<Long, Long> sum = new TreeMap<>(bins);
            other.bins.forEach((midpoint, n) -> sum.merge(midpoint, n, Long::sum));
            return new Latencies(
                    count + other.count,
                    Math.min(minNs, other.minNs),
                    Math.max(maxNs, other.maxNs),
                    (meanNs * count + other.meanNs * other.count) / (count + other.count),
                    sum);
        }
    }

    /**
     * Reads fio's output.
     *
     * @throws FioException if there is no whole JSON document in it, with what fio said instead
     */
    public static FioOutput parse(byte[] jsonPlus) {
        String text = new String(jsonPlus, StandardCharsets.UTF_8);
        int start = text.indexOf('{');
        String notes = (start < 0 ? text : text.substring(0, start)).strip();
        if (start < 0) {
            throw new FioException(
                    notes.isEmpty()
                            ? "fio left an empty fio.json: it was killed before it ended"
                            : "fio left no JSON but: " + notes);
        }
        JsonNode root;
        try {
            root = JSON.readTree(text.substring(start));
        } catch (JacksonException e) {
            throw new FioException(
                    "fio.json is cut off or broken: "
                            + e.getOriginalMessage()
                            + (notes.isEmpty() ? "" : "; fio said: " + notes),
                    e);
        }
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : root.path("jobs")) {
            jobs.add(job(root, job));
        }
        if (jobs.isEmpty()) {
            throw new FioException(
                    "fio.json has no jobs" + (notes.isEmpty() ? "" : "; fio said: " + notes));
        }
        return new FioOutput(root.path("fio version").asString(""), notes, jobs);
    }

    private static Job job(JsonNode root, JsonNode job) {
        SortedMap<String, String> options = new TreeMap<>();
        for (JsonNode map : List.of(root.path("global options"), job.path("job options"))) {
            map.properties().forEach(e -> options.put(e.getKey(), e.getValue().asString("")));
        }
        Map<Direction, Totals> totals = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            Totals found = totals(job.path(direction.op()));
            if (found.ios() > 0 || found.clat().count() > 0) {
                totals.put(direction, found);
            }
        }
        return new Job(
                job.path("jobname").asString(""),
                job.path("error").asInt(0),
                job.path("total_err").asLong(0),
                job.path("job_runtime").asLong(0),
                cpuNs(job, "usr_cpu"),
                cpuNs(job, "sys_cpu"),
                options,
                totals,
                latencies(job.path("sync").path("lat_ns")));
    }

    /** From per cent of job_runtime, which is in milliseconds. */
    private static long cpuNs(JsonNode job, String key) {
        return Math.round(
                job.path(key).asDouble(0) / 100 * job.path("job_runtime").asLong(0) * 1e6);
    }

    private static Totals totals(JsonNode direction) {
        return new Totals(
                direction.path("total_ios").asLong(0),
                direction.path("io_bytes").asLong(0),
                direction.path("runtime").asLong(0),
                direction.path("short_ios").asLong(0),
                latencies(direction.path("clat_ns")),
                latencies(direction.path("lat_ns")));
    }

    private static Latencies latencies(JsonNode node) {
        long count = node.path("N").asLong(0);
        if (count == 0) {
            return Latencies.NONE;
        }
        SortedMap<Long, Long> bins = new TreeMap<>();
        node.path("bins")
                .properties()
                .forEach(e -> bins.put(Long.parseLong(e.getKey()), e.getValue().asLong()));
        return new Latencies(
                count,
                node.path("min").asLong(),
                node.path("max").asLong(),
                node.path("mean").asDouble(),
                bins);
    }
}
