package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static io.berth.plan.Plans.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.berth.profile.ProfileException;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Axes, typed factors, blocks, and what a plan says it costs. */
final class PlannerTest {

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        return Plans.plan(directory, text);
    }

    @Test
    void everyListIsAnAxisAndTheLadderRunsFastest() throws IOException {
        Plan plan =
                plan(
                        """
                        storage: [ssd, nvme]
                        disk: {size: 1GiB, format: [raw, qcow2]}
                        guest: {vcpus: [1, 2]}
                        guests: [1, 4]
                        workloads:
                          - {name: a, rw: randread, iodepth: [1, 8]}
                          - {name: b, rw: write}
                        """);

        assertThat(plan.cases()).hasSize(2 * 2 * 2 * 2 * (2 + 1));
        assertThat(
                        column(
                                        plan,
                                        "storage",
                                        "disk.format",
                                        "guest.vcpus",
                                        "workload.name",
                                        "workload.iodepth",
                                        "guests")
                                .limit(8))
                .containsExactly(
                        "ssd raw 1 a 1 1",
                        "ssd raw 1 a 1 4",
                        "ssd raw 1 a 8 1",
                        "ssd raw 1 a 8 4",
                        "ssd raw 1 b 1 1",
                        "ssd raw 1 b 1 4",
                        "ssd raw 2 a 1 1",
                        "ssd raw 2 a 1 4");
    }

    @Test
    void factorsAreTypedAndSizesForToolsArePlainBytes() throws IOException {
        Plan plan =
                plan(
                        """
                        storage: disks
                        disk:
                          size: 1024MiB
                          format: qcow2
                          preallocation: off
                          cache: none
                          iothread: on
                          options: {cluster_size: 128k}
                        workloads:
                          - {name: w, rw: randrw, bssplit: 4k/50:64k/50, size: 50%, direct: true,
                             thinktime: 1500us, runtime: 90, rate_iops: "10, 20"}
                        """);

        Case one = plan.cases().getFirst();
        assertThat(plan.cases()).hasSize(1);
        assertThat(one.storage()).isEqualTo(Place.directory(directory.resolve("disks")));
        assertThat(one.disk().size()).hasToString("1GiB");
        assertThat(one.disk().iothread()).isTrue();
        assertThat(one.disk().cache().direct()).isTrue();
        assertThat(one.disk().image().options()).isEqualTo(Map.of("cluster_size", "131072"));
        assertThat(one.workload().runtime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(one.workload().rampTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(one.workload().options())
                .isEqualTo(
                        Map.of(
                                "rw", "randrw",
                                "bssplit", "4096/50:65536/50",
                                "size", "50%",
                                "direct", "1",
                                "iodepth", "1",
                                "numjobs", "1",
                                "thinktime", "1500us",
                                "rate_iops", "10,20"));
        assertThat(one.factors())
                .containsEntry("disk.options.cluster_size", "128KiB")
                .containsEntry("workload.bssplit", "4KiB/50:64KiB/50")
                .containsEntry("workload.runtime", "90s")
                .containsEntry("storage", "disks")
                .containsEntry("disk.iothread", "true");
    }

    @Test
    void unquotedOffIsPreallocationOff() throws IOException {
        assertThat(plan("disk: {size: 1GiB, preallocation: [off, full]}\n" + READ).cases())
                .extracting(c -> c.disk().preallocation().word())
                .containsExactly("off", "full");
        assertThat(plan("disk: {size: 1GiB, preallocation: false}\n" + READ).cases())
                .extracting(c -> c.disk().preallocation().word())
                .containsExactly("off");
    }

    @Test
    void jobFilesAreKeptWholeAndTheirTextIsPartOfTheId() throws IOException {
        Path job = directory.resolve("mine.fio");
        String text =
                "disk: {size: 1GiB}\nworkloads: [{name: mine, file: mine.fio, runtime: 7s}]\n";
        Files.writeString(job, "[a]\nrw=read\n");
        Plan before = plan(text);
        Files.writeString(job, "[a]\nrw=write\n");
        Plan after = plan(text);

        Workload workload = before.cases().getFirst().workload();
        assertThat(workload.jobFile())
                .isEqualTo(new Workload.JobFile("mine.fio", "[a]\nrw=read\n"));
        assertThat(workload.options()).isEmpty();
        assertThat(workload.runtime()).isEqualTo(Duration.ofSeconds(7));
        assertThat(after.cases().getFirst().id()).isNotEqualTo(before.cases().getFirst().id());
    }

    @Test
    void blocksHoldEveryCaseOnceInAnOrderOfTheirOwn() throws IOException {
        String text = "disk: {size: 1GiB, cache: [none, writeback]}\nguests: [1, 2, 3, 4]\n" + READ;
        Plan eight = plan(text + "measure: {blocks: 8, seed: 7}\n");
        Plan nine = plan(text + "measure: {blocks: 9, seed: 7}\n");
        Plan other = plan(text + "measure: {blocks: 8, seed: 8}\n");
        List<String> ids = eight.cases().stream().map(Case::id).toList();

        assertThat(eight.blocks())
                .extracting(Block::number)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(eight.blocks())
                .allSatisfy(b -> assertThat(b.caseIds()).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(new HashSet<>(eight.blocks().stream().map(Block::caseIds).toList())).hasSize(8);
        assertThat(nine.blocks().subList(0, 8)).isEqualTo(eight.blocks());
        assertThat(other.blocks()).isNotEqualTo(eight.blocks());
    }

    @Test
    void tenThousandCasesExpandAndTooManyAreRefused() throws IOException {
        String axes = "disk: {size: 1GiB, cache: [none, directsync], aio: [threads, native]}\n";
        String depths = Stream.iterate(1, d -> d + 1).limit(500).toList().toString();
        String workloads = "workloads: [{name: r, rw: randread, iodepth: " + depths + "}]\n";

        Plan plan = plan(axes + "guests: [1, 2, 3, 4, 5]\nmeasure: {blocks: 1}\n" + workloads);
        ProfileException e =
                catchThrowableOfType(
                        ProfileException.class,
                        () ->
                                plan(
                                        axes
                                                + "guests: "
                                                + Stream.iterate(1, g -> g + 1).limit(60).toList()
                                                + "\n"
                                                + workloads));

        assertThat(plan.cases()).hasSize(10_000);
        assertThat(plan.cases().stream().map(Case::id).distinct()).hasSize(10_000);
        assertThat(e.getMessage()).contains("more than 100,000 combinations");
    }

    @Test
    void everyFormatWithEveryOptionStaysAsSmallAsWhatItMeasures() throws IOException {
        // 10 x 4 x 6 x 3 x 5 x 7 x 2 x 2 = 100,800 combinations, of which most cannot exist.
        Plan plan =
                plan(
                        """
                        disk:
                          size: 1GiB
                          format: [raw, qcow2, qcow, qed, vmdk, vdi, vpc, vhdx, parallels, luks]
                          preallocation: [off, metadata, falloc, full]
                          cache: [none, writeback, writethrough, directsync, unsafe, default]
                          aio: [threads, native, io_uring]
                          bus: [virtio-blk, virtio-scsi, sata, ide, nvme]
                          options:
                            subformat: [monolithicSparse, monolithicFlat, twoGbMaxExtentSparse,
                                        twoGbMaxExtentFlat, streamOptimized, dynamic, fixed]
                            static: [off, on]
                        guest: {machine: [q35, pc]}
                        measure: {blocks: 1}
                        """
                                + READ);

        // Images: raw 3, qcow2 4, luks 3, qcow, qed and parallels 1, vmdk 4, vdi, vpc and vhdx 2;
        // native in 2 of 6 caches, and neither it nor io_uring for vmdk's separate extents; 3 buses
        // on both machines, sata and ide on one each.
        int images = 3 + 4 + 3 + 3 + 4 + 6;
        int submissions = 6 * 2 + 2;
        int ofExtents = 3;
        int attached = (images - ofExtents) * submissions + ofExtents * 6;
        assertThat(plan.cases()).hasSize(attached * (3 * 2 + 2));
        assertThat(plan.cases().stream().map(Case::id).distinct()).hasSameSizeAs(plan.cases());
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason)
                .hasSizeGreaterThan(8)
                .doesNotHaveDuplicates();
    }

    @Test
    void spaceIsKeptForWrittenImagesAndTheLargestFreshSet() throws IOException {
        Plan plan =
                plan(
                        """
                        storage: /data
                        disk: {size: 1GiB, format: [raw, qcow2], contents: [fresh, written],
                               cache: [none, writeback]}
                        guests: [1, 4]
                        """
                                + READ);

        long raw = 1L << 30;
        // 16,384 clusters of 64 KiB: 8 bytes in L2 and 2 of reference count each, and 1 MiB.
        long qcow2 = raw + 16_384 * 10 + (1 << 20);
        assertThat(plan.estimate().spaceBytes())
                .isEqualTo(Map.of("/data", 4 * raw + 4 * qcow2 + 4 * qcow2));
    }

    @Test
    void timeCountsRampsBlocksBootsAndFilling() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 200MiB}\nguests: [1, 2]\n"
                                + READ
                                + "measure: {ramp_time: 5s, runtime: 30s, blocks: 3}\n");

        assertThat(plan.estimate().measured()).isEqualTo(Duration.ofSeconds(2 * 35 * 3));
        // 2 cases x 3 s x 3 blocks, the appliance 5 s, two boots of 2.5 s, two fills of 1 s
        assertThat(plan.estimate().total().toSeconds()).isEqualTo(210 + 18 + 5 + 5 + 2);
    }

    @Test
    void notesSayWhatAReaderMustKnow() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, cache: [none, unsafe], contents: fresh}
                        guest: {accelerator: tcg}
                        page_cache: warm
                        workloads: [{name: r, rw: randread}]
                        measure: {blocks: 1, runtime: 10s}
                        objective: {read.p99: 5ms}
                        """);

        assertThat(plan.notes())
                .anyMatch(n -> n.startsWith("1 block: the report shows figures and no verdict"))
                .anyMatch(n -> n.contains("never for capacity decisions"))
                .anyMatch(n -> n.startsWith("cache=unsafe drops"))
                .anyMatch(n -> n.startsWith("contents=fresh: reads of blocks never written"))
                .anyMatch(n -> n.startsWith("page_cache=warm has no effect"))
                .anyMatch(n -> n.startsWith("read.p99 can be judged from 1,000 reads/s"));
    }

    @Test
    void theCommandLinesStorageReplacesTheProfiles() throws IOException {
        Path file = directory.resolve("q.yaml");
        Files.writeString(file, "name: q\nstorage: [a, b]\ndisk: {size: 1GiB}\n" + READ);

        Plan plan = Planner.plan(ProfileReader.read(file).withStorage(Path.of("/fast")));

        assertThat(plan.cases()).hasSize(1);
        assertThat(plan.cases().getFirst().storage()).isEqualTo(Place.directory(Path.of("/fast")));
        assertThat(plan.cases().getFirst().factors()).containsEntry("storage", "/fast");
    }
}
