package io.berth.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShippedProfilesTest {

    private static final Path PROFILES = Path.of("profiles");

    static List<Path> profiles() throws IOException {
        try (Stream<Path> files = Files.list(PROFILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ProfileSchema.json(), InputFormat.JSON);
    }

    @Test
    void theSchemaShippedIsTheOneGenerated() throws IOException {
        Path shipped = PROFILES.resolve("profile.schema.json");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(shipped, ProfileSchema.json());
        }
        assertThat(Files.readString(shipped))
                .as("run with -Dgolden.write=true to write it anew")
                .isEqualTo(ProfileSchema.json());
    }

    @Test
    void allFourAreThere() throws IOException {
        assertThat(profiles().stream().map(file -> file.getFileName().toString()))
                .contains(
                        "quickstart.yaml",
                        "cache-none-vs-writeback.yaml",
                        "preallocation.yaml",
                        "full-matrix.yaml");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void validatesAgainstTheSchemaAndReads(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text).startsWith("# yaml-language-server: $schema=./profile.schema.json\n");
        assertThat(schema().validate(text, InputFormat.YAML)).isEmpty();
        assertThat(ProfileReader.read(file).name())
                .isEqualTo(file.getFileName().toString().replace(".yaml", ""));
    }

    @Test
    void theReadmesProfileValidatesAgainstTheSchema() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("```yaml\n") + "```yaml\n".length();
        String profile = readme.substring(start, readme.indexOf("```", start));

        assertThat(profile).contains("workloads:");
        assertThat(schema().validate(profile, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x\ndisk: {size: 1GiB, cahce: none}\nworkloads: [{name: a, rw: read}]\n",
                "name: x\ndisk: {size: 1GiB, cache: fast}\nworkloads: [{name: a, rw: read}]\n",
                "name: x\ndisk: {size: 1GB}\nworkloads: [{name: a, rw: read}]\n",
                "name: x\ndisk: {size: 1GiB}\nworkloads: [{name: a}]\n",
                "name: x\ndisk: {size: 1GiB}\nworkloads: [{name: a, rw: read, iodepth: 0}]\n",
                "name: x\ndisk: {size: 1GiB}\n",
                "name: x\nworkloads: [{name: a, rw: read}]\n"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String text) {
        assertThat(schema().validate(text, InputFormat.YAML)).isNotEmpty();
    }
}
