package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.Factors;
import io.berth.profile.Profile;
import io.berth.profile.ProfileException;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule leaves out what it is for, says so, and knows what it depends on. */
final class EveryRuleTest {

    /** The reader has its own check; this one guards what include makes of a workload. */
    private static final String GUARD = "a mixed rw needs rate_iops and rate";

    @TempDir private Path directory;

    static Stream<Arguments> breaking() {
        return Stream.of(attachments(), images(), qcow2(), chains(), storages(), operations())
                .flatMap(List::stream)
                .map(one -> Arguments.of(one.getValue(), one.getKey()));
    }

    private static List<Map.Entry<String, String>> attachments() {
        return List.of(
                disk("aio: native", "aio=native needs"),
                disk("aio: native, cache: default", "aio=native needs"),
                disk("iothread: true, bus: nvme", "iothread=true needs"),
                guest("bus: sata", "machine: pc", "bus=sata needs"),
                disk("bus: ide", "bus=ide needs"),
                guest("bus: ide", "machine: q35", "bus=ide needs"),
                disk("queue_size: 2", "queue_size is 4"),
                disk("detect_zeroes: unmap", "detect_zeroes=unmap needs"),
                disk(
                        "format: vmdk, options: {subformat: streamOptimized}",
                        "a streamOptimized vmdk takes no writes"),
                disk(
                        "format: vmdk, aio: io_uring, options: {subformat: twoGbMaxExtentSparse}",
                        "QEMU does the I/O of a vmdk's extents"),
                disk(
                        "format: vmdk, kind: fixed, aio: native, cache: none",
                        "QEMU does the I/O of a vmdk's extents"),
                disk("snapshot_at: 30s", "snapshot_at is not within the runtime"),
                workload("rw: read, offset: 1G, size: 1M", "size and offset reach"),
                workload("rw: read, bs: 1M, size: 64k", "bs is larger"),
                workload("rw: read, ioengine: psync, iodepth: 2", "ioengine=psync and sync"),
                workload("rw: read, fixedbufs: 1", "fixedbufs and registerfiles"),
                workload("rw: read, iodepth: 2, iodepth_batch_submit: 4", "iodepth_batch_submit"),
                workload(
                        "rw: write, fsync: 1, rate_iops: 9, rate_process: poisson",
                        "rate_process=poisson"),
                workload("rw: randrw, verify: md5", "verify needs rw"),
                workload("rw: write, verify: md5, numjobs: 2", "verify needs numjobs"));
    }

    private static List<Map.Entry<String, String>> images() {
        return List.of(
                disk("preallocation: metadata", "raw has no"),
                disk("format: vdi, preallocation: metadata", "qcow, qed, vmdk"),
                disk("format: vhd, preallocation: full", "qemu-img ignores"),
                disk("format: luks, preallocation: metadata", "luks with preallocation=metadata"),
                disk("format: qed, kind: fixed", "qcow, qed and parallels have no fixed"),
                disk(
                        "format: vpc, kind: fixed, options: {subformat: [dynamic, fixed]}",
                        "kind=fixed needs a subformat"),
                disk(
                        "format: vpc, kind: [dynamic, fixed], options: {subformat: [dynamic,"
                                + " fixed]}",
                        "kind=dynamic and differencing need a subformat"),
                disk("format: vmdk, options: {subformat: fixed}", "vmdk has no subformat"),
                disk("format: vhdx, options: {subformat: monolithicFlat}", "vpc and vhdx have"),
                disk(
                        "format: vmdk, kind: fixed, options: {zeroed_grain: on}",
                        "a flat vmdk has no zeroed_grain"),
                disk("format: vmdk, options: {compat6: on, hwversion: 7}", "vmdk takes compat6"),
                sized("2041GiB", "format: vpc", "vpc has at most"),
                disk("format: vpc, options: {force_size: off}", "vpc with force_size=off"),
                sized("64GiB", "format: qed, options: {cluster_size: 4k, table_size: 1}", "qed's"),
                disk("format: qed, options: {cluster_size: 4MiB}", "qed's size needs"),
                disk("format: qed, options: {cluster_size: 2k}", "cluster_size is a power of two"),
                disk("format: qcow2, options: {cluster_size: 3k}", "cluster_size is a power"),
                sized("1TiB", "format: parallels, options: {cluster_size: 512}", "parallels of"),
                disk("format: vhdx, options: {block_size: 3MiB}", "vhdx needs a block_size"),
                disk("format: luks, options: {cipher-alg: cast5-128}", "luks has no cipher"),
                disk("format: vmdk, encryption: luks", "encryption=luks is qcow2's"));
    }

    private static List<Map.Entry<String, String>> qcow2() {
        return List.of(
                qcow2("cluster_size: 8k, extended_l2: on", "extended_l2 needs cluster_size"),
                qcow2("compat: 0.10, lazy_refcounts: on", "extended_l2, lazy_refcounts"),
                qcow2("compat: v2, data_file: on", "extended_l2, lazy_refcounts"),
                sized("1TiB", "format: qcow2, options: {cluster_size: 512}", "qcow2 of this size"),
                qcow2("data_file_raw: on", "data_file_raw needs"),
                disk("format: qed, snapshots: 1", "internal snapshots need qcow2"),
                disk(
                        "format: qcow2, snapshots: 1, options: {data_file: on}",
                        "a qcow2 with a data_file takes"),
                disk(
                        "format: qcow2, snapshots: 3, options: {refcount_bits: 2}",
                        "so many snapshots"));
    }

    private static List<Map.Entry<String, String>> chains() {
        return List.of(
                disk("format: qcow2, kind: dynamic, backing: {depth: 1}", "kind=fixed and dynamic"),
                disk("format: qcow2, kind: differencing, backing: {depth: 0}", "kind=differencing"),
                disk("format: vdi, backing: {depth: 1}", "only qcow2, qcow, qed and vmdk"),
                disk("kind: differencing", "only qcow2, qcow, qed and vmdk"),
                disk(
                        "format: vmdk, backing: {depth: 1}, options: {subformat: monolithicFlat}",
                        "a flat vmdk has no backing"),
                disk("format: vmdk, backing: {depth: 1, format: raw}", "a vmdk's backing file"),
                disk("format: qcow2, backing: {depth: 1, format: luks}", "a base of format luks"),
                disk(
                        "format: qcow2, preallocation: full, backing: {depth: 1}",
                        "preallocation beside a backing file"),
                disk(
                        "format: qcow2, backing: {depth: 1},"
                                + " options: {data_file: on, data_file_raw: on}",
                        "data_file_raw is not for"),
                disk(
                        "format: qcow2, backing: {depth: 1, format: raw, compressed: true}",
                        "only a qcow2 base"),
                disk("format: qcow2, backing: {depth: 4, data: 30%}", "so deep a chain"),
                disk("format: qcow2, contents: fresh, backing: {depth: 1}", "contents=fresh"));
    }

    private static List<Map.Entry<String, String>> storages() {
        String device = "storage: /dev/loop77\n";
        return List.of(
                on(device, "format: qcow2", "a block device is a raw disk"),
                on(device, "preallocation: full", "a block device has no preallocation"),
                on(device, "contents: fresh", "a block device is there before"),
                on(device + "guests: 2\n", "format: raw", "each guest needs a block device"),
                on(device, "snapshot_at: 5s", "snapshot_at needs a directory"),
                Map.entry(
                        device + "disk: {size: 1GiB}\noperations: [create]\n",
                        "operations make files"));
    }

    private static List<Map.Entry<String, String>> operations() {
        return List.of(
                operation("snapshot-apply", "format: raw", "only qcow2 has internal"),
                operation(
                        "snapshot-create",
                        "format: qcow2, options: {data_file: on}",
                        "a qcow2 with a data_file has"),
                operation("commit", "format: qcow2", "commit needs a backing file"),
                operation(
                        "commit",
                        "format: qcow2, backing: {depth: 1, format: parallels}",
                        "nothing is committed"),
                operation("check", "format: luks", "raw, qcow, vpc and luks have no check"),
                operation(
                        "{name: convert, to: vdi, compressed: true}",
                        "format: raw",
                        "convert compresses"),
                operation("{name: resize, resize_to: 2G}", "format: vdi", "only raw, qcow2, qed"),
                operation("{name: resize, resize_to: 1G}", "format: raw", "resize_to is the size"),
                operation("{name: resize, resize_to: 512M}", "format: qed", "qed only grows"),
                operation(
                        "{name: resize, resize_to: 2G}",
                        "format: qcow2, snapshots: 1, options: {compat: 0.10}",
                        "a qcow2 of compat=0.10"),
                operation("save", "format: vmdk", "a guest on qcow, vmdk"),
                operation("checkpoint", "format: raw", "a checkpoint lies in the image: it needs"),
                operation(
                        "checkpoint",
                        "format: qcow2, options: {data_file: on}",
                        "a checkpoint lies in the image: it needs a qcow2"),
                operation("restore", "format: qcow2, bus: nvme", "a guest with an NVMe disk"));
    }

    private static Map.Entry<String, String> disk(String more, String reason) {
        return on("", more, reason);
    }

    private static Map.Entry<String, String> on(String storage, String more, String reason) {
        return Map.entry(storage + "disk: {size: 1GiB, " + more + "}\n" + READ, reason);
    }

    private static Map.Entry<String, String> sized(String size, String more, String reason) {
        return Map.entry("disk: {size: " + size + ", " + more + "}\n" + READ, reason);
    }

    private static Map.Entry<String, String> guest(String more, String guest, String reason) {
        return on("guest: {" + guest + "}\n", more, reason);
    }

    private static Map.Entry<String, String> qcow2(String options, String reason) {
        return disk("format: qcow2, options: {" + options + "}", reason);
    }

    private static Map.Entry<String, String> workload(String options, String reason) {
        return Map.entry("disk: {size: 1GiB}\nworkloads: [{name: w, " + options + "}]\n", reason);
    }

    private static Map.Entry<String, String> operation(String name, String more, String reason) {
        return Map.entry("disk: {size: 1GiB, " + more + "}\noperations: [" + name + "]\n", reason);
    }

    @ParameterizedTest
    @MethodSource("breaking")
    void leavesOutWithItsReason(String reason, String text) {
        assertThat(reasons(text)).as(text).anyMatch(said -> said.startsWith(reason));
    }

    /** What is said of a profile, whether or not something is left of it. */
    private List<String> reasons(String text) {
        Path file = directory.resolve("p.yaml");
        try {
            Files.writeString(file, "name: p\n" + text);
            return Planner.plan(ProfileReader.read(file)).exclusions().stream()
                    .map(Exclusion::reason)
                    .toList();
        } catch (ProfileException e) {
            return e.problems().stream()
                    .map(p -> p.message().replaceFirst("^[0-9,]+ left out: ", ""))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noRuleIsWithoutItsExample() {
        Set<String> said = new HashSet<>();
        breaking().forEach(one -> said.addAll(reasons((String) one.get()[1])));

        assertThat(Rules.ALL.stream().map(Rule::reason))
                .filteredOn(reason -> !reason.startsWith(GUARD))
                .allSatisfy(reason -> assertThat(said).contains(reason));
    }

    /** The product asks a rule as soon as its factors are known: it must read no others. */
    @Test
    void noRuleReadsAFactorThatItDoesNotName() throws IOException {
        long seed = 4;
        Random random = new Random(seed);
        List<SortedMap<String, String>> samples = new ArrayList<>();
        Map<String, List<String>> values = new TreeMap<>();
        for (Arguments one : breaking().toList()) {
            Path file = directory.resolve("p.yaml");
            Files.writeString(file, "name: p\n" + one.get()[1]);
            Profile profile = ProfileReader.read(file);
            Stream.concat(
                            profile.disk().stream(),
                            profile.workloads().stream().flatMap(w -> w.axes().stream()))
                    .forEach(
                            axis ->
                                    values.computeIfAbsent(axis.factor(), f -> new ArrayList<>())
                                            .addAll(axis.values()));
        }
        values.put("operation.name", List.of("create", "commit", "resize", "check", "save"));
        values.put("operation.to", List.of("vdi", "qcow2"));
        values.put("operation.resize_to", List.of("1GiB", "2GiB"));
        values.put("guest.machine", List.of("pc", "q35"));
        values.put("storage", List.of("work", "/dev/loop1", "/dev/loop1 + /dev/loop2"));
        values.put("guests", List.of("1", "2", "3"));
        for (int i = 0; i < 4000; i++) {
            SortedMap<String, String> sample = new TreeMap<>();
            values.forEach(
                    (factor, all) -> {
                        if (random.nextInt(3) > 0) {
                            sample.put(factor, all.get(random.nextInt(all.size())));
                        }
                    });
            sample.putIfAbsent("disk.size", "1GiB");
            sample.putIfAbsent("disk.format", "qcow2");
            samples.add(sample);
        }

        for (Rule rule : Rules.ALL) {
            assertThat(Factors.order()).as(rule.reason()).containsAll(rule.factors());
            for (SortedMap<String, String> sample : samples) {
                SortedMap<String, String> named = new TreeMap<>(sample);
                named.keySet().retainAll(rule.factors());
                assertThat(breaks(rule, named))
                        .as("seed %d, %s: %s", seed, rule.reason(), sample)
                        .isEqualTo(breaks(rule, sample));
            }
        }
    }

    private static boolean breaks(Rule rule, SortedMap<String, String> factors) {
        return rule.breaks().test(new Combination(null, factors));
    }

    @Test
    void idsOfWhatQemuRefusesAreStable() {
        assertThat(Rules.refusedByQemu())
                .hasSizeGreaterThan(35)
                .containsKeys("aio-native", "raw-metadata", "qcow2-size", "commit-alone");
        assertThat(Rules.refusedByQemu().keySet()).allMatch(id -> id.matches("[a-z0-9-]+"));
        assertThat(Rules.id("aio=native needs cache=none or directsync")).contains("aio-native");
        assertThat(Rules.id("operations make files: storage is a directory")).isEmpty();
    }

    @Test
    void theGeometryOfVhdIsQemuImgs() {
        // qemu-img 7.2 create -f vpc without force_size makes 1079296, 1114112 and 1073995776.
        assertThat(VpcGeometry.isExact(1 << 20)).isFalse();
        assertThat(VpcGeometry.isExact(1_114_112)).isTrue();
        assertThat(VpcGeometry.isExact(1 << 30)).isFalse();
        assertThat(VpcGeometry.isExact(1_073_995_776)).isTrue();
    }
}
