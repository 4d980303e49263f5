package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.OperationKind;
import io.berth.profile.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** docs/results.md explains every column and key of the files that scripts read. */
class ResultsGuideTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/run");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        CODE.matcher(Files.readString(Path.of("docs/results.md")))
                .results()
                .flatMap(code -> List.of(code.group(1).split("[.…\\[\\]]+(?!9)")).stream())
                .forEach(named::add);
        return named;
    }

    @ParameterizedTest
    @ValueSource(strings = {"long.csv", "summary.csv", "samples.csv"})
    void explainsEveryColumn(String file) throws IOException {
        String header = Files.readAllLines(GOLDEN.resolve(file)).getFirst();

        assertThat(named()).contains(header.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"case.json", "host-case.json"})
    void explainsEveryKeyOfACase(String file) throws IOException {
        Set<String> keys = new TreeSet<>();
        keys(Json.mapper().readTree(Files.readString(GOLDEN.resolve(file))), keys);
        assertThat(keys).contains("window", "skew_ms", "ops");

        assertThat(named()).containsAll(keys);
    }

    @Test
    void explainsEveryKeyOfAnOperation() throws IOException {
        OperationResult result = OperationReadingTest.result("check-1", 1, Status.COMPLETED, null);
        Set<String> keys = new TreeSet<>();
        keys(Json.mapper().readTree(Json.text(result)), keys);
        assertThat(keys).contains("wall_ms", "allocated_bytes", "role");

        assertThat(named()).containsAll(keys);
    }

    @Test
    void tellsOfEveryOperation() throws IOException {
        assertThat(named()).containsAll(Stream.of(OperationKind.values()).map(Word::word).toList());
    }

    /**
     * The keys of objects; not the percentiles, nor the parts of what a profile or qemu-img says.
     */
    private static void keys(JsonNode node, Set<String> found) {
        if (node.isObject()) {
            for (String key : node.propertyNames()) {
                found.add(key);
                if (!Set.of("percentile_ns", "config", "info_json").contains(key)) {
                    keys(node.get(key), found);
                }
            }
        } else if (node.isArray()) {
            node.forEach(item -> keys(item, found));
        }
    }
}
