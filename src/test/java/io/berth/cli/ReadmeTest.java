package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Exclusion;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is what berth takes. */
class ReadmeTest {

    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| (\\d+) +\\| ");

    @TempDir private Path directory;

    @Test
    void itsProfileIsPlanned() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var profiles = YAML.matcher(readme).results().map(found -> found.group(1)).toList();
        assertThat(profiles).hasSize(2);
        Path file = directory.resolve("readme.yaml");
        Files.writeString(file, profiles.getFirst());

        Plan plan = Plans.read(file, null);

        // Two formats, two cache modes, four guest counts.
        assertThat(plan.cases()).hasSize(16);
        assertThat(plan.blocks()).hasSize(8);

        // The other shows what a disk can say, and has no name.
        Files.writeString(file, "name: disks\n" + profiles.get(1));
        Plan disks = Planner.plan(ProfileReader.read(file));
        assertThat(disks.operations())
                .extracting(o -> o.factors().get("operation.name"))
                .contains("create", "convert", "check");
        assertThat(disks.exclusions())
                .extracting(Exclusion::reason)
                .contains("convert compresses to qcow2, qcow and vmdk alone");
    }

    @Test
    void itsExitCodesAreTheProgramsOwn() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var codes = EXIT_CODE.matcher(readme).results().map((MatchResult m) -> m.group(1)).toList();

        assertThat(codes)
                .contains(
                        "" + ExitCode.DONE,
                        "" + ExitCode.INTERNAL,
                        "" + ExitCode.USAGE,
                        "" + ExitCode.HOST_NOT_READY,
                        "" + ExitCode.CASES_FAILED);
    }
}
