package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.berth.profile.ProfileException;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a profile is damaged, what comes out is a plan or places in the file. */
final class ProfileFuzzTest {

    private static final int MUTANTS = 400;
    private static final String[] PIECES = {
        "",
        " ",
        "\t",
        "\n",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "-",
        "#",
        "&a ",
        "*a",
        "!x ",
        "|",
        ">",
        "%",
        "0",
        "-1",
        "99999999999999999999",
        "1e400",
        "~",
        "null",
        "off",
        "é",
        "\u0000",
        "\uFEFF",
        "\u2028",
        "---\n",
        "<<: ",
        "? ",
        "include:\n  - {guests: 3}\n"
    };

    @TempDir private Path directory;

    @Test
    void damageIsToldWithAPlaceInTheFile() throws IOException {
        long seed = 20260101;
        Random random = new Random(seed);
        List<String> originals = new ArrayList<>();
        for (String name :
                List.of("quickstart", "cache-none-vs-writeback", "preallocation", "full-matrix")) {
            Path original = Path.of("profiles", name + ".yaml");
            originals.add(Files.readString(original).replaceAll("(?m)^#.*\n", ""));
        }
        originals.add(Files.readString(Path.of("src/test/resources/io/berth/plan/disks.yaml")));
        Path file = directory.resolve("p.yaml");
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String text = mutant(originals.get(random.nextInt(originals.size())), random);
            Files.writeString(file, text);
            try {
                assertThat(Planner.plan(ProfileReader.read(file)).blocks().getFirst().caseIds())
                        .isNotEmpty();
            } catch (ProfileException e) {
                refused++;
                long lines = text.lines().count() + 1;
                assertThat(e.problems())
                        .as("seed %d, mutant %d: %s", seed, i, text)
                        .allSatisfy(
                                problem -> {
                                    assertThat(problem.line()).isBetween(1, (int) lines + 1);
                                    assertThat(problem.column()).isPositive();
                                    assertThat(problem.message()).isNotBlank();
                                });
            } catch (RuntimeException e) {
                fail("seed %d, mutant %d: %s".formatted(seed, i, text), e);
            }
        }
        assertThat(refused).as("most damage is noticed").isBetween(MUTANTS / 2, MUTANTS - 1);
    }

    private static String mutant(String text, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(mutant.length());
            int end = Math.min(mutant.length(), at + random.nextInt(6));
            mutant.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        }
        return mutant.toString();
    }
}
