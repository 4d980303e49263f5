package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.profile.ProfileException;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannerTest {

    private static final String READ = "workloads: [{name: r, rw: randread}]\n";

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, "name: p\n" + text);
        return Planner.plan(ProfileReader.read(file));
    }

    private static Stream<String> column(Plan plan, String... factors) {
        return plan.cases().stream()
                .map(
                        c ->
                                String.join(
                                        " ",
                                        Stream.of(factors)
                                                .map(f -> c.factors().getOrDefault(f, "-"))
                                                .toList()));
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
        assertThat(one.storage()).isEqualTo(directory.resolve("disks"));
        assertThat(one.disk().size()).hasToString("1GiB");
        assertThat(one.disk().iothread()).isTrue();
        assertThat(one.disk().cache().direct()).isTrue();
        assertThat(one.disk().options()).isEqualTo(Map.of("cluster_size", "131072"));
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
    void whatCannotExistIsLeftOutWithTheReason() throws IOException {
        Plan plan =
                plan(
                        """
                        disk:
                          size: 1GiB
                          format: [raw, qcow2]
                          preallocation: [off, metadata]
                          cache: [none, writeback, unsafe]
                          aio: [threads, native]
                        guests: [1, 2]
                        """
                                + READ);

        // Of 48: native with two of three caches leaves out 16; raw with metadata the other 8
        // of its 12, 4 of which went with the first rule.
        assertThat(plan.exclusions())
                .containsExactlyInAnyOrder(
                        new Exclusion(
                                sorted("disk.aio", "native", "disk.cache", "writeback, unsafe"),
                                "aio=native needs cache=none or directsync",
                                16),
                        new Exclusion(
                                sorted("disk.format", "raw", "disk.preallocation", "metadata"),
                                "raw has no preallocation=metadata",
                                8));
        assertThat(plan.cases()).hasSize(48 - 16 - 8);
    }

    private static SortedMap<String, String> sorted(String... pairs) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void everyRuleLeavesSomethingOut() throws IOException {
        Map<String, String> breaking =
                Map.ofEntries(
                        Map.entry(disk("aio: native"), "aio=native"),
                        Map.entry(disk("preallocation: metadata"), "raw has no"),
                        Map.entry(qcow2("cluster_size: 3k"), "power of two"),
                        Map.entry(qcow2("cluster_size: 8k, extended_l2: on"), "16KiB or more"),
                        Map.entry(qcow2("compat: 0.10, lazy_refcounts: on"), "compat=1.1"),
                        Map.entry(
                                "disk: {size: 1TiB, format: qcow2, options: {cluster_size: 512}}\n"
                                        + READ,
                                "larger cluster_size"),
                        Map.entry(workload("rw: read, offset: 1G, size: 1M"), "beyond the disk"),
                        Map.entry(workload("rw: read, bs: 1M, size: 64k"), "bs is larger"),
                        Map.entry(workload("rw: read, ioengine: psync, iodepth: 2"), "one I/O"),
                        Map.entry(workload("rw: read, fixedbufs: 1"), "io_uring"),
                        Map.entry(
                                workload("rw: read, iodepth: 2, iodepth_batch_submit: 4"),
                                "at most iodepth"),
                        Map.entry(
                                workload(
                                        "rw: write, fsync: 1, rate_iops: 9, rate_process: poisson"),
                                "crashes fio"),
                        Map.entry(workload("rw: randrw, verify: md5"), "verify needs rw"),
                        Map.entry(
                                workload("rw: write, verify: md5, numjobs: 2"), "needs numjobs=1"));
        for (Map.Entry<String, String> one : breaking.entrySet()) {
            ProfileException e =
                    catchThrowableOfType(ProfileException.class, () -> plan(one.getKey()));
            assertThat(e).as(one.getKey()).isNotNull();
            assertThat(e.getMessage()).contains("nothing is left").contains(one.getValue());
        }
        // The one rule left guards what include makes of a workload; the reader has its own check.
        assertThat(breaking).hasSize(Rules.ALL.size() - 1);
    }

    private static String disk(String more) {
        return "disk: {size: 1GiB, " + more + "}\n" + READ;
    }

    private static String qcow2(String options) {
        return disk("format: qcow2, options: {" + options + "}");
    }

    private static String workload(String options) {
        return "disk: {size: 1GiB}\nworkloads: [{name: w, " + options + "}]\n";
    }

    @Test
    void theLargestQcow2IsWhatQemuImgTakes() throws IOException {
        // qemu-img 7.2 create -o cluster_size=512: 128G works, 129G is too large.
        String options = ", format: qcow2, options: {cluster_size: 512}}\n" + READ;
        assertThat(plan("disk: {size: 128GiB" + options).cases()).hasSize(1);
        assertThat(
                        catchThrowableOfType(
                                ProfileException.class,
                                () -> plan("disk: {size: 129GiB" + options)))
                .isNotNull();
    }

    @Test
    void whatMeansNothingIsTakenOutAndMeasuredOnce() throws IOException {
        Plan plan =
                plan(
                        """
                        disk:
                          size: 1GiB
                          format: [raw, qcow2]
                          options: {cluster_size: [64KiB, 1MiB]}
                        workloads: [{name: m, rw: [randread, randrw], rwmixread: [50, 70]}]
                        """);

        assertThat(
                        column(
                                plan,
                                "disk.format",
                                "disk.options.cluster_size",
                                "workload.rw",
                                "workload.rwmixread"))
                .containsExactly(
                        "raw - randread -",
                        "raw - randrw 50",
                        "raw - randrw 70",
                        "qcow2 64KiB randread -",
                        "qcow2 64KiB randrw 50",
                        "qcow2 64KiB randrw 70",
                        "qcow2 1MiB randread -",
                        "qcow2 1MiB randrw 50",
                        "qcow2 1MiB randrw 70");
        assertThat(plan.cases().getFirst().disk().options()).isEmpty();
        assertThat(plan.notes())
                .anyMatch(n -> n.startsWith("disk.options.cluster_size is left out"))
                .anyMatch(n -> n.startsWith("workload.rwmixread is left out"));
    }

    @Test
    void excludeLeavesOutWhatMatchesAllEntries() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB, format: [raw, qcow2], cache: [none, writeback, unsafe]}
                        """
                                + READ
                                + """
                                exclude:
                                  - {disk.format: raw, disk.cache: [unsafe, writeback]}
                                  - {disk.size: 1024M, disk.format: qcow2, disk.cache: none}
                                  - {disk.aio: native}
                                """);

        assertThat(column(plan, "disk.format", "disk.cache"))
                .containsExactly("raw none", "qcow2 writeback", "qcow2 unsafe");
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason, Exclusion::combinations)
                .containsExactly(
                        tuple("excluded by the profile, line 5", 2),
                        tuple("excluded by the profile, line 6", 1));
        assertThat(plan.notes()).contains("exclude on line 7 matches no combination");
    }

    @Test
    void includeExtendsWhatItMatches() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 1GiB, cache: [none, writeback]}\n"
                                + READ
                                + "include:\n  - {disk.cache: none, disk.aio: native}\n");

        assertThat(column(plan, "disk.cache", "disk.aio"))
                .containsExactly("none native", "writeback threads");
    }

    @Test
    void includeAddsWhatItDoesNotMatchOverTheAxesItLeavesOpen() throws IOException {
        Plan plan =
                plan(
                        "disk: {size: 1GiB, cache: [none, writeback]}\nguests: [1, 2]\n"
                                + READ
                                + "exclude:\n  - {disk.cache: none}\n"
                                + "include:\n  - {disk.cache: unsafe}\n"
                                + "  - {disk.cache: none, guests: 8}\n"
                                + "  - {disk.cache: unsafe, guests: 2}\n");

        assertThat(column(plan, "disk.cache", "guests"))
                .containsExactly("writeback 1", "writeback 2", "unsafe 1", "unsafe 2", "none 8");
        assertThat(plan.notes()).contains("include on line 10 adds nothing new");
    }

    @Test
    void includeCannotSmuggleInWhatTheReaderRefuses() {
        String text =
                """
                disk: {size: 1GiB}
                workloads: [{name: w, rw: randwrite, rate_iops: 400}]
                objective: {write.p99: 5ms}
                include:
                  - {workload.runtime: 5s}
                """;

        ProfileException e = catchThrowableOfType(ProfileException.class, () -> plan(text));
        assertThat(e.problems())
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.line() + ":" + p.column()).isEqualTo("4:13");
                            assertThat(p.message()).contains("set runtime: 25s");
                        });
    }

    @Test
    void aMixedWorkloadThatIncludeMakesNeedsAPairOfRates() throws IOException {
        Plan plan =
                plan(
                        """
                        disk: {size: 1GiB}
                        workloads: [{name: w, rw: randwrite, rate_iops: 400}]
                        include:
                          - {workload.rw: randrw}
                        """);

        assertThat(column(plan, "workload.rw")).containsExactly("randwrite");
        assertThat(plan.exclusions())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).startsWith("a mixed rw needs"));
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
        assertThat(plan.cases().getFirst().storage()).isEqualTo(Path.of("/fast"));
        assertThat(plan.cases().getFirst().factors()).containsEntry("storage", "/fast");
    }
}
