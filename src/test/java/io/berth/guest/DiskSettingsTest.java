package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.guest.FoundDisk.Node;
import io.berth.plan.Attachment;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.results.EffectiveDisk;
import io.berth.results.Setting;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiskSettingsTest {

    private static final Path IMAGE = Path.of("/images/a.raw");
    private static final String DIRECT = "02140002";
    private static final String BUFFERED = "02100002";
    private static final DiskConfig NONE =
            Guests.disk(Format.RAW, CacheMode.NONE, Aio.NATIVE, false);
    private static final String PACKED = "0".repeat(34) + "1" + "0".repeat(29);

    private static GuestDisk seen(String writeCache, String driver, int queues) {
        return new GuestDisk("vdb", 64 << 20, writeCache, 0, queues, driver, "0".repeat(64));
    }

    private static Node node(String driver, boolean direct, boolean noFlush) {
        return new Node("n-" + driver, driver, direct, noFlush, false, "off");
    }

    private static FoundDisk found(List<String> flags, Node protocol, Node format, GuestDisk seen) {
        return new FoundDisk(
                new TreeMap<>(Map.of(IMAGE, flags)),
                List.of(protocol),
                List.of(format),
                true,
                0,
                "native",
                false,
                1,
                256,
                false,
                "pc-q35-7.2-machine",
                seen);
    }

    private static EffectiveDisk compare(DiskConfig config, FoundDisk found) {
        return DiskSettings.compare(3, Guests.SMALL, config, found);
    }

    private static Setting setting(EffectiveDisk disk, String name) {
        return disk.settings().stream().filter(s -> s.name().equals(name)).findAny().orElseThrow();
    }

    @Test
    void whatIsAsAskedForHasNoMismatch() {
        EffectiveDisk disk =
                compare(
                        NONE,
                        found(
                                List.of(DIRECT),
                                node("file", true, false),
                                node("raw", true, false),
                                seen("write back", "virtio_blk", 1)));
        assertThat(disk.mismatches()).isEmpty();
        assertThat(disk.guest()).isEqualTo(3);
        assertThat(disk.oDirect()).isTrue();
        assertThat(disk.fdFlagsOctal()).isEqualTo(DIRECT);
        assertThat(disk.settings()).extracting(Setting::name).doesNotHaveDuplicates();
        assertThat(disk.settings())
                .allSatisfy(s -> assertThat(s.effective() == null && s.differs()).isFalse());
    }

    @Test
    void aDescriptorWithoutODirectIsAMismatchWhateverQmpSays() {
        EffectiveDisk disk =
                compare(
                        NONE,
                        found(
                                List.of(BUFFERED),
                                node("file", true, false),
                                node("raw", true, false),
                                seen("write back", "virtio_blk", 1)));
        assertThat(disk.mismatches()).containsExactly("O_DIRECT of a.raw is off, not on");
    }

    @Test
    void everyOtherDifferenceIsNamed() {
        FoundDisk found =
                new FoundDisk(
                        new TreeMap<>(Map.of(IMAGE, List.of())),
                        List.of(node("file", false, true)),
                        List.of(node("qcow2", false, true)),
                        false,
                        1,
                        "threads (no AIO ring)",
                        true,
                        2,
                        64,
                        true,
                        "pc-i440fx-7.2-machine",
                        new GuestDisk("sda", 512, "write through", 0, 2, "virtio_scsi", PACKED));
        assertThat(compare(NONE, found).mismatches())
                .containsExactly(
                        "disk.format is qcow2, not raw",
                        "disk.size is 512, not 64MiB",
                        "disk.backing.depth is 1, not 0",
                        "disk.cache is direct=off no-flush=on write-cache=off, not none",
                        "O_DIRECT of a.raw is not open, not on",
                        "cache.direct of protocol nodes is off, not on",
                        "cache.direct of format nodes is off, not on",
                        "cache.no-flush of protocol nodes is on, not off",
                        "cache.no-flush of format nodes is on, not off",
                        "write cache of the device is off, not on",
                        "write cache in the guest is write through, not write back",
                        "disk.aio is threads (no AIO ring), not native",
                        "disk.iothread is on, not off",
                        "guest.machine is pc, not q35",
                        "disk.bus is virtio-scsi, not virtio-blk");
    }

    @Test
    void oneLayerWithOtherFlagsIsNamed() {
        FoundDisk found =
                new FoundDisk(
                        new TreeMap<>(Map.of(IMAGE, List.of(DIRECT))),
                        List.of(node("file", true, false)),
                        List.of(
                                new Node("f-one", "raw", true, false, false, "off"),
                                new Node("f-one-1", "raw", false, false, false, "off")),
                        true,
                        0,
                        "native",
                        false,
                        1,
                        256,
                        false,
                        "pc-q35-7.2-machine",
                        seen("write back", "virtio_blk", 1));
        assertThat(compare(NONE, found).mismatches())
                .containsExactly("cache.direct of format nodes is f-one=on f-one-1=off, not on");
    }

    @Test
    void theDefaultCacheModeIsNamedAndNeverWrong() {
        DiskConfig config = TestDisks.disk(Format.RAW, CacheMode.DEFAULT, Bus.VIRTIO_BLK);
        FoundDisk found =
                new FoundDisk(
                        new TreeMap<>(Map.of(IMAGE, List.of(BUFFERED))),
                        List.of(node("file", false, false)),
                        List.of(node("raw", false, false)),
                        false,
                        0,
                        "threads",
                        false,
                        1,
                        256,
                        false,
                        "pc-q35-7.2-machine",
                        seen("write through", "virtio_blk", 1));
        EffectiveDisk disk = compare(config, found);
        assertThat(disk.mismatches()).isEmpty();
        assertThat(setting(disk, "disk.cache").requested()).isEqualTo("default");
        assertThat(setting(disk, "disk.cache").effective()).isEqualTo("writethrough");
    }

    @Test
    void nvmeCannotShowItsWriteCacheAndIsNotFailedForIt() {
        DiskConfig config = TestDisks.disk(Format.RAW, CacheMode.DIRECTSYNC, Bus.NVME);
        FoundDisk found =
                new FoundDisk(
                        new TreeMap<>(Map.of(IMAGE, List.of(DIRECT))),
                        List.of(node("file", true, false)),
                        List.of(node("raw", true, false)),
                        false,
                        0,
                        "threads",
                        false,
                        null,
                        null,
                        null,
                        "pc-q35-7.2-machine",
                        new GuestDisk("nvme0n1", 64 << 20, "write back", 0, 1, "nvme", null));
        EffectiveDisk disk = compare(config, found);
        assertThat(disk.mismatches()).isEmpty();
        assertThat(setting(disk, "write cache in the guest").effective()).isNull();
        assertThat(setting(disk, "disk.cache").effective()).isEqualTo("directsync");
    }

    @Test
    void queuesPackedAndQueueSizeAreComparedWhereTheyWereAskedFor() {
        DiskConfig config =
                new DiskConfig(
                        TestDisks.image(Format.RAW),
                        new Attachment(
                                CacheMode.NONE,
                                Aio.NATIVE,
                                Bus.VIRTIO_BLK,
                                false,
                                4,
                                128,
                                true,
                                Discard.IGNORE,
                                DetectZeroes.OFF,
                                ByteSize.mebibytes(1),
                                null));
        FoundDisk found =
                found(
                        List.of(DIRECT),
                        node("file", true, false),
                        node("raw", true, false),
                        seen("write back", "virtio_blk", 1));
        GuestConfig two = new GuestConfig(2, ByteSize.mebibytes(192), Accelerator.TCG, Machine.Q35);
        assertThat(DiskSettings.compare(1, two, config, found).mismatches())
                .containsExactly(
                        "disk.queues is 1, not 4",
                        "queues in the guest is 1, not 2",
                        "disk.queue_size is 256, not 128",
                        "disk.packed is off, not on");
        assertThat(compare(config, found).mismatches())
                .as("a guest of one CPU uses one queue")
                .doesNotContain("queues in the guest is 1, not 2");
    }
}
