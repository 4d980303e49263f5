package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations of a plan: which there are, in which order, and what they take. */
final class OperationsTest {

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        return Plans.plan(directory, text);
    }

    private static List<String> column(Plan plan, String... factors) {
        return plan.operations().stream()
                .map(
                        o ->
                                String.join(
                                        " ",
                                        Stream.of(factors)
                                                .map(f -> o.factors().getOrDefault(f, "-"))
                                                .toList()))
                .toList();
    }

    @Test
    void parametersAreAxesAndOnlyTheImageCounts() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, format: [raw, qcow2], cache: [none, writeback]}
                        guests: [1, 2]
                        operations:
                          - create
                          - {name: convert, to: [qcow2, vdi], compressed: [false, true]}
                        """);

        assertThat(plan.cases()).isEmpty();
        assertThat(
                        column(
                                plan,
                                "operation.name",
                                "disk.format",
                                "operation.to",
                                "operation.compressed"))
                .containsExactly(
                        "create raw - -",
                        "create qcow2 - -",
                        "convert raw qcow2 false",
                        "convert raw qcow2 true",
                        "convert raw vdi false",
                        "convert qcow2 qcow2 false",
                        "convert qcow2 qcow2 true",
                        "convert qcow2 vdi false");
        assertThat(plan.operations())
                .allSatisfy(
                        o -> {
                            assertThat(o.guest()).isEqualTo(GuestConfig.NONE);
                            assertThat(o.factors())
                                    .doesNotContainKeys("disk.cache", "guests", "layer");
                        });
        assertThat(plan.operations().getFirst().disk().contents()).isEqualTo(Contents.FRESH);
        assertThat(plan.operations().get(2).disk().contents()).isEqualTo(Contents.WRITTEN);
    }

    @Test
    void aConfigurationHasWhatIsWritten() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB}
                        operations:
                          - {name: convert, to: vhd, cache: none, out_of_order: true, coroutines: 4}
                          - {name: resize, resize_to: 2GiB}
                        """);

        assertThat(plan.operations())
                .extracting(OperationCase::operation)
                .containsExactly(
                        new OperationConfig(
                                OperationKind.CONVERT,
                                Format.VPC,
                                false,
                                CacheMode.NONE,
                                true,
                                4,
                                null),
                        new OperationConfig(
                                OperationKind.RESIZE,
                                null,
                                false,
                                null,
                                false,
                                null,
                                ByteSize.mebibytes(2048)));
    }

    @Test
    void onlyWhatIsDoneToAGuestVariesWithItAndItsAttachment() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, format: qcow2, cache: [none, writeback]}
                        guest: {memory: [256MiB, 512MiB]}
                        operations: [check, save, restore, checkpoint]
                        """);

        assertThat(column(plan, "operation.name", "disk.cache", "guest.memory"))
                .containsExactly(
                        "check - -",
                        "save none 256MiB",
                        "save none 512MiB",
                        "save writeback 256MiB",
                        "save writeback 512MiB",
                        "restore none 256MiB",
                        "restore none 512MiB",
                        "restore writeback 256MiB",
                        "restore writeback 512MiB",
                        "checkpoint none 256MiB",
                        "checkpoint none 512MiB",
                        "checkpoint writeback 256MiB",
                        "checkpoint writeback 512MiB");
        assertThat(plan.operations().get(2).guest().memory()).hasToString("512MiB");
    }

    @Test
    void theyRunInTheBlocksAmongTheCases() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 1GiB, format: [raw, qcow2]}\n"
                                + "operations: [create, copy-full]\n"
                                + READ
                                + "measure: {blocks: 3}\n");
        List<String> all =
                Stream.concat(
                                plan.cases().stream().map(Case::id),
                                plan.operations().stream().map(OperationCase::id))
                        .toList();

        assertThat(all).hasSize(2 + 4).doesNotHaveDuplicates();
        assertThat(plan.blocks())
                .hasSize(3)
                .allSatisfy(
                        block ->
                                assertThat(block.caseIds())
                                        .containsExactlyInAnyOrderElementsOf(all));
        OperationCase first = plan.operations().getFirst();
        assertThat(first.id()).startsWith("create-raw-");
        assertThat(plan.operation(first.id())).contains(first);
        assertThat(plan.operation(plan.cases().getFirst().id())).isEmpty();
    }

    @Test
    void theCasesOfAProfileKeepTheirIdsBesideOperations() throws IOException {
        String disk = "disk: {size: 1GiB, format: [raw, qcow2]}\n" + READ;

        assertThat(plan(disk + "operations: [create]\n").cases()).isEqualTo(plan(disk).cases());
    }

    @Test
    void excludesAndIncludesAreOfOperationsToo() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, format: [raw, qcow2]}
                        operations: [create, copy-sparse]
                        exclude:
                          - {disk.format: raw, operation.name: copy-sparse}
                        include:
                          - {disk.format: vdi}
                          - {operation.name: check, disk.format: qcow2}
                        """);

        assertThat(column(plan, "operation.name", "disk.format"))
                .containsExactly(
                        "create raw",
                        "create qcow2",
                        "copy-sparse qcow2",
                        "create vdi",
                        "copy-sparse vdi");
    }

    @Test
    void spaceAndTimeCountWhatAnOperationMakes() throws IOException {
        String disk = "storage: /d\ndisk: {size: 2GiB}\n";
        Plan create = plan(disk + "operations: [create]\nmeasure: {blocks: 1}\n");
        Plan convert =
                plan(disk + "operations: [{name: convert, to: qcow2}]\nmeasure: {blocks: 1}\n");

        assertThat(convert.estimate().spaceBytes()).isEqualTo(Map.of("/d", 4L << 30));
        assertThat(create.estimate().total().toSeconds()).isLessThan(5);
        // 2 GiB written at 200 MiB/s, and read and written again.
        assertThat(convert.estimate().total().toSeconds()).isBetween(20L, 30L);
        assertThat(convert.estimate().measured()).isZero();
    }

    @Test
    void thePlanTellsThem() throws IOException {
        String text =
                PlanText.render(
                        plan(
                                """
                                disk: {size: 1GiB, format: [raw, qcow2]}
                                operations: [create, {name: resize, resize_to: 2GiB}]
                                measure: {blocks: 2}
                                """));

        assertThat(text)
                .contains("Operations: 4")
                .contains("all of them: storage=work  disk.size=1GiB")
                .containsPattern("3 +resize +2GiB +raw")
                .contains("Blocks: 2, each all operations in random order")
                .doesNotContain("Cases:")
                .doesNotContain("Workloads:");
        assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    }
}
