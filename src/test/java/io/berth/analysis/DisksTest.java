package io.berth.analysis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.analysis.Comparison.Verdict;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.ProfileReader;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of disks beyond format and cache mode. */
class DisksTest {

    @TempDir Path results;

    private static Analysis analyse(RunDirectory run) {
        return Analyses.analyse(RunReader.read(run), null);
    }

    private Plan plan(String profile) throws IOException {
        Path file = results.resolve("profile.yaml");
        Files.writeString(file, profile);
        return Planner.plan(ProfileReader.read(file));
    }

    @Test
    void aChainIsComparedToTheDiskWithoutBackingFilesAlone() {
        Analysis analysis = analyse(RunFixture.chains(results));

        assertThat(analysis.comparisons())
                .filteredOn(c -> !c.factor().equals("disk.backing.data"))
                .hasSize(2 * 5)
                .allSatisfy(c -> assertThat(c.factor()).isEqualTo("disk.backing.depth"))
                .extracting(Comparison::a, Comparison::b, Comparison::context)
                .contains(tuple("0", "8", "data=base"), tuple("0", "16", "data=even"));
        // What differs most is said first, and only what varies.
        assertThat(analysis.answer().getFirst())
                .satisfies(
                        s -> {
                            assertThat(s.kind()).isEqualTo(Sentence.Kind.VERDICT);
                            assertThat(s.text())
                                    .startsWith("backing.depth=16 gave 0.5")
                                    .contains("of backing.depth=0 at 1 guest (data=base)")
                                    .contains("worse");
                        });
    }

    @Test
    void busesStoragesAndMachinesAreCompared() throws IOException {
        Analysis analysis = analyse(RunFixture.buses(results));
        assertThat(analysis.comparisons())
                .extracting(Comparison::factor)
                .containsExactlyInAnyOrder("disk.bus", "disk.bus", "storage", "storage");
        Comparison bus =
                analysis.comparisons().stream()
                        .filter(c -> c.factor().equals("disk.bus"))
                        .findFirst()
                        .orElseThrow();
        assertThat(bus.a()).isEqualTo("ide");
        assertThat(bus.context()).isEqualTo("storage=/srv/ssd");
        assertThat(bus.contrasts().getFirst().verdict()).isEqualTo(Verdict.IMPROVED);

        Plan machines =
                plan(
                        """
                        name: machines
                        storage: /srv
                        disk: {size: 64MiB}
                        guest: {machine: [pc, q35]}
                        guests: 1
                        workloads: [{name: r, rw: randread, bs: 4k}]
                        measure: {ramp_time: 1s, runtime: 4s, blocks: 1, seed: 1}
                        """);
        assertThat(Comparisons.pairs(machines))
                .singleElement()
                .satisfies(p -> assertThat(p.factor()).isEqualTo("guest.machine"));
        assertThat(Labels.value("guest.machine", "pc")).isEqualTo("machine=pc");
    }

    @Test
    void aKindIsOneFactorWithAllThatFollowsFromIt() throws IOException {
        Plan plan =
                plan(
                        """
                        name: kinds
                        storage: /srv
                        disk: {size: 64MiB, format: qcow2, kind: [fixed, dynamic, differencing]}
                        guests: 1
                        workloads: [{name: r, rw: randread, bs: 4k}]
                        measure: {ramp_time: 1s, runtime: 4s, blocks: 1, seed: 1}
                        """);
        assertThat(Comparisons.pairs(plan))
                .extracting(Comparisons.Pair::factor, Comparisons.Pair::valueB)
                .containsExactly(
                        tuple("disk.kind", "dynamic"),
                        tuple("disk.kind", "differencing"),
                        tuple("disk.kind", "differencing"));
        Labels labels = new Labels(plan);
        assertThat(plan.cases())
                .extracting(labels::configurationLabel)
                .containsExactly("fixed", "dynamic", "differencing");
    }

    @Test
    void everyNewFactorThatVariesIsSaidInTheWordsOfTheField() throws IOException {
        Plan plan =
                plan(
                        """
                        name: words
                        storage: /srv
                        disk:
                          size: 64MiB
                          format: qcow2
                          encryption: [none, luks]
                          discard: [ignore, unmap]
                          detect_zeroes: [off, unmap]
                          l2_cache_size: [1MiB, 2MiB]
                          queues: [1, 2]
                          cache: [none, default]
                        guests: 1
                        workloads: [{name: r, rw: randread, bs: 4k}]
                        measure: {ramp_time: 1s, runtime: 4s, blocks: 1, seed: 1}
                        """);
        Labels labels = new Labels(plan);
        assertThat(labels.configurationLabel(plan.cases().getLast()))
                .contains(
                        "encryption=luks",
                        "cache=default",
                        "queues=2",
                        "discard=unmap",
                        "detect_zeroes=unmap",
                        "l2_cache_size=2MiB")
                .doesNotContain("format", "bus", "backing", "snapshots");
        assertThat(Comparisons.pairs(plan))
                .extracting(Comparisons.Pair::factor)
                .contains(
                        "disk.encryption",
                        "disk.discard",
                        "disk.detect_zeroes",
                        "disk.l2_cache_size",
                        "disk.queues",
                        "disk.cache");
    }

    @Test
    void aDiskLargerThanItsL2CacheIsFlaggedBesideItsFigures() {
        Analysis analysis = analyse(RunFixture.chains(results));
        assertThat(analysis.cases())
                .allSatisfy(
                        c ->
                                assertThat(c.notices())
                                        .extracting(n -> n.code())
                                        .contains(DiskNotices.L2_CACHE));
        assertThat(analysis.notices())
                .filteredOn(n -> n.code().equals(DiskNotices.L2_CACHE))
                .singleElement()
                .satisfies(
                        n -> {
                            assertThat(n.cases()).hasSize(11);
                            assertThat(n.text())
                                    .isEqualTo(
                                            "An L2 cache of 16KiB covers 128 MiB of this disk's"
                                                + " 256MiB: random I/O also reads tables from the"
                                                + " image");
                        });
        assertThat(analysis.notices())
                .filteredOn(n -> n.code().equals(DiskNotices.MADE_ANEW))
                .singleElement()
                .satisfies(n -> assertThat(n.cases()).hasSize(10));
        assertThat(analyse(RunFixture.buses(results)).notices())
                .noneMatch(n -> n.code().equals(DiskNotices.L2_CACHE));
    }

    @Test
    void aSnapshotsDipHasFigures() {
        Analysis analysis = analyse(RunFixture.snapshots(results));
        assertThat(analysis.snapshots())
                .hasSize(2 * 2 * 2)
                .allSatisfy(
                        s -> {
                            assertThat(s.op()).isEqualTo("write");
                            assertThat(s.lowSeconds()).isEqualTo(1);
                            assertThat(s.lowestIos()).isEqualTo(120);
                            assertThat(s.usualIos()).isBetween(1218.0, 1240.0);
                            assertThat(s.worstNs()).isGreaterThan(412_000_000L);
                            assertThat(s.seconds()).hasSize(20);
                        });
        assertThat(analysis.answer())
                .filteredOn(s -> s.text().startsWith("Live snapshot, snapshots=1"))
                .singleElement()
                .satisfies(
                        s ->
                                assertThat(s.text())
                                        .contains(
                                                "QEMU took 39.5 ms (median of 4)",
                                                "below half of what they were for 1 second",
                                                "the longest write took 414 ms"));
    }

    @Test
    void leaksAreNoCorruptions() {
        Analysis analysis = analyse(RunFixture.snapshots(results));
        ImageFigures.Checks checks = requireNonNull(analysis.images().getLast().check());
        assertThat(checks.supported()).isTrue();
        assertThat(checks.corrupt()).isZero();
        assertThat(checks.leaking()).isEqualTo(4);
        assertThat(checks.leaks()).isEqualTo(12);
        assertThat(analysis.notices())
                .filteredOn(n -> n.code().equals(DiskNotices.LEAKS))
                .singleElement()
                .satisfies(n -> assertThat(n.text()).contains("12 leaked clusters"));
    }

    @Test
    void sizesOfAChainAreOfAllItsFiles() {
        List<ImageFigures> images = analyse(RunFixture.chains(results)).images();
        ImageFigures deepest =
                images.stream().filter(i -> i.files() == 17).findFirst().orElseThrow();
        assertThat(deepest.features()).contains("backing.depth=16");
        assertThat(deepest.apparentBytes().median()).isEqualTo(17.0 * (256 << 20));
    }
}
