package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static io.berth.plan.Plans.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.berth.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot exist is left out with its reason; what means nothing is measured once. */
final class RulesTest {

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        return Plans.plan(directory, text);
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
        assertThat(plan.cases().getFirst().disk().image().options()).isEmpty();
        assertThat(plan.notes())
                .anyMatch(n -> n.startsWith("disk.options.cluster_size is left out"))
                .anyMatch(n -> n.startsWith("workload.rwmixread is left out"));
    }
}
