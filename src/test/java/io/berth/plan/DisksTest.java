package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static io.berth.plan.Plans.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a disk's factors make of its image, its backing files and its attachment. */
final class DisksTest {

    @TempDir private Path directory;

    private Plan plan(String text) throws IOException {
        return Plans.plan(directory, text);
    }

    private Plan disk(String more) throws IOException {
        return plan("disk: {size: 1GiB, " + more + "}\n" + READ);
    }

    private ImageConfig image(String more) throws IOException {
        return disk(more).cases().getFirst().disk().image();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raw | fixed | full | false | {}",
                "raw | dynamic | off | false | {}",
                "qcow2 | fixed | full | false | {}",
                "qcow2 | differencing | off | false | {}",
                "luks | fixed | full | false | {}",
                "vdi | fixed | off | true | {static=on}",
                "vdi | dynamic | off | false | {}",
                "vhd | fixed | off | true | {force_size=on, subformat=fixed}",
                "vhdx | fixed | off | true | {subformat=fixed}",
                "vmdk | fixed | off | true | {subformat=monolithicFlat}",
                "vmdk | dynamic | off | false | {}"
            })
    void aKindIsResolvedByTheFormat(
            String format, String kind, String preallocation, boolean reserved, String options)
            throws IOException {
        Plan plan = disk("format: " + format + ", kind: " + kind);
        ImageConfig image = plan.cases().getFirst().disk().image();

        assertThat(image.preallocation().word()).isEqualTo(preallocation);
        assertThat(image.reserved()).isEqualTo(reserved);
        assertThat(image.options()).hasToString(options);
        assertThat(image.backing().depth()).isEqualTo(kind.equals("differencing") ? 1 : 0);
        assertThat(plan.cases().getFirst().factors())
                .containsEntry("disk.kind", kind)
                .doesNotContainKey("disk.preallocation");
        assertThat(plan.notes()).noneMatch(note -> note.startsWith("disk.preallocation"));
    }

    @Test
    void aWrittenSubformatStays() throws IOException {
        ImageConfig image =
                image("format: vmdk, kind: fixed, options: {subformat: twoGbMaxExtentFlat}");
        assertThat(image.options()).isEqualTo(Map.of("subformat", "twoGbMaxExtentFlat"));
        assertThat(image.reserved()).isTrue();
    }

    @Test
    void dataAreSharedOutOverTheChain() throws IOException {
        assertThat(image("format: qcow2, backing: {depth: 3}").backing())
                .isEqualTo(new Backing(3, Format.QCOW2, 0, false, false));
        assertThat(image("format: qcow2, backing: {depth: 3, data: even}").backing().layerShare())
                .isEqualTo(0.25);
        assertThat(
                        image(
                                        "format: qed, backing: {depth: 2, format: raw, data: 5%,"
                                                + " shared: true}")
                                .backing())
                .isEqualTo(new Backing(2, Format.RAW, 0.05, true, false));
        assertThat(image("format: qcow2, backing: {depth: 16, data: even}").backing().depth())
                .isEqualTo(16);
        assertThat(image("format: qcow2, backing: {depth: 0, data: even}").backing())
                .isEqualTo(Backing.NONE);
    }

    @Test
    void whatIsNotWrittenIsNoFactorAndLeftToQemu() throws IOException {
        Case one = plan("disk: {size: 1GiB}\n" + READ).cases().getFirst();

        assertThat(one.factors().keySet())
                .filteredOn(f -> f.startsWith("disk.") || f.startsWith("guest."))
                .containsExactly(
                        "disk.aio",
                        "disk.bus",
                        "disk.cache",
                        "disk.contents",
                        "disk.format",
                        "disk.iothread",
                        "disk.preallocation",
                        "disk.size",
                        "guest.accelerator",
                        "guest.memory",
                        "guest.vcpus");
        assertThat(one.disk().attachment())
                .isEqualTo(Attachment.of(CacheMode.WRITEBACK, Aio.THREADS, Bus.VIRTIO_BLK, false));
        assertThat(one.guest().machine()).isEqualTo(Machine.Q35);
    }

    @Test
    void anAttachmentHasAllThatIsWritten() throws IOException {
        Case one =
                plan("""
                disk: {size: 1GiB, format: qcow2, encryption: luks, snapshots: 3,
                       bus: virtio-scsi, cache: default, queues: 4, queue_size: 128,
                       packed: true, discard: unmap, detect_zeroes: unmap,
                       l2_cache_size: 4MiB, snapshot_at: 2s,
                       options: {data_file: off, encrypt.iter-time: 10}}
                guest: {machine: pc}
                """
                                + READ)
                        .cases()
                        .getFirst();
        Attachment attachment = one.disk().attachment();

        assertThat(attachment.cache()).isEqualTo(CacheMode.DEFAULT);
        assertThat(attachment.bus()).isEqualTo(Bus.VIRTIO_SCSI);
        assertThat(attachment.queues()).isEqualTo(4);
        assertThat(attachment.queueSize()).isEqualTo(128);
        assertThat(attachment.packed()).isTrue();
        assertThat(attachment.discard()).isEqualTo(Discard.UNMAP);
        assertThat(attachment.detectZeroes()).isEqualTo(DetectZeroes.UNMAP);
        assertThat(attachment.l2CacheSize()).isEqualTo(ByteSize.mebibytes(4));
        assertThat(attachment.snapshotAt()).isEqualTo(Duration.ofSeconds(2));
        assertThat(one.disk().image().encryption()).isEqualTo(Encryption.LUKS);
        assertThat(one.disk().image().snapshots()).isEqualTo(3);
        assertThat(one.disk().image().options()).isEqualTo(Map.of("encrypt.iter-time", "10"));
        assertThat(one.guest().machine()).isEqualTo(Machine.PC);
    }

    @Test
    void whatADiskDoesNotHaveIsMeasuredOnce() throws IOException {
        Plan plan =
                plan(
                        """
                        disk:
                          size: 1GiB
                          format: [raw, qcow2]
                          encryption: [none, luks]
                          bus: [virtio-blk, nvme]
                          queues: [1, 4]
                          l2_cache_size: [1MiB, 2MiB]
                          options: {encrypt.iter-time: [10, 20], subformat: [fixed, dynamic]}
                        """
                                + READ);

        assertThat(column(plan, "disk.format", "disk.encryption", "disk.bus", "disk.queues"))
                .hasSize(3 + 2 * 3 + 2 * 2 * 3)
                .startsWith("raw none virtio-blk 1", "raw none virtio-blk 4", "raw none nvme -");
        assertThat(column(plan, "disk.l2_cache_size", "disk.options.encrypt.iter-time").distinct())
                .containsExactly(
                        "- -", "1MiB -", "2MiB -", "1MiB 10", "1MiB 20", "2MiB 10", "2MiB 20");
        assertThat(plan.exclusions())
                .singleElement()
                .satisfies(left -> assertThat(left.reason()).startsWith("encryption=luks"))
                .satisfies(
                        left ->
                                assertThat(left.combinations())
                                        .as("two buses with two queues each, by the lists")
                                        .isEqualTo(4));
        assertThat(plan.notes())
                .contains(
                        "disk.queues is left out where it means nothing: only virtio-blk and"
                                + " virtio-scsi have it",
                        "disk.options.subformat is left out where it means nothing: only vmdk, vpc"
                                + " and vhdx have it");
    }

    @Test
    void guestsAreSpreadOverDirectoriesAndHaveADeviceEach() throws IOException {
        Plan plan =
                plan(
                        "storage: [[/a, /b], [/dev/vdb, /dev/vdc]]\ndisk: {size: 1GiB}\n"
                                + "guests: [1, 2, 3]\n"
                                + READ);

        assertThat(column(plan, "storage", "guests"))
                .containsExactly(
                        "/a + /b 1",
                        "/a + /b 2",
                        "/a + /b 3",
                        "/dev/vdb + /dev/vdc 1",
                        "/dev/vdb + /dev/vdc 2");
        assertThat(plan.cases().get(2).storage())
                .isEqualTo(new Place(List.of(Path.of("/a"), Path.of("/b")), false));
        assertThat(plan.cases().get(4).storage())
                .isEqualTo(new Place(List.of(Path.of("/dev/vdb"), Path.of("/dev/vdc")), true));
        assertThat(plan.estimate().spaceBytes()).isEqualTo(Map.of("/a", 2L << 30, "/b", 1L << 30));
        assertThat(plan.cases().getFirst().id()).startsWith("a_b-");
    }

    @Test
    void aDeviceIsFixedAsItIs() throws IOException {
        ImageConfig image =
                plan("storage: /dev/vdb\ndisk: {size: 1GiB, kind: fixed}\n" + READ)
                        .cases()
                        .getFirst()
                        .disk()
                        .image();
        assertThat(image.preallocation()).isEqualTo(Preallocation.OFF);
    }

    @Test
    void twinsAtTheHostAreFilesOfTheKindAndTheDefaultCache() throws IOException {
        Plan plan =
                plan(
                        """
                        layers: [host, guest]
                        disk: {size: 1GiB, format: [vdi, qcow2], kind: [fixed, dynamic],
                               cache: [default, writeback], bus: [virtio-blk, nvme],
                               discard: [ignore, unmap]}
                        """
                                + READ);

        assertThat(plan.cases().stream().filter(c -> c.guest().equals(GuestConfig.NONE)))
                .extracting(c -> c.disk().preallocation(), c -> c.disk().cache())
                .containsExactlyInAnyOrder(
                        tuple(Preallocation.FULL, CacheMode.WRITEBACK),
                        tuple(Preallocation.OFF, CacheMode.WRITEBACK));
        assertThat(HostTwins.of(plan)).hasSize(2 * 2 * 2 * 2 * 2);
    }

    @Test
    void aDiskLargerThanItsL2CacheCoversIsFlagged() throws IOException {
        assertThat(plan("disk: {size: 256GiB, format: qcow2}\n" + READ).notes())
                .noneMatch(note -> note.contains("L2 cache"));
        assertThat(plan("disk: {size: 1TiB, format: qcow2}\n" + READ).notes())
                .anyMatch(
                        note ->
                                note.startsWith(
                                                "qcow2 of 1TiB with clusters of 64KiB: the L2 cache"
                                                    + " (QEMU's default of 32MiB) covers 256 GiB of"
                                                    + " it")
                                        && note.endsWith("l2_cache_size: 128MiB would cover it"));
        assertThat(
                        plan("disk: {size: 256GiB, format: qcow2, options: {extended_l2:"
                                        + " on}}\n"
                                        + READ)
                                .notes())
                .anyMatch(note -> note.contains("covers 128 GiB"));
        assertThat(disk("format: qcow2, l2_cache_size: [64KiB, 1MiB]").notes())
                .filteredOn(note -> note.contains("L2 cache"))
                .singleElement()
                .satisfies(note -> assertThat(note).contains("(64KiB) covers 512 MiB"));
    }

    @Test
    void spaceCountsChainsSharedBasesAndSnapshots() throws IOException {
        String more = "\nguests: 4\n" + READ;
        long one = 1L << 30;
        assertThat(space("format: qcow2, backing: {depth: 2}", more))
                .as("each guest's base, and layers that its writes may fill")
                .isBetween(8 * one, 9 * one);
        assertThat(space("format: qcow2, backing: {depth: 1, shared: true}", more))
                .isBetween(5 * one, 5 * one + (one >> 2));
        assertThat(space("format: qcow2, snapshots: 5", more))
                .isBetween(8 * one, 8 * one + (one >> 2));
        assertThat(space("format: raw, snapshot_at: 5s", more))
                .as("the images, and overlays that may fill")
                .isEqualTo(8 * one);
        assertThat(space("format: vhdx, kind: fixed", more)).isBetween(4 * one, 5 * one);
    }

    private long space(String disk, String more) throws IOException {
        return plan("storage: /d\ndisk: {size: 1GiB, " + disk + "}" + more)
                .estimate()
                .spaceBytes()
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
