package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static io.berth.plan.Plans.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.berth.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Path;
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

        // Of 48: raw with metadata leaves out 12, as soon as both are known; native with two of
        // three caches 12 of the other 36.
        assertThat(plan.exclusions())
                .containsExactlyInAnyOrder(
                        new Exclusion(
                                sorted("disk.aio", "native", "disk.cache", "writeback, unsafe"),
                                "aio=native needs cache=none or directsync",
                                12),
                        new Exclusion(
                                sorted("disk.format", "raw", "disk.preallocation", "metadata"),
                                "raw has no preallocation=metadata",
                                12));
        assertThat(plan.cases()).hasSize(48 - 12 - 12);
    }

    private static SortedMap<String, String> sorted(String... pairs) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
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
