package io.berth.guest;

import static io.berth.guest.TestDisks.allocated;
import static io.berth.guest.TestDisks.byteAt;
import static io.berth.guest.TestDisks.sh;
import static io.berth.guest.TestDisks.single;
import static io.berth.guest.TestDisks.writeAndVerify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.berth.results.EffectiveDisk;
import io.berth.results.Setting;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Disks of every kind, hot-plugged into one guest: written, read back, their settings read back.
 */
class DisksIT {

    // On the disk under the working directory: /tmp may be RAM, which knows no O_DIRECT.
    private static final Path WORK = Path.of("target", "it").toAbsolutePath();

    private static Path directory;
    private static Fleet fleet;
    private static Guest guest;

    @TempDir static Path runtime;

    @BeforeAll
    static void boot() throws Exception {
        Files.createDirectories(WORK);
        directory = Files.createTempDirectory(WORK, "disks-");
        fleet = Guests.boot(1, runtime);
        guest = fleet.guests().getFirst();
        System.out.println("booted in " + guest.bootTime());
    }

    @AfterAll
    static void end() throws IOException {
        fleet.close();
        ApplianceBuilder.delete(directory);
    }

    @ParameterizedTest
    @EnumSource(
            value = Bus.class,
            names = {"VIRTIO_BLK", "VIRTIO_SCSI", "NVME"})
    void everyHotPluggedBusIsWrittenAndReadBack(Bus bus) throws Exception {
        for (Format format : List.of(Format.RAW, Format.QCOW2)) {
            CacheMode cache = format == Format.RAW ? CacheMode.DIRECTSYNC : CacheMode.WRITEBACK;
            DiskConfig config = TestDisks.disk(format, cache, bus);
            DiskImage image = single(directory, "bus-" + bus.word(), format);
            PluggedDisk disk = guest.plug(config, image, "bus-" + bus.word());
            writeAndVerify(guest, disk);
            EffectiveDisk effective = guest.readBack(disk);
            guest.unplug(disk);

            assertThat(effective.mismatches()).isEmpty();
            assertThat(setting(effective, "disk.bus").effective()).isEqualTo(bus.word());
            assertThat(setting(effective, "disk.cache").effective()).isEqualTo(cache.word());
            Setting guestCache = setting(effective, "write cache in the guest");
            if (bus == Bus.NVME) {
                assertThat(guestCache.effective()).isNull();
                assertThat(guestCache.source()).contains("nvme");
            } else {
                assertThat(guestCache.effective())
                        .isEqualTo(cache.writeCache() ? "write back" : "write through");
            }
            assertThat(allocated(image.active())).isGreaterThanOrEqualTo(4 << 20);
            if (format == Format.QCOW2) {
                TestDisks.check(image.active(), format);
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void aBusWithoutHotPlugIsRefusedWithTheWayOut() throws Exception {
        DiskConfig ide = TestDisks.disk(Format.RAW, CacheMode.NONE, Bus.IDE);
        DiskImage image = single(directory, "ide", Format.RAW);
        assertThatThrownBy(() -> guest.plug(ide, image, "ide"))
                .hasMessageContaining("bus ide cannot be plugged")
                .hasMessageContaining("boot the guest with it");
    }

    @Test
    void queuesPackedRingsAndIothreadsAreReadBack() throws Exception {
        for (Bus bus : List.of(Bus.VIRTIO_BLK, Bus.VIRTIO_SCSI)) {
            Attachment attachment =
                    new Attachment(
                            CacheMode.NONE,
                            Aio.IO_URING,
                            bus,
                            true,
                            3,
                            64,
                            true,
                            Discard.IGNORE,
                            DetectZeroes.OFF,
                            ByteSize.mebibytes(1),
                            null);
            DiskConfig config = new DiskConfig(TestDisks.image(Format.QCOW2), attachment);
            DiskImage image = single(directory, "queues-" + bus.word(), Format.QCOW2);
            PluggedDisk disk = guest.plug(config, image, "queues");
            EffectiveDisk effective = guest.readBack(disk);
            writeAndVerify(guest, disk);
            guest.unplug(disk);
            assertThat(effective.mismatches()).isEmpty();
            assertThat(setting(effective, "disk.queues").effective()).isEqualTo("3");
            assertThat(setting(effective, "queues in the guest").effective()).isEqualTo("1");
            assertThat(setting(effective, "disk.queue_size").effective()).isEqualTo("64");
            assertThat(setting(effective, "disk.packed").effective()).isEqualTo("on");
            assertThat(setting(effective, "disk.iothread").effective()).isEqualTo("on");
            Setting l2 = setting(effective, "disk.l2_cache_size");
            assertThat(l2.requested()).isEqualTo("1MiB");
            assertThat(l2.effective()).isNull();
        }
        DiskConfig plain = TestDisks.disk(Format.RAW, CacheMode.NONE, Bus.VIRTIO_BLK);
        PluggedDisk disk = guest.plug(plain, single(directory, "plain", Format.RAW), "plain");
        EffectiveDisk effective = guest.readBack(disk);
        guest.unplug(disk);
        assertThat(setting(effective, "disk.packed").effective()).isEqualTo("off");
        assertThat(setting(effective, "disk.queues").effective()).isEqualTo("1");
        assertThat(setting(effective, "disk.iothread").effective()).isEqualTo("off");
    }

    @Test
    void cacheDefaultSaysNothingAndIsNamed() throws Exception {
        DiskConfig config = TestDisks.disk(Format.QCOW2, CacheMode.DEFAULT, Bus.VIRTIO_BLK);
        PluggedDisk disk =
                guest.plug(config, single(directory, "default", Format.QCOW2), "default");
        EffectiveDisk effective = guest.readBack(disk);
        guest.unplug(disk);
        assertThat(disk.commands()).noneMatch(c -> c.contains("cache"));
        assertThat(effective.mismatches()).isEmpty();
        Setting cache = setting(effective, "disk.cache");
        assertThat(cache.requested()).isEqualTo("default");
        assertThat(cache.effective()).isEqualTo("writeback");
    }

    @Test
    void aChainOfThreeIsReadThroughAndOnlyItsTopIsWritten() throws Exception {
        Path base = TestDisks.create(directory, "chain.base", Format.RAW);
        TestDisks.fill(base, Format.RAW, 0, 11);
        Path middle =
                TestDisks.create(
                        directory, "chain.l1", Format.QCOW2, "-b", base.toString(), "-F", "raw");
        TestDisks.fill(middle, Format.QCOW2, 1, 22);
        Path active =
                TestDisks.create(
                        directory, "chain", Format.QCOW2, "-b", middle.toString(), "-F", "qcow2");
        TestDisks.fill(active, Format.QCOW2, 2, 33);
        String before = sha256(base) + sha256(middle);
        DiskImage chain =
                new DiskImage(
                        List.of(
                                new Layer(active, Format.QCOW2),
                                new Layer(middle, Format.QCOW2),
                                new Layer(base, Format.RAW)),
                        null,
                        null);
        Backing backing = new Backing(2, Format.RAW, 0, false, false);
        DiskConfig config =
                new DiskConfig(
                        TestDisks.image(Format.QCOW2, Encryption.NONE, backing),
                        Attachment.of(CacheMode.NONE, Aio.NATIVE, Bus.VIRTIO_BLK, true));
        PluggedDisk disk = guest.plug(config, chain, "chain");
        EffectiveDisk effective = guest.readBack(disk);
        assertThat(effective.mismatches()).isEmpty();
        assertThat(setting(effective, "disk.backing.depth").effective()).isEqualTo("2");
        assertThat(setting(effective, "disk.backing.format").effective()).isEqualTo("raw");
        assertThat(effective.settings())
                .filteredOn(s -> s.name().startsWith("O_DIRECT"))
                .hasSize(3)
                .allSatisfy(s -> assertThat(s.effective()).isEqualTo("on"));
        for (int layer = 0; layer < 3; layer++) {
            assertThat(byteAt(guest, disk, layer)).isEqualTo(11 * (layer + 1));
        }
        writeAndVerify(guest, disk);
        guest.unplug(disk);
        assertThat(sha256(base) + sha256(middle)).isEqualTo(before);
        TestDisks.check(active, Format.QCOW2);
        assertNothingIsLeft();
    }

    @Test
    void encryptedDisksOpenWithTheSecretsFileAndShowNoPassphrase() throws Exception {
        Path secret = TestDisks.secret(directory);
        String object = "secret,id=s,file=" + secret;
        Path luks =
                TestDisks.create(
                        directory,
                        "raw",
                        Format.LUKS,
                        "--object",
                        object,
                        "-o",
                        "key-secret=s,iter-time=10");
        Path qcow2 =
                TestDisks.create(
                        directory,
                        "encrypted",
                        Format.QCOW2,
                        "--object",
                        object,
                        "-o",
                        "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10");
        for (Layer layer :
                List.of(new Layer(luks, Format.LUKS), new Layer(qcow2, Format.QCOW2, true))) {
            Encryption encryption =
                    layer.format() == Format.QCOW2 ? Encryption.LUKS : Encryption.NONE;
            DiskConfig config =
                    new DiskConfig(
                            TestDisks.image(layer.format(), encryption, Backing.NONE),
                            Attachment.of(CacheMode.WRITEBACK, Aio.THREADS, Bus.VIRTIO_BLK, false));
            PluggedDisk disk =
                    guest.plug(config, new DiskImage(List.of(layer), null, secret), "luks");
            EffectiveDisk effective = guest.readBack(disk);
            writeAndVerify(guest, disk);
            sh(
                    guest,
                    "yes berth-plain-text | dd of=/dev/" + disk.guestDevice() + " bs=64k count=8");
            guest.unplug(disk);
            assertThat(effective.mismatches()).isEmpty();
            assertThat(setting(effective, "disk.encryption").effective()).isEqualTo("luks");
            assertThat(String.join("\n", disk.commands()))
                    .contains(secret.toString())
                    .doesNotContain(Files.readString(secret));
            String bytes =
                    new String(Files.readAllBytes(layer.file()), StandardCharsets.ISO_8859_1);
            assertThat(bytes.contains("berth-plain-text")).isFalse();
        }
        assertNothingIsLeft();
    }

    @Test
    void aDataFileHoldsTheDataAndIsReadBackToo() throws Exception {
        Path data = directory.resolve("external.data");
        Path active =
                TestDisks.create(directory, "external", Format.QCOW2, "-o", "data_file=" + data);
        DiskConfig config = TestDisks.disk(Format.QCOW2, CacheMode.NONE, Bus.VIRTIO_BLK);
        PluggedDisk disk =
                guest.plug(
                        config,
                        new DiskImage(List.of(new Layer(active, Format.QCOW2)), data, null),
                        "external");
        writeAndVerify(guest, disk);
        EffectiveDisk effective = guest.readBack(disk);
        guest.unplug(disk);
        assertThat(effective.mismatches()).isEmpty();
        assertThat(setting(effective, "O_DIRECT of external.data").effective()).isEqualTo("on");
        assertThat(allocated(data)).isGreaterThanOrEqualTo(4 << 20);
        assertThat(allocated(active)).isLessThan(1 << 20);
    }

    @Test
    void extentsOfAVmdkAreReadBackToo() throws Exception {
        Path active =
                TestDisks.create(directory, "flat", Format.VMDK, "-o", "subformat=monolithicFlat");
        DiskConfig threads = TestDisks.disk(Format.VMDK, CacheMode.NONE, Bus.VIRTIO_BLK);
        PluggedDisk disk = guest.plug(threads, DiskImage.of(active, Format.VMDK), "flat");
        writeAndVerify(guest, disk);
        EffectiveDisk effective = guest.readBack(disk);
        guest.unplug(disk);
        assertThat(effective.mismatches()).isEmpty();
        assertThat(setting(effective, "O_DIRECT of flat-flat.vmdk").effective()).isEqualTo("on");

        DiskConfig rings =
                new DiskConfig(
                        threads.image(),
                        Attachment.of(CacheMode.NONE, Aio.IO_URING, Bus.VIRTIO_BLK, false));
        disk = guest.plug(rings, DiskImage.of(active, Format.VMDK), "flat");
        effective = guest.readBack(disk);
        guest.unplug(disk);
        assertThat(effective.mismatches()).containsExactly("disk.aio is threads, not io_uring");
    }

    @Test
    void discardsFreeBlocksOnlyWhereTheyAreLetThrough() throws Exception {
        for (Bus bus : List.of(Bus.VIRTIO_BLK, Bus.VIRTIO_SCSI, Bus.NVME)) {
            for (Discard discard : Discard.values()) {
                DiskConfig config =
                        new DiskConfig(
                                TestDisks.image(Format.QCOW2),
                                TestDisks.attachment(discard, DetectZeroes.OFF, bus));
                String name = "discard-" + discard.word();
                DiskImage image = single(directory, name + bus.word(), Format.QCOW2);
                PluggedDisk disk = guest.plug(config, image, name);
                String device = "/dev/" + disk.guestDevice();
                sh(guest, "dd if=/dev/urandom of=" + device + " bs=1M count=16 conv=fsync");
                long before = allocated(image.active());
                assertThat(before).isGreaterThan(16 << 20);
                sh(guest, "blkdiscard " + device);
                EffectiveDisk effective = guest.readBack(disk);
                guest.unplug(disk);
                assertThat(setting(effective, "disk.discard").requested())
                        .isEqualTo(discard.word());
                long after = allocated(image.active());
                if (discard == Discard.UNMAP) {
                    assertThat(after).as(bus.word()).isLessThan(1 << 20);
                } else {
                    assertThat(after).as(bus.word()).isGreaterThan(16 << 20);
                }
            }
        }
    }

    @Test
    void writtenZerosAreNoDataWhereTheyAreLookedFor() throws Exception {
        for (DetectZeroes detect : DetectZeroes.values()) {
            DiskConfig config =
                    new DiskConfig(
                            TestDisks.image(Format.RAW),
                            TestDisks.attachment(Discard.UNMAP, detect, Bus.VIRTIO_BLK));
            DiskImage image = single(directory, "zeros-" + detect.word(), Format.RAW);
            PluggedDisk disk = guest.plug(config, image, "zeros");
            String device = "/dev/" + disk.guestDevice();
            sh(guest, "dd if=/dev/urandom of=" + device + " bs=1M count=16 conv=fsync");
            sh(guest, "dd if=/dev/zero of=" + device + " bs=1M count=16 conv=fsync");
            EffectiveDisk effective = guest.readBack(disk);
            guest.unplug(disk);
            assertThat(effective.mismatches()).isEmpty();
            assertThat(setting(effective, "disk.detect_zeroes").effective())
                    .isEqualTo(detect.word());
            long after = allocated(image.active());
            if (detect == DetectZeroes.UNMAP) {
                assertThat(after).isLessThan(1 << 20);
            } else {
                assertThat(after).isGreaterThanOrEqualTo(16 << 20);
            }
        }
    }

    @Test
    void aLoopDeviceIsARawDiskOfTheSizeAskedFor() throws Exception {
        Path file = directory.resolve("larger.img");
        TestDisks.run("truncate", "-s", "80M", file.toString());
        Tool.Outcome attached = Tool.run("losetup", "--find", "--show", file.toString());
        assertThat(attached.exitCode()).as("loop devices need root: %s", attached.err()).isZero();
        Path device = Path.of(attached.out().strip());
        try {
            DiskConfig config = TestDisks.disk(Format.RAW, CacheMode.NONE, Bus.VIRTIO_BLK);
            PluggedDisk disk = guest.plug(config, DiskImage.of(device, Format.RAW), "loop");
            writeAndVerify(guest, disk);
            EffectiveDisk effective = guest.readBack(disk);
            guest.unplug(disk);
            assertThat(effective.mismatches()).isEmpty();
            assertThat(effective.virtualBytes()).isEqualTo(64 << 20);
            assertThat(disk.commands().getFirst()).contains("host_device");
        } finally {
            Tool.run("losetup", "--detach", device.toString());
        }
    }

    @Test
    void aSnapshotOfARunningDiskLeavesItsImageAlone() throws Exception {
        Path secret = TestDisks.secret(directory);
        for (Encryption encryption : Encryption.values()) {
            boolean luks = encryption == Encryption.LUKS;
            DiskConfig config =
                    new DiskConfig(
                            TestDisks.image(Format.QCOW2, encryption, Backing.NONE),
                            Attachment.of(CacheMode.NONE, Aio.NATIVE, Bus.VIRTIO_SCSI, true));
            String name = "snapshot-" + encryption.word();
            Path active =
                    luks
                            ? TestDisks.create(
                                    directory,
                                    name,
                                    Format.QCOW2,
                                    "--object",
                                    "secret,id=s,file=" + secret,
                                    "-o",
                                    "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10")
                            : TestDisks.create(directory, name, Format.QCOW2);
            DiskImage image =
                    new DiskImage(
                            List.of(new Layer(active, Format.QCOW2, luks)),
                            null,
                            luks ? secret : null);
            SnapshotOverlay overlay = SnapshotOverlay.create(config, image);
            PluggedDisk disk = guest.plug(config, image, "snapshot");
            String device = "/dev/" + disk.guestDevice();
            sh(guest, "dd if=/dev/urandom of=" + device + " bs=1M count=1 conv=fsync");
            long pid =
                    guest.agent()
                            .execDetached(
                                    List.of(
                                            "/bin/sh",
                                            "-c",
                                            "dd if=/dev/zero of="
                                                    + device
                                                    + " bs=64k count=200 seek=100 oflag=direct"));
            BlockStats before = guest.blockStats(disk);
            // A snapshot that fails leaves nothing behind: the next one has the same names.
            assertThatThrownBy(() -> guest.snapshot(disk, directory.resolve("no.qcow2")))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("No such file or directory");
            SnapshotTaken taken = guest.snapshot(disk, overlay.file());
            System.out.println("snapshot took " + taken.took());
            while (!guest.agent().status(pid).exited()) {
                Thread.sleep(20);
            }
            String untouched = sha256(active);
            writeAndVerify(guest, disk);
            assertThat(guest.blockStats(disk).writeBytes())
                    .isGreaterThan(before.writeBytes() + (4 << 20));
            assertThat(guest.ioErrors(disk)).isEmpty();
            guest.unplug(disk);
            assertThat(sha256(active)).isEqualTo(untouched);
            assertThat(overlay.damage()).isEmpty();
            assertThat(allocated(overlay.file())).isGreaterThanOrEqualTo(4 << 20);
            overlay.delete();
        }
        assertNothingIsLeft();
    }

    private static Setting setting(EffectiveDisk effective, String name) {
        return effective.settings().stream()
                .filter(s -> s.name().equals(name))
                .findAny()
                .orElseThrow(() -> new AssertionError(name + " in " + effective.settings()));
    }

    /** After unplugging QEMU has no image open but the guest's root. */
    private static void assertNothingIsLeft() throws IOException {
        Path descriptors = Path.of("/proc", Long.toString(guest.pid()), "fd");
        try (var open = Files.list(descriptors)) {
            assertThat(open.map(DisksIT::target).filter(Objects::nonNull).toList())
                    .noneMatch(path -> path.startsWith(directory));
        }
    }

    private static @Nullable Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException _) {
            return null; // closed since it was listed
        }
    }

    private static String sha256(Path file) throws IOException, InterruptedException {
        return Tool.run("sha256sum", file.toString())
                .out()
                .lines()
                .map(line -> line.toLowerCase(Locale.ROOT).split(" ")[0])
                .collect(Collectors.joining());
    }
}
