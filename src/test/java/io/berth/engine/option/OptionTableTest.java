package io.berth.engine.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of options says everything once, and fits a terminal. */
class OptionTableTest {

    @Test
    void everyNameIsInTheTableOnce() {
        List<String> names = new ArrayList<>();
        Options.ALL.forEach(
                option -> {
                    names.addAll(option.names());
                    names.addAll(option.inverse().keySet());
                });
        names.addAll(Options.LIMITED.keySet());

        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(200);
    }

    @Test
    void everyOptionHasASentenceAndEveryRefusalAReason() {
        assertThat(Options.ALL)
                .allSatisfy(option -> assertThat(option.sentence()).matches("(?s)[A-Za-z0].*\\."));
        assertThat(Options.LIMITED.values())
                .allSatisfy(limited -> assertThat(limited.reason()).matches("\\S.*[^.]"));
    }

    @Test
    void theHelpFitsATerminal() {
        assertThat(OptionHelp.all().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(OptionHelp.groups()).contains("\nJobs:\n", "--rw=WORD[:N]  (read)\n");
        assertThat(OptionHelp.one("buffered")).get().asString().contains("--direct", "buffered");
        assertThat(OptionHelp.one("ss")).get().asString().contains("-steadystate");
        assertThat(OptionHelp.one("frobnicate")).isEmpty();
    }
}
