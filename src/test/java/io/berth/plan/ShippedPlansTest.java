package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.ProfileReader;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the profiles that are shipped expand to, and the public texts, sealed by golden files. */
final class ShippedPlansTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/berth/plan");
    private static final Path STORAGE = Path.of("/var/lib/berth");

    private static Plan plan(String name) {
        return Planner.plan(
                ProfileReader.read(Path.of("profiles", name + ".yaml")).withStorage(STORAGE));
    }

    private static long space(Plan plan) {
        return plan.estimate().spaceBytes().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void quickstartIsEighteenCasesWithinThreeMinutes() {
        Plan plan = plan("quickstart");

        assertThat(plan.cases()).as("twins do not vary with the format").hasSize(2 * 3 + 2 * 2 * 3);
        assertThat(plan.estimate().total()).isLessThan(Duration.ofMinutes(3));
        assertThat(space(plan)).isLessThan(ByteSize.parse("1100MiB").bytes());
        assertThat(plan.exclusions()).isEmpty();
    }

    @Test
    void cacheNoneVsWritebackHasEnoughBlocksForVerdicts() {
        Plan plan = plan("cache-none-vs-writeback");

        assertThat(plan.blocks()).hasSize(8);
        assertThat(plan.cases()).hasSize(2 * 4 * 2);
        assertThat(plan.cases())
                .extracting(c -> c.disk().cache())
                .containsOnly(CacheMode.NONE, CacheMode.WRITEBACK);
        assertThat(plan.estimate().total())
                .isBetween(Duration.ofMinutes(95), Duration.ofMinutes(120));
        assertThat(space(plan)).isEqualTo(8 * ByteSize.parse("10GiB").bytes());
    }

    @Test
    void preallocationLeavesOutRawMetadata() {
        Plan plan = plan("preallocation");

        assertThat(plan.cases()).hasSize((3 + 4) * 2 * 2 * 2);
        assertThat(plan.exclusions())
                .singleElement()
                .satisfies(e -> assertThat(e.combinations()).isEqualTo(8));
        assertThat(plan.estimate().total()).isLessThan(Duration.ofHours(2));
    }

    @Test
    void fullMatrixHasEveryDiskThatCanExist() {
        Plan plan = plan("full-matrix");

        assertThat(plan.cases()).extracting(c -> c.disk().cache()).contains(CacheMode.values());
        assertThat(plan.cases()).extracting(c -> c.disk().format()).contains(Format.values());
        assertThat(plan.cases()).extracting(c -> c.disk().bus()).contains(Bus.values());
        assertThat(plan.estimate().total()).isBetween(Duration.ofHours(12), Duration.ofHours(36));
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason)
                .contains(
                        "aio=native needs cache=none or directsync",
                        "raw has no preallocation=metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "de", "tr"})
    void idsOrdersAndTextAreTheSameInEveryLocale(String locale) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            for (String name : new String[] {"quickstart", "preallocation"}) {
                Plan plan = plan(name);
                golden(name + "-ids.txt", idsAndOrders(plan));
                golden(name + "-plan.txt", PlanText.render(plan));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Formats, kinds, chains and operations in one profile, whose plan shows how each is told. */
    @Test
    void aPlanOfManyDisksAndOperationsIsTold(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("disks.yaml");
        Files.copy(GOLDEN.resolve("disks.yaml"), file);
        Plan plan = Planner.plan(ProfileReader.read(file));

        golden(
                "disks-plan.txt",
                PlanText.render(plan).replace(directory + "/", "")
                        + "\n"
                        + plan.operations().stream()
                                .map(OperationCase::id)
                                .collect(Collectors.joining("\n", "", "\n"))
                        + idsAndOrders(plan));
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (String name :
                new String[] {
                    "quickstart", "cache-none-vs-writeback", "preallocation", "full-matrix"
                }) {
            assertThat(PlanText.render(plan(name)).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        }
    }

    private static String idsAndOrders(Plan plan) {
        StringBuilder text = new StringBuilder();
        plan.cases().forEach(c -> text.append(c.id()).append('\n'));
        for (Block block : plan.blocks()) {
            text.append("block ").append(block.number()).append(": ");
            text.append(String.join(" ", block.caseIds().subList(0, 3))).append('\n');
        }
        return text.toString();
    }

    private static void golden(String name, String actual) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("%s; if the change is meant, run with -Dgolden.write=true", file)
                .isEqualTo(Files.readString(file));
    }
}
