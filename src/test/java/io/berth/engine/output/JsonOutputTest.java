package io.berth.engine.output;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.Rw;
import io.berth.engine.result.JobResult;
import io.berth.fio.Direction;
import io.berth.fio.FioOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JsonOutputTest {

    /** What fio's json+ has and ours has not, and why. */
    private static final Map<String, String> LACKING =
            Map.of("/disk_util[]", "the engine does not sample disks: berth's host sampler does");

    /** Options and bins have names of their own in each run. */
    private static final Set<String> OPEN =
            Set.of("global options", "job options", "bins", "percentile");

    @Test
    void hasEveryKeyOfFio() throws Exception {
        Map<String, String> fio = keys(FioFixture.mixed());
        Map<String, String> ours =
                keys(
                        FioFixture.parse(
                                JsonOutput.jsonPlus(ResultFixture.mixed(), withGlobalOptions())));
        assertThat(fio).hasSizeGreaterThan(150);
        Map<String, String> lacking = new TreeMap<>(fio);
        lacking.keySet().removeAll(ours.keySet());
        lacking.keySet().removeIf(key -> LACKING.keySet().stream().anyMatch(key::startsWith));
        assertThat(lacking).as("keys of fio that ours lacks").isEmpty();
        ours.keySet().retainAll(fio.keySet());
        assertThat(ours.entrySet())
                .allSatisfy(
                        e ->
                                assertThat(e.getValue())
                                        .as("type of %s", e.getKey())
                                        .isEqualTo(fio.get(e.getKey())));
    }

    @Test
    void hasItsKeysInFiosOrder() throws Exception {
        List<String> fio = names(FioFixture.mixed().path("jobs").path(0));
        List<String> ours = names(jobs(ResultFixture.mixed(), false).path(0));
        ours.retainAll(fio);
        assertThat(ours).isEqualTo(fio);
    }

    /** fio's bins, put into our histograms, come out as the same bins and percentiles. */
    @ParameterizedTest
    @CsvSource({
        "0, read, slat_ns",
        "0, read, clat_ns",
        "0, write, clat_ns",
        "0, write, lat_ns",
        "0, sync, lat_ns",
        "1, read, clat_ns",
        "1, read, lat_ns"
    })
    void printsTheSameBinsAndPercentilesForTheSameLatencies(int job, String op, String kind)
            throws Exception {
        JsonNode fio = FioFixture.mixed().path("jobs").path(job).path(op).path(kind);
        JobResult same = ResultFixture.reader(FioFixture.histogram(fio), null);
        JsonNode ours = jobs(List.of(same), false).path(0).path("read").path("clat_ns");
        assertThat(ours.path("N")).isEqualTo(fio.path("N"));
        assertThat(ours.path("bins")).isEqualTo(fio.path("bins"));
        assertThat(ours.path("percentile")).isEqualTo(fio.path("percentile"));
        // The histograms hold midpoints here, which are up to 1/128 off.
        assertThat(ours.path("mean").asDouble() / fio.path("mean").asDouble())
                .isBetween(0.99, 1.01);
    }

    @Test
    void isReadAsFiosIs() {
        List<JobResult> results = ResultFixture.mixed();
        FioOutput read = parse(JsonOutput.jsonPlus(results, ResultFixture.facts(true)));
        assertThat(read.version()).isEqualTo("berth-0.1.0");
        assertThat(read.jobs()).hasSize(2);
        FioOutput.Job oltp = read.jobs().getFirst();
        assertThat(oltp.error()).isZero();
        assertThat(oltp.options())
                .containsEntry("rw", Rw.RANDRW.word())
                .containsEntry("bs", "8192");
        FioOutput.Totals reads = requireNonNull(oltp.totals().get(Direction.READ));
        assertThat(reads.ios()).isEqualTo(7000);
        assertThat(reads.bytes()).isEqualTo(7000 * 8192L);
        assertThat(reads.runtimeMs()).isEqualTo(9998);
        assertThat(reads.clat().count()).isEqualTo(7000);
        assertThat(reads.lat().count()).isEqualTo(7000);
        assertThat(requireNonNull(oltp.totals().get(Direction.WRITE)).ios()).isEqualTo(3000);
        assertThat(oltp.sync().count()).isEqualTo(186);
        FioOutput.Job failed = read.jobs().get(1);
        assertThat(failed.error()).isEqualTo(5);
        assertThat(failed.totalErrors()).isEqualTo(2);
    }

    @Test
    void sumsAGroupAsFioDoes() {
        JsonNode job = jobs(ResultFixture.mixed(), true).path(0);
        assertThat(job.path("job_runtime").asLong()).isEqualTo(19_997);
        assertThat(job.path("usr_cpu").asDouble()).isEqualTo(3.100496);
        assertThat(job.path("ctx").asLong()).isEqualTo(2 * 5012);
        assertThat(job.path("read").path("iops_mean").asDouble()).isEqualTo(700);
        assertThat(job.path("read").path("iops_samples").asLong()).isEqualTo(10);
        assertThat(job.path("berth").path("members")).hasSize(2);
    }

    @Test
    void tellsTheResponseTimeUnderARateOnly() {
        JsonNode jobs = jobs(ResultFixture.mixed(), false);
        JsonNode read = jobs.path(0).path("read");
        assertThat(read.path("response_ns").path("N").asLong()).isEqualTo(3500);
        assertThat(read.path("response_ns").path("max").asLong())
                .isGreaterThan(10 * read.path("lat_ns").path("max").asLong());
        assertThat(jobs.path(2).path("read").has("response_ns")).isFalse();
    }

    @Test
    void leavesBinsToJsonPlus() {
        String json = JsonOutput.json(ResultFixture.mixed(), ResultFixture.facts(false));
        assertThat(json).contains("\"99.990000\"").doesNotContain("\"bins\"");
    }

    @Test
    void failsAJobWithoutFailedIoAndWithABadBlock() {
        assertThat(jobs(ResultFixture.mixed(), false).path(1).path("error").asInt()).isZero();
        assertThat(jobs(List.of(ResultFixture.badBlock()), false).path(0).path("error").asInt())
                .isEqualTo(84);
    }

    @Test
    void printsTheOptionsThatWereWritten() {
        RunFacts facts =
                new RunFacts(
                        "0.1.0",
                        1,
                        ResultFixture.facts(false).endedAt(),
                        List.of(),
                        Map.of("direct", "1"),
                        List.of(Map.of("rw", "rw"), Map.of("rw", "read"), Map.of("bs", "4k")),
                        Printing.standard());
        JsonNode root = FioFixture.parse(JsonOutput.json(ResultFixture.mixed(), facts));
        assertThat(root.path("global options").path("direct").asString()).isEqualTo("1");
        assertThat(names(root.path("jobs").path(2).path("job options"))).containsExactly("bs");
    }

    private static JsonNode jobs(List<JobResult> results, boolean groupReporting) {
        return FioFixture.parse(JsonOutput.jsonPlus(results, ResultFixture.facts(groupReporting)))
                .path("jobs");
    }

    private static FioOutput parse(String json) {
        return FioOutput.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static RunFacts withGlobalOptions() {
        RunFacts facts = ResultFixture.facts(true);
        return new RunFacts(
                facts.version(),
                facts.pid(),
                facts.endedAt(),
                facts.commandLine(),
                Map.of("direct", "1"),
                facts.jobOptions(),
                facts.printing());
    }

    private static List<String> names(JsonNode object) {
        return new ArrayList<>(object.propertyNames());
    }

    /** Every path of a document, elements of arrays as one, with the type of what it leads to. */
    private static Map<String, String> keys(JsonNode root) {
        Map<String, String> keys = new TreeMap<>();
        collect(root, "", keys);
        return keys;
    }

    private static void collect(JsonNode node, String path, Map<String, String> keys) {
        if (node.isObject()) {
            for (String name : new TreeSet<>(node.propertyNames())) {
                JsonNode value = node.path(name);
                keys.put(path + "/" + name, type(value));
                if (!OPEN.contains(name)) {
                    collect(value, path + "/" + name, keys);
                }
            }
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, path + "[]", keys));
        }
    }

    private static String type(JsonNode value) {
        return value.isIntegralNumber() ? "integer" : value.getNodeType().toString();
    }
}
