package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.image.DiskImage;
import io.berth.image.DiskImage.Layer;
import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.DiskConfig;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiskWiringTest {

    private static final Slot Q35 = new Slot(Machine.Q35, 2);
    private static final Slot PC = new Slot(Machine.PC, 3);
    private static final Path IMAGE = Path.of("/images/a,b.qcow2");

    private static List<String> wired(DiskConfig config, DiskImage image, Slot slot) {
        return DiskWiring.of(config, image, "one", slot).commands().stream()
                .map(command -> command.name() + " " + command.arguments())
                .toList();
    }

    private static DiskConfig attached(Attachment attachment) {
        return new DiskConfig(TestDisks.image(Format.QCOW2), attachment);
    }

    @ParameterizedTest
    @CsvSource({
        "WRITEBACK,    false, false, on",
        "WRITETHROUGH, false, false, off",
        "NONE,         true,  false, on",
        "DIRECTSYNC,   true,  false, off",
        "UNSAFE,       false, true,  on"
    })
    void theFlagsAreOnBothNodesAndTheDevice(
            CacheMode cache, boolean direct, boolean noFlush, String writeCache) {
        DiskConfig config = Guests.disk(Format.QCOW2, cache, Aio.IO_URING, true);
        String flags =
                "\"cache\":{\"direct\":%s,\"no-flush\":%s},\"read-only\":false,"
                                .formatted(direct, noFlush)
                        + "\"discard\":\"ignore\",\"detect-zeroes\":\"off\"}";
        assertThat(wired(config, DiskImage.of(IMAGE, Format.QCOW2), Q35))
                .containsExactly(
                        "object-add {\"qom-type\":\"iothread\",\"id\":\"t-one\"}",
                        "blockdev-add {\"driver\":\"file\",\"node-name\":\"p-one\","
                                + "\"filename\":\"/images/a,b.qcow2\",\"aio\":\"io_uring\","
                                + flags,
                        "blockdev-add {\"driver\":\"qcow2\",\"node-name\":\"f-one\","
                                + "\"file\":\"p-one\","
                                + flags,
                        "device_add {\"driver\":\"virtio-blk-pci\",\"id\":\"d-one\","
                                + "\"drive\":\"f-one\",\"serial\":\"one\",\"write-cache\":\""
                                + writeCache
                                + "\",\"bus\":\"port2\",\"werror\":\"report\","
                                + "\"rerror\":\"report\",\"iothread\":\"t-one\"}");
    }

    @ParameterizedTest
    @EnumSource(Bus.class)
    void cacheDefaultSaysNothingOfCachesOnAnyBus(Bus bus) {
        DiskConfig config = TestDisks.disk(Format.QCOW2, CacheMode.DEFAULT, bus);
        assertThat(wired(config, DiskImage.of(IMAGE, Format.QCOW2), Q35))
                .noneMatch(line -> line.contains("cache"));
    }

    @Test
    void aChainIsOpenedFromItsBaseReadOnlyWithTheSameFlagsAndAio() {
        DiskImage chain =
                new DiskImage(
                        List.of(
                                new Layer(Path.of("/i/a.qcow2"), Format.QCOW2),
                                new Layer(Path.of("/i/l1.qcow2"), Format.QCOW2),
                                new Layer(Path.of("/i/base.raw"), Format.RAW)),
                        Path.of("/i/a.data"),
                        null);
        DiskConfig config =
                attached(
                        new Attachment(
                                CacheMode.NONE,
                                Aio.NATIVE,
                                Bus.VIRTIO_BLK,
                                false,
                                null,
                                null,
                                null,
                                Discard.UNMAP,
                                DetectZeroes.UNMAP,
                                ByteSize.mebibytes(2),
                                null));
        List<String> nodes = wired(config, chain, Q35).subList(0, 7);
        assertThat(nodes)
                .allMatch(line -> line.contains("\"direct\":true"))
                .filteredOn(line -> line.contains("filename"))
                .hasSize(4)
                .allMatch(line -> line.contains("\"aio\":\"native\""));
        assertThat(nodes.subList(0, 4))
                .allMatch(line -> line.contains("\"read-only\":true,\"discard\":\"ignore\""));
        assertThat(nodes.subList(4, 7))
                .allMatch(line -> line.contains("\"read-only\":false,\"discard\":\"unmap\""));
        assertThat(nodes.get(3))
                .startsWith(
                        "blockdev-add {\"driver\":\"qcow2\",\"node-name\":\"f-one-1\","
                                + "\"file\":\"p-one-1\",\"backing\":\"f-one-2\","
                                + "\"l2-cache-size\":2097152");
        assertThat(nodes.get(5)).contains("\"node-name\":\"data-one\"");
        assertThat(nodes.get(6))
                .contains("\"data-file\":\"data-one\",\"backing\":\"f-one-1\"")
                .endsWith("\"detect-zeroes\":\"unmap\"}");
    }

    @Test
    void aSecretIsNamedByItsFile() {
        DiskImage image =
                new DiskImage(
                        List.of(
                                new Layer(IMAGE, Format.QCOW2, true),
                                new Layer(Path.of("/i/base.luks"), Format.LUKS)),
                        null,
                        Path.of("/i/secret"));
        DiskConfig config =
                new DiskConfig(
                        TestDisks.image(
                                Format.QCOW2,
                                Encryption.LUKS,
                                new Backing(1, Format.LUKS, 0, false, false)),
                        Attachment.of(CacheMode.NONE, Aio.THREADS, Bus.VIRTIO_BLK, false));
        List<String> lines = wired(config, image, Q35);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "object-add {\"qom-type\":\"secret\",\"id\":\"s-one\","
                                + "\"file\":\"/i/secret\"}");
        assertThat(lines.get(2)).contains("\"driver\":\"luks\"", "\"key-secret\":\"s-one\"");
        assertThat(lines.get(4))
                .contains("\"encrypt\":{\"format\":\"luks\",\"key-secret\":\"s-one\"}");
    }

    @Test
    void everyBusHasItsDeviceInItsPlace() {
        assertThat(devices(Bus.VIRTIO_SCSI, Q35))
                .containsExactly(
                        "device_add {\"driver\":\"virtio-scsi-pci\",\"id\":\"c-one\","
                                + "\"bus\":\"port2\",\"num_queues\":3,\"virtqueue_size\":64,"
                                + "\"packed\":true,\"iothread\":\"t-one\"}",
                        "device_add {\"driver\":\"scsi-hd\",\"id\":\"d-one\",\"drive\":\"f-one\","
                                + "\"serial\":\"one\",\"write-cache\":\"on\","
                                + "\"bus\":\"c-one.0\",\"werror\":\"report\","
                                + "\"rerror\":\"report\"}");
        assertThat(devices(Bus.VIRTIO_BLK, PC).getFirst())
                .contains("\"bus\":\"pci.0\",\"addr\":\"0x13\"")
                .contains("\"num-queues\":3,\"queue-size\":64,\"packed\":true");
        // nvme knows neither werror nor iothreads.
        assertThat(devices(Bus.NVME, PC))
                .containsExactly(
                        "device_add {\"driver\":\"nvme\",\"id\":\"d-one\",\"drive\":\"f-one\","
                                + "\"serial\":\"one\",\"write-cache\":\"on\","
                                + "\"bus\":\"pci.0\",\"addr\":\"0x13\"}");
        assertThat(devices(Bus.IDE, PC).getFirst())
                .contains("\"driver\":\"ide-hd\"", "\"bus\":\"ide.1\",\"unit\":0");
        assertThat(devices(Bus.SATA, Q35).getFirst())
                .contains("\"driver\":\"ide-hd\"", "\"bus\":\"ide.1\"")
                .doesNotContain("unit");
    }

    private static List<String> devices(Bus bus, Slot slot) {
        DiskConfig config =
                attached(
                        new Attachment(
                                CacheMode.NONE,
                                Aio.THREADS,
                                bus,
                                true,
                                3,
                                64,
                                true,
                                Discard.IGNORE,
                                DetectZeroes.OFF,
                                null,
                                null));
        List<String> lines = wired(config, DiskImage.of(IMAGE, Format.QCOW2), slot);
        return lines.subList(3, lines.size());
    }

    @Test
    void aSnapshotOpensItsOverlayWithoutABackingFile() {
        DiskConfig config = TestDisks.disk(Format.RAW, CacheMode.NONE, Bus.NVME);
        List<String> lines =
                DiskWiring.overlay(
                                config,
                                DiskImage.of(Path.of("/i/a.raw"), Format.RAW),
                                "one",
                                Path.of("/i/a.snapshot.qcow2"),
                                false)
                        .stream()
                        .map(QmpCommand::text)
                        .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains("\"backing\":null", "\"driver\":\"qcow2\"");
        assertThat(lines.getLast())
                .isEqualTo(
                        "{\"execute\":\"blockdev-snapshot\",\"arguments\":{\"node\":\"f-one\","
                                + "\"overlay\":\"f-one-s\"}}");
    }

    @Test
    void nodeNamesOfTheLongestSerialAndChainFitQemusLimit() {
        List<Layer> layers =
                IntStream.rangeClosed(0, 16)
                        .mapToObj(i -> new Layer(Path.of("/i/" + i), Format.QCOW2))
                        .toList();
        DiskImage image = new DiskImage(layers, Path.of("/i/data"), null);
        DiskConfig config = TestDisks.disk(Format.QCOW2, CacheMode.NONE, Bus.VIRTIO_BLK);
        // QEMU 7.2, include/block/block_int-common.h: char node_name[32].
        assertThat(DiskWiring.of(config, image, "x".repeat(20), Q35).backend())
                .allSatisfy(command -> assertThat(command.id()).hasSizeLessThan(32));
    }
}
