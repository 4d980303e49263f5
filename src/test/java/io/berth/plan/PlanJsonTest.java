package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.ProfileReader;
import io.berth.units.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** plan.json holds all of a plan, in snake_case, with times and paths as people write them. */
final class PlanJsonTest {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Duration.class, new WriteDuration())
                                    .addDeserializer(Duration.class, new ReadDuration())
                                    .addSerializer(Path.class, ToStringSerializer.instance)
                                    .addDeserializer(Path.class, new ReadPath()))
                    .build();

    @TempDir private Path directory;

    private static final class WriteDuration extends StdSerializer<Duration> {
        WriteDuration() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            out.writeString(Durations.exact(value));
        }
    }

    private static final class ReadDuration extends StdDeserializer<Duration> {
        ReadDuration() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) {
            return Durations.parse(in.getString());
        }
    }

    private static final class ReadPath extends StdDeserializer<Path> {
        ReadPath() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser in, DeserializationContext context) {
            return Path.of(in.getString());
        }
    }

    @Test
    void everyShippedPlanComesBackEqual() {
        for (String name :
                new String[] {
                    "quickstart", "cache-none-vs-writeback", "preallocation", "full-matrix"
                }) {
            Plan plan = Planner.plan(ProfileReader.read(Path.of("profiles", name + ".yaml")));
            String json = JSON.writeValueAsString(plan);
            assertThat(JSON.readValue(json, Plan.class)).isEqualTo(plan);
        }
    }

    @Test
    void disksAndOperationsComeBackEqual() {
        Plan plan =
                Planner.plan(
                        ProfileReader.read(Path.of("src/test/resources/io/berth/plan/disks.yaml")));
        String json = JSON.writeValueAsString(plan);
        JsonNode operation = JSON.readTree(json).at("/operations/12");

        assertThat(JSON.readValue(json, Plan.class)).isEqualTo(plan);
        assertThat(operation.at("/operation/kind").asString()).isEqualTo("convert");
        assertThat(operation.at("/operation/to").asString()).isEqualTo("qcow2");
        assertThat(operation.at("/disk/image/preallocation").asString()).isEqualTo("full");
        assertThat(operation.at("/factors").get("operation.compressed").asString())
                .isEqualTo("false");
    }

    @Test
    void keysAreSnakeCaseAndValuesAreReadable() throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(directory.resolve("mine.fio"), "[a]\nrw=read\n");
        Files.writeString(
                file,
                """
                name: p
                storage: /data
                disk: {size: 64MiB, format: qcow2, options: {cluster_size: 128k}}
                workloads: [{name: mine, file: mine.fio, ramp_time: 1500ms}]
                objective: {read.p99: 20ms, achieved: 99%}
                """);
        Plan plan = Planner.plan(ProfileReader.read(file));
        String json = JSON.writeValueAsString(plan);
        JsonNode tree = JSON.readTree(json);

        assertThat(JSON.readValue(json, Plan.class)).isEqualTo(plan);
        assertThat(tree.at("/schema_version").asInt()).isEqualTo(Plan.SCHEMA_VERSION);
        assertThat(tree.at("/cases/0/storage/paths/0").asString()).isEqualTo("/data");
        assertThat(tree.at("/cases/0/disk/image/size").asString()).isEqualTo("64MiB");
        assertThat(tree.at("/cases/0/disk/image/options/cluster_size").asString())
                .isEqualTo("131072");
        assertThat(tree.at("/cases/0/workload/ramp_time").asString()).isEqualTo("1500ms");
        assertThat(tree.at("/cases/0/workload/job_file/text").asString())
                .isEqualTo("[a]\nrw=read\n");
        assertThat(tree.at("/cases/0/page_cache").asString()).isEqualTo("cold");
        assertThat(tree.at("/cases/0/factors").get("disk.cache").asString()).isEqualTo("writeback");
        assertThat(tree.at("/objective/latency").get("read.p99").asString()).isEqualTo("20ms");
        assertThat(tree.at("/objective/achieved_share").asDouble()).isEqualTo(0.99);
        assertThat(tree.at("/measure/smallest_effect").asDouble()).isEqualTo(0.05);
    }
}
