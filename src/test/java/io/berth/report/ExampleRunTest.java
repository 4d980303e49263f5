package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs that are shipped as examples: what README shows is what this code makes of them. */
class ExampleRunTest {

    private static final Path EXAMPLES = Path.of("results", "examples");

    @TempDir Path directory;

    @Test
    void theReportOfEachExampleIsTheOneThatItsResultsMake() throws IOException {
        List<Path> examples = list(EXAMPLES);
        assertThat(examples).isNotEmpty();
        for (Path example : examples) {
            RunDirectory copy = new RunDirectory(directory.resolve(example.getFileName()));
            copy(example, copy.path());
            Reports.write(copy, Path.of("report-templates"), null);
            for (String file : List.of("report.html", "summary.txt", "derived/summary.csv")) {
                assertThat(copy.path().resolve(file))
                        .as(
                                "%s of %s; if it should differ: ./berth report %s",
                                file, example, example)
                        .hasSameBinaryContentAs(example.resolve(file));
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
