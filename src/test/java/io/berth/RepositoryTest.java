package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the repository to its own rules of form. */
class RepositoryTest {
    /** Files aim at 400 lines; this is where a longer one must be taken apart. */
    private static final int LINES_MAX = 450;

    /** Of a test, whose fixtures and tables of cases are long and simple. */
    private static final int TEST_LINES_MAX = 600;

    private static final int COLUMNS_MAX = 100;

    private static final Path SHIPPED_PROFILES = Path.of("profiles");

    @Test
    void sourceFilesStayShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources(".java")) {
            int lines = Files.readAllLines(file).size();
            int max = file.startsWith("src/test") ? TEST_LINES_MAX : LINES_MAX;
            if (lines > max) {
                tooLong.add(file + ": " + lines + " lines, " + max + " allowed");
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void linesAreCleanAndFitTheScreen() throws IOException {
        Pattern blankEnd = Pattern.compile("\\s$");
        List<String> bad = new ArrayList<>();
        List<Path> files = sources(".java", ".sh");
        files.addAll(List.of(Path.of("berth"), Path.of(".ci/run")));
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                // The formatter sees to Java's columns, and leaves text that it cannot break.
                boolean tooWide = line.codePointCount(0, line.length()) > COLUMNS_MAX;
                if ((tooWide && !file.toString().endsWith(".java"))
                        || line.contains("\t")
                        || blankEnd.matcher(line).find()) {
                    bad.add(file + ":" + (i + 1) + ": " + line);
                }
            }
            if (!Files.readString(file).endsWith("\n")) {
                bad.add(file + ": no newline at the end");
            }
        }
        assertThat(bad)
                .as("tabs, blanks at the end, scripts over %d columns", COLUMNS_MAX)
                .isEmpty();
    }

    @Test
    void packagesSayWhatTheyHoldAndAreNullMarked() throws IOException {
        for (Path file : sources(".java")) {
            if (file.startsWith("src/main/java")) {
                Path info = file.resolveSibling("package-info.java");
                assertThat(info).exists();
                assertThat(Files.readString(info)).startsWith("/**").contains("@NullMarked");
            }
        }
    }

    @Test
    void commandsAreExecutable() {
        assertThat(Path.of("berth")).isExecutable();
        assertThat(Path.of(".ci/run")).isExecutable();
    }

    @Test
    void readmeNamesEveryShippedProfile() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        try (Stream<Path> profiles = Files.list(SHIPPED_PROFILES)) {
            assertThat(profiles.map(p -> p.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".yaml"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(readme).contains(name));
        }
    }

    private static List<Path> sources(String... endings) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith("src/test/resources"))
                    .filter(f -> Stream.of(endings).anyMatch(e -> f.toString().endsWith(e)))
                    .forEach(found::add);
        }
        assertThat(found).isNotEmpty();
        return found;
    }
}
