package io.berth.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.profile.Profile.Operation;
import io.berth.profile.Profile.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of disks, storages and operations: what they take, and where they say no. */
final class DiskKeysTest {

    private static final String TAIL = "workloads:\n  - {name: w, rw: randread}\n";
    private static final String HEAD = "name: p\ndisk: {size: 1GiB}\n";

    @TempDir private Path directory;

    private Profile read(String text) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, text);
        return ProfileReader.read(file);
    }

    private static String disk(String more) {
        return "name: p\ndisk: {size: 1GiB, " + more + "}\n" + TAIL;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: vhd | disk.format | vpc",
                "format: parallels | disk.format | parallels",
                "kind: differencing | disk.kind | differencing",
                "encryption: luks | disk.encryption | luks",
                "snapshots: 64 | disk.snapshots | 64",
                "snapshot_at: 1500ms | disk.snapshot_at | 1500ms",
                "cache: default | disk.cache | default",
                "bus: virtio-scsi | disk.bus | virtio-scsi",
                "queues: 64 | disk.queues | 64",
                "queue_size: 1024 | disk.queue_size | 1024",
                "packed: on | disk.packed | true",
                "discard: unmap | disk.discard | unmap",
                "detect_zeroes: off | disk.detect_zeroes | off",
                "detect_zeroes: false | disk.detect_zeroes | off",
                "detect_zeroes: true | disk.detect_zeroes | on",
                "l2_cache_size: 2048k | disk.l2_cache_size | 2MiB",
                "backing: {depth: 16} | disk.backing.depth | 16",
                "backing: {format: vhd} | disk.backing.format | vpc",
                "backing: {data: even} | disk.backing.data | even",
                "backing: {data: 5.0%} | disk.backing.data | 5%",
                "backing: {shared: yes} | disk.backing.shared | true",
                "backing: {compressed: true} | disk.backing.compressed | true",
                "options: {subformat: twoGbMaxExtentFlat} | disk.options.subformat |"
                        + " twoGbMaxExtentFlat",
                "options: {compat: v3} | disk.options.compat | 1.1",
                "options: {data_file: true} | disk.options.data_file | on",
                "options: {encrypt.iter-time: 100} | disk.options.encrypt.iter-time | 100",
                "options: {cipher-alg: aes-256} | disk.options.cipher-alg | aes-256",
                "options: {log_size: 2M} | disk.options.log_size | 2MiB",
                "options: {block_size: 0} | disk.options.block_size | 0"
            })
    void takes(String written, String factor, String canonical) throws IOException {
        assertThat(read(disk(written)).disk())
                .filteredOn(axis -> axis.factor().equals(factor))
                .singleElement()
                .satisfies(axis -> assertThat(axis.values()).containsExactly(canonical));
    }

    static Stream<Arguments> wrongs() {
        return Stream.of(
                wrong(disk("format: cow"), "2:28", "cow was removed from QEMU in release 2.2"),
                wrong(disk("format: vhdxx"), "2:28", "did you mean 'vhdx'?"),
                wrong(disk("kind: fat"), "2:26", "fixed, dynamic, differencing"),
                wrong(
                        disk("kind: fixed, preallocation: full"),
                        "2:33",
                        "preallocation stands beside kind"),
                wrong(
                        disk("format: vpc, kind: fixed, options: {subformat: dynamic}"),
                        "2:56",
                        "subformat=dynamic contradicts kind=fixed"),
                wrong(
                        disk("format: vdi, kind: dynamic, options: {static: on}"),
                        "2:58",
                        "static=on contradicts kind=dynamic"),
                wrong(disk("encryption: aes"), "2:32", "not one of none, luks"),
                wrong(disk("snapshots: 65"), "2:31", "65 is not within 0 to 64"),
                wrong(disk("snapshot_at: soon"), "2:33", "is no time"),
                wrong(disk("cache: defualt"), "2:27", "did you mean 'default'?"),
                wrong(disk("bus: scsi"), "2:25", "virtio-blk, virtio-scsi, sata"),
                wrong(disk("queues: 0"), "2:28", "0 is not within 1 to 64"),
                wrong(disk("queue_size: 100"), "2:32", "not one of 2, 4, 8"),
                wrong(disk("packed: split"), "2:28", "is not true or false"),
                wrong(disk("discard: on"), "2:29", "ignore, unmap"),
                wrong(disk("l2_cache_size: 1k"), "2:35", "not within 4KiB"),
                wrong(disk("backing: 3"), "2:29", "backing takes keys and values, not '3'"),
                wrong(disk("backing: {depth: 17}"), "2:37", "17 is not within 0 to 16"),
                wrong(disk("backing: {depht: 1}"), "2:30", "did you mean 'depth'?"),
                wrong(disk("backing: {data: top}"), "2:36", "is not base, even or a share"),
                wrong(disk("backing: {data: 5}"), "2:36", "is not base, even or a share"),
                wrong(disk("backing: {data: 120%}"), "2:36", "120% is not within"),
                wrong(disk("options: {sub_format: fixed}"), "2:30", "did you mean 'subformat'?"),
                wrong(disk("options: {iter_time: 5}"), "2:30", "did you mean 'iter-time'?"),
                wrong(disk("options: {subformat: sparse}"), "2:41", "not one of dynamic, fixed"),
                wrong(disk("options: {encryption: on}"), "2:30", "write encryption: luks in disk"),
                wrong(disk("options: {key-secret: x}"), "2:30", "makes the secret"),
                wrong(disk("options: {backing_file: x}"), "2:30", "write backing: {depth: 1}"),
                wrong(disk("depth: 2"), "2:20", "it is a key of backing"),
                wrong(HEAD + "guest: {machine: microvm}\n" + TAIL, "3:18", "not one of q35, pc"),
                // places
                wrong(HEAD + "storage: []\n" + TAIL, "3:10", "storage is an empty list"),
                wrong(HEAD + "storage: [[]]\n" + TAIL, "3:11", "an empty list in storage"),
                wrong(HEAD + "storage: [a, a]\n" + TAIL, "3:14", "storage has a twice"),
                wrong(HEAD + "storage: [[a, ./a]]\n" + TAIL, "3:15", "spread over ./a twice"),
                wrong(HEAD + "storage: [[a, [b]]]\n" + TAIL, "3:15", "one value, not a list"),
                wrong(
                        HEAD + "storage: [[a, /dev/vdb]]\n" + TAIL,
                        "3:11",
                        "directories and block devices together"),
                // operations
                wrong(HEAD, "1:1", "needs workloads: [{name: randread, rw: randread}] or oper"),
                wrong(HEAD + "operations: create\n", "3:1", "operations takes a list"),
                wrong(HEAD + "operations: []\n", "3:13", "at least one operation"),
                wrong(HEAD + "operations: [creat]\n", "3:14", "did you mean 'create'?"),
                wrong(HEAD + "operations: [check, check]\n", "3:21", "in the list already"),
                wrong(HEAD + "operations: [convert]\n", "3:14", "convert needs to"),
                wrong(HEAD + "operations: [{name: resize}]\n", "3:14", "resize needs resize_to"),
                wrong(HEAD + "operations: [{to: raw}]\n", "3:14", "an operation needs name"),
                wrong(
                        HEAD + "operations: [{name: check, compressed: true}]\n",
                        "3:28",
                        "check has no compressed: that is of convert"),
                wrong(
                        HEAD + "operations: [{name: convert, to: raw, resize_to: 1G}]\n",
                        "3:39",
                        "convert has no resize_to: that is of resize"),
                wrong(
                        HEAD + "operations: [{name: convert, to: raw, coroutines: 17}]\n",
                        "3:51",
                        "17 is not within 1 to 16"));
    }

    private static Arguments wrong(String text, String place, String phrase) {
        return Arguments.of(text, place, phrase);
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void tellsThePlace(String text, String place, String phrase) {
        ProfileException e = catchThrowableOfType(ProfileException.class, () -> read(text));

        assertThat(e).as("refused: %s", text).isNotNull();
        assertThat(e.problems())
                .as(e.getMessage())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
                            assertThat(problem.message()).contains(phrase);
                        });
    }

    @Test
    void storagesAreDirectoriesSpreadsAndDevices() throws IOException {
        Profile profile =
                read(
                        HEAD
                                + "storage: [ssd, [a, ../b], /dev/vdb, [/dev/vdc, /dev/vdd],"
                                + " /dev/shm/x]\n"
                                + TAIL);

        assertThat(profile.storage())
                .extracting(Storage::written)
                .containsExactly(
                        "ssd", "a + ../b", "/dev/vdb", "/dev/vdc + /dev/vdd", "/dev/shm/x");
        assertThat(profile.storage())
                .extracting(Storage::devices)
                .containsExactly(false, false, true, true, false);
        assertThat(profile.storage().get(1).paths())
                .containsExactly(directory.resolve("a"), directory.resolve("../b").normalize());
        assertThat(read(HEAD + "storage: ssd\n" + TAIL).storage())
                .containsExactly(new Storage("ssd", directory.resolve("ssd")));
        assertThat(profile.withStorage(Path.of("/dev/vde")).storage())
                .singleElement()
                .satisfies(place -> assertThat(place.devices()).isTrue());
        assertThat(Storage.deviceCount("/dev/vdc + /dev/vdd")).isEqualTo(2);
        assertThat(Storage.deviceCount("/dev/shm/a + /dev/shm/b")).isZero();
    }

    @Test
    void operationsAreWordsOrHaveParametersThatAreAxes() throws IOException {
        Profile profile =
                read(
                        HEAD
                                + "operations:\n"
                                + "  - create\n"
                                + "  - {name: convert, to: [vhd, qcow2], compressed: [off, on],"
                                + " cache: none, out_of_order: true, coroutines: [1, 8]}\n"
                                + "  - {name: resize, resize_to: 2048M}\n");

        assertThat(profile.workloads()).isEmpty();
        assertThat(profile.operations())
                .extracting(Operation::kind)
                .containsExactly(OperationKind.CREATE, OperationKind.CONVERT, OperationKind.RESIZE);
        assertThat(profile.operations().get(1).axes())
                .extracting(Axis::factor, Axis::values)
                .containsExactly(
                        tuple("operation.to", List.of("vpc", "qcow2")),
                        tuple("operation.compressed", List.of("false", "true")),
                        tuple("operation.cache", List.of("none")),
                        tuple("operation.out_of_order", List.of("true")),
                        tuple("operation.coroutines", List.of("1", "8")));
        assertThat(profile.operations().get(2).axes())
                .singleElement()
                .satisfies(axis -> assertThat(axis.values()).containsExactly("2GiB"));
    }

    @Test
    void everyOptionOfQemuImgHasItsPlace() {
        // qemu-img 7.2 create -f F -o help, less what berth gives itself.
        String qcow2 =
                "cluster_size compat compression_type data_file data_file_raw encrypt.cipher-alg"
                        + " encrypt.cipher-mode encrypt.hash-alg encrypt.iter-time"
                        + " encrypt.ivgen-alg encrypt.ivgen-hash-alg extended_l2 lazy_refcounts"
                        + " refcount_bits";
        String others =
                "table_size adapter_type compat6 hwversion subformat toolsversion zeroed_grain"
                        + " static force_size block_size block_state_zero log_size cipher-alg"
                        + " cipher-mode hash-alg iter-time ivgen-alg ivgen-hash-alg nocow"
                        + " extent_size_hint";
        assertThat(Factors.order())
                .filteredOn(factor -> factor.startsWith("disk.options."))
                .extracting(factor -> factor.substring("disk.options.".length()))
                .containsExactlyInAnyOrder((qcow2 + " " + others).split(" "));
    }
}
