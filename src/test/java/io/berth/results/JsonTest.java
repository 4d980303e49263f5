package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.Place;
import io.berth.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @TempDir Path results;
    private RunDirectory run;
    private Path copy;

    @BeforeEach
    void write() {
        run = RunFixture.small(results);
        copy = results.resolve("copy.json");
    }

    @Test
    void whatIsWrittenReadsBackAndWritesTheSameBytes() throws Exception {
        for (CaseResult result : RunReader.read(run).results()) {
            Path file = run.caseFile(result.caseId(), result.block());
            assertThat(Json.read(file, CaseResult.class)).isEqualTo(result);
            assertThat(Json.text(result)).isEqualTo(Files.readString(file));
        }
        Plan plan = Json.read(run.planFile(), Plan.class);
        assertThat(Json.text(plan)).isEqualTo(Files.readString(run.planFile()));
        assertThat(plan.cases().getFirst().storage())
                .isEqualTo(Place.directory(FixturePlan.STORAGE));
        Environment environment = Json.read(run.environmentFile(), Environment.class);
        assertThat(Json.text(environment)).isEqualTo(Files.readString(run.environmentFile()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\": 42        | \"sead\": 42       | seed",
                "\"blocks\": 1,      | ''                 | blocks",
                "\"seed\": 42        | \"seed\": null     | measure.seed",
                "\"ramp_time\": \"2s\" | \"ramp_time\": \"soon\" | no time",
                "\"cache\": \"none\" | \"cache\": \"nun\" | cases[0].disk.attachment.cache",
                "\"blocks\": 1,      | \"blocks\": 1, \"blocks\": 2, | uplicate",
            })
    void aChangedFileIsRefusedWithItsPlace(String found, String put, String said) throws Exception {
        String text = Files.readString(run.planFile());
        assertThat(text).contains(found.strip());
        Files.writeString(copy, text.replace(found.strip(), put.strip()));
        assertThatThrownBy(() -> Json.read(copy, Plan.class))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining(copy + ": line ")
                .hasMessageContaining(", column ")
                .hasMessageContaining(said.strip());
    }

    @Test
    void textAfterTheEndIsRefused() throws Exception {
        Files.writeString(copy, Files.readString(run.planFile()) + "{}");
        assertThatThrownBy(() -> Json.read(copy, Plan.class))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("copy.json");
    }

    @Test
    void aFileOfAnotherVersionNamesBoth() throws Exception {
        Files.writeString(
                copy,
                Files.readString(run.planFile())
                        .replace("\"schema_version\": 1", "\"schema_version\": 2"));
        assertThatThrownBy(() -> Json.readVersion(copy, Plan.class, Plan.SCHEMA_VERSION))
                .hasMessageContaining("has version 2 where this berth reads version 1");
    }

    @Test
    void aRawFileIsNeverOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(run.planFile());
        assertThatThrownBy(() -> Json.write(run.planFile(), List.of()))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("never overwritten");
        assertThat(Files.readAllBytes(run.planFile())).isEqualTo(before);
    }

    @Test
    void nothingElseIsLeftBeside() throws Exception {
        Json.replace(copy, List.of(1));
        Json.replace(copy, List.of(2));
        assertThat(Json.read(copy, List.class)).isEqualTo(List.of(2));
        try (Stream<Path> files = Files.list(results)) {
            assertThat(files).containsExactlyInAnyOrder(copy, run.path());
        }
    }
}
