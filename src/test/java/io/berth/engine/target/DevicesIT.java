package io.berth.engine.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.OpenFlags;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rw;
import io.berth.engine.result.Progress;
import io.berth.host.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real loop devices: what must not be written is refused, and not one byte of it changes. */
class DevicesIT {

    private static final int MIB = 1 << 20;
    private static final Progress QUIET = new Progress() {};

    @TempDir Path directory;

    @Test
    void aBlankDeviceIsWrittenOnlyUnderItsName() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("blank.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            requireRefused(loop, Set.of(), "may carry data", "--allow-overwrite=" + backing);
            requireRefused(loop, Set.of(loop.device().toString()), "--allow-overwrite=" + backing);
            requireRefused(loop, Set.of(backing + "x"), "not " + backing + "x");

            try (Prepared prepared =
                    Targets.prepare(
                            List.of(writing(loop), writing(loop)),
                            Set.of(backing.toString()),
                            QUIET)) {
                Region whole = new Region(loop.device(), true, 0, 16 * MIB);
                assertThat(prepared.regions()).containsExactly(List.of(whole), List.of(whole));
                write(loop.device(), 4096, "written".getBytes(US_ASCII));
            }
            Commands.runChecked(
                    LoopDevice.LIMIT, "blockdev", "--flushbufs", loop.device().toString());
            assertThat(Files.readString(backing, ISO_8859_1)).contains("written");
        }
    }

    @Test
    void aDeviceThatIsWorkedOnCannotBeMountedMeanwhile() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("held.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            Prepared prepared =
                    Targets.prepare(List.of(writing(loop)), Set.of(backing.toString()), QUIET);
            try (prepared) {
                Path image = LoopDevice.sparse(directory.resolve("made.img"), 16 * MIB);
                Commands.runChecked(LoopDevice.LIMIT, "mkfs.ext4", "-q", image.toString());
                write(loop.device(), 0, Files.readAllBytes(image));
                Commands.Output mount = mount(loop.device(), "held");
                assertThat(mount.ok()).as("%s", mount).isFalse();
                assertThatThrownBy(
                                () ->
                                        Targets.prepare(
                                                List.of(writing(loop)),
                                                Set.of(backing.toString()),
                                                QUIET))
                        .hasMessageContaining("EBUSY");
            }
            // Let go: now it can.
            Commands.Output mount = mount(loop.device(), "held");
            assertThat(mount.ok()).as("%s", mount).isTrue();
            unmount("held");
        }
    }

    @Test
    void aMountedFileSystemIsRefusedAndReadingItIsNot() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("mounted.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            Commands.runChecked(LoopDevice.LIMIT, "mkfs.ext4", "-q", loop.device().toString());
            requireRefused(
                    loop,
                    Set.of(backing.toString()),
                    "carries ext4 (filesystem)",
                    "wipefs --all " + loop.device());

            assertThat(mount(loop.device(), "mounted").ok()).isTrue();
            try {
                requireRefused(
                        loop,
                        Set.of(backing.toString()),
                        "is mounted at " + directory.resolve("mounted") + " (ext4)");
                Job reading = Jobs.on(loop.device()).rw(Rw.RANDREAD).job();
                try (Prepared prepared = Targets.prepare(List.of(reading), Set.of(), QUIET)) {
                    assertThat(prepared.regions().getFirst().getFirst().lengthBytes())
                            .isEqualTo(16 * MIB);
                }
                // The file under a mounted file system is as little to be written.
                assertThatThrownBy(
                                () ->
                                        Targets.prepare(
                                                List.of(Jobs.on(backing).job()),
                                                Set.of(backing.toString()),
                                                QUIET))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("is under the loop device " + loop.device());
            } finally {
                unmount("mounted");
            }
        }
    }

    @Test
    void aFileSystemThatIsMountedThroughAnotherLoopDeviceIsRefused() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("twice.img"), 16 * MIB);
        try (LoopDevice one = LoopDevice.over(backing);
                LoopDevice other = LoopDevice.over(backing)) {
            requireRefused(
                    one,
                    Set.of(backing.toString()),
                    "lies on " + backing,
                    "is also under the loop device " + other.device());
        }
    }

    @Test
    void aLoopDeviceOverTheDeviceIsAUser() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("under.img"), 16 * MIB);
        try (LoopDevice under = LoopDevice.over(backing);
                LoopDevice over = LoopDevice.over(under.device())) {
            requireRefused(
                    under, Set.of(backing.toString()), "is under the loop device " + over.device());
        }
    }

    @Test
    void partitions() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("disk.img"), 16 * MIB);
        write(backing, 0, masterBootRecord());
        try (LoopDevice loop = LoopDevice.over(backing)) {
            // By partx, since not every kernel reads partition tables itself.
            Commands.runChecked(LoopDevice.LIMIT, "partx", "--add", loop.device().toString());
            Path partition = Path.of(loop.device() + "p1");
            assertThat(partition).as("the kernel's partition").exists();
            requireRefused(loop, Set.of(backing.toString()), "has a partition table (dos)");

            Job onPartition = Jobs.on(partition).job();
            String before = loop.hash();
            Throwable unnamed =
                    catchThrowable(() -> Targets.prepare(List.of(onPartition), Set.of(), QUIET));
            assertThat(unnamed).hasMessageContaining("--allow-overwrite=" + backing + "-part1");
            // The whole disk's word is not the partition's.
            assertThat(
                            catchThrowable(
                                    () ->
                                            Targets.prepare(
                                                    List.of(onPartition),
                                                    Set.of(backing.toString()),
                                                    QUIET)))
                    .isInstanceOf(EngineException.class);
            assertThat(loop.hash()).isEqualTo(before);
            try (Prepared prepared =
                    Targets.prepare(List.of(onPartition), Set.of(backing + "-part1"), QUIET)) {
                assertThat(prepared.regions().getFirst())
                        .containsExactly(new Region(partition, true, 0, 8 * MIB));
            }

            Commands.runChecked(LoopDevice.LIMIT, "mkfs.ext4", "-q", partition.toString());
            assertThat(mount(partition, "part").ok()).isTrue();
            try {
                requireRefused(
                        loop,
                        Set.of(backing.toString()),
                        "its partition " + partition + " is mounted at");
            } finally {
                unmount("part");
            }
        }
    }

    @Test
    void swapSpace() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("swap.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            Commands.runChecked(LoopDevice.LIMIT, "mkswap", loop.device().toString());
            requireRefused(loop, Set.of(backing.toString()), "carries swap");
            Commands.runChecked(LoopDevice.LIMIT, "swapon", loop.device().toString());
            try {
                requireRefused(loop, Set.of(backing.toString()), "is swap space in use");
            } finally {
                Commands.runChecked(LoopDevice.LIMIT, "swapoff", loop.device().toString());
            }
        }
    }

    @Test
    void logicalVolumesRaidAndEncryption() throws Exception {
        requireSignature("lvm.img", file -> write(file, 512, lvmLabel()), "LVM2_member");
        requireSignature("raid.img", DevicesIT::writeMd, "linux_raid_member");
        requireSignature("luks.img", file -> write(file, 0, luksHeader()), "crypto_LUKS");
    }

    /** What oVirt does: qcow2 straight on a volume. blkid does not know it. */
    @Test
    void aDiskImageOnADevice() throws Exception {
        requireSignature(
                "qcow2.img",
                file -> {
                    Path image = file.resolveSibling("image.qcow2");
                    Commands.runChecked(
                            LoopDevice.LIMIT,
                            "qemu-img",
                            "create",
                            "-q",
                            "-f",
                            "qcow2",
                            image.toString(),
                            "8M");
                    write(file, 0, Files.readAllBytes(image));
                },
                "a qcow2 image");
    }

    @Test
    void aProcessThatHasTheDeviceOpenForWriting() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("open.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            Process other =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "exec 3<>\"$0\"; echo open; exec sleep 60",
                                    loop.device().toString())
                            .start();
            try {
                assertThat(other.inputReader().readLine()).isEqualTo("open");
                requireRefused(
                        loop,
                        Set.of(backing.toString()),
                        "is open for writing by process " + other.pid());
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aReadOnlyDeviceAndOneTooSmall() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("ro.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing, "--read-only")) {
            requireRefused(loop, Set.of(backing.toString()), "is read-only");
            Job tooMuch = Jobs.on(loop.device()).rw(Rw.READ).size(17 * MIB).job();
            assertThatThrownBy(() -> Targets.prepare(List.of(tooMuch), Set.of(), QUIET))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("has 16777216 bytes")
                    .hasMessageContaining("size=100%");
        }
    }

    /** The others of a refused run are not touched either. */
    @Test
    void oneRefusedJobKeepsAllOthersFromBeginning() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("other.img"), 16 * MIB);
        Path wanted = directory.resolve("new.dat");
        try (LoopDevice loop = LoopDevice.over(backing)) {
            Job file = Jobs.on(wanted).size(MIB).job();
            assertThatThrownBy(() -> Targets.prepare(List.of(file, writing(loop)), Set.of(), QUIET))
                    .isInstanceOf(EngineException.class);
            assertThat(wanted).doesNotExist();
        }
    }

    private static Job writing(LoopDevice loop) {
        return Jobs.on(loop.device()).job();
    }

    /** Refused means: an exception that says all of this, and not one byte changed. */
    private static void requireRefused(LoopDevice loop, Set<String> allow, String... says)
            throws IOException {
        String before = loop.hash();
        Throwable refusal =
                catchThrowable(() -> Targets.prepare(List.of(writing(loop)), allow, QUIET));
        assertThat(refusal)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(loop.device().toString());
        assertThat(refusal.getMessage()).contains(says);
        assertThat(loop.hash()).as("the device after '%s'", refusal.getMessage()).isEqualTo(before);
    }

    /** Something that is put on a file. */
    private interface Writer {
        void write(Path file) throws IOException;
    }

    private void requireSignature(String name, Writer writer, String says) throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve(name), 16 * MIB);
        writer.write(backing);
        try (LoopDevice loop = LoopDevice.over(backing)) {
            requireRefused(loop, Set.of(backing.toString()), says, "is never written");
        }
        String before = LoopDevice.hash(backing);
        Throwable file =
                catchThrowable(
                        () -> Targets.prepare(List.of(Jobs.on(backing).job()), Set.of(), QUIET));
        assertThat(file)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(says)
                .hasMessageContaining("--allow-overwrite=" + backing);
        assertThat(LoopDevice.hash(backing)).isEqualTo(before);
        Targets.prepare(List.of(Jobs.on(backing).job()), Set.of(backing.toString()), QUIET).close();
    }

    private Commands.Output mount(Path device, String name) throws IOException {
        Path point = Files.createDirectories(directory.resolve(name));
        return Commands.run(
                LoopDevice.LIMIT, List.of("mount", device.toString(), point.toString()));
    }

    private void unmount(String name) {
        Commands.runChecked(LoopDevice.LIMIT, "umount", directory.resolve(name).toString());
    }

    private static void write(Path file, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    /** One Linux partition of 8 MiB that begins at 1 MiB. */
    private static byte[] masterBootRecord() {
        ByteBuffer sector = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(446 + 4, (byte) 0x83).putInt(446 + 8, 2048).putInt(446 + 12, 16384);
        return sector.put(510, (byte) 0x55).put(511, (byte) 0xaa).array();
    }

    /** {@code struct label_header} of LVM2 (lib/label/label.h), in the second sector. */
    private static byte[] lvmLabel() {
        ByteBuffer sector = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(0, "LABELONE".getBytes(US_ASCII)).putLong(8, 1).putInt(20, 32);
        sector.put(24, "LVM2 001".getBytes(US_ASCII));
        sector.put(32, "abcdefghijklmnopqrstuvwxyz012345".getBytes(US_ASCII));
        int crc = 0xf597a6cf;
        for (int at = 20; at < 512; at++) {
            crc ^= sector.get(at) & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
            }
        }
        return sector.putInt(16, crc).array();
    }

    /** {@code struct mdp_superblock_1} 1.2 (linux/raid/md_p.h): 4 KiB from the start. */
    private static void writeMd(Path file) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0, 0xa92b4efc).putInt(4, 1).putLong(16, 0x0123456789abcdefL);
        block.put(32, "host:0".getBytes(US_ASCII)).putInt(72, 1).putInt(92, 2);
        // Data from sector 2048 on; super_offset is where it lies itself.
        block.putLong(128, 2048).putLong(136, 30720).putLong(144, 8);
        long sum = 0;
        for (int at = 0; at < 256; at += 4) {
            sum += Integer.toUnsignedLong(block.getInt(at));
        }
        block.putInt(216, (int) ((sum & 0xffffffffL) + (sum >>> 32)));
        write(file, 4096, block.array());
    }

    /**
     * {@code struct luks_phdr} of LUKS1 (cryptsetup, lib/luks1/luks.h). qemu-img makes one too, but
     * times its key derivation by CPU ticks, and fails now and then where these are coarse.
     */
    private static byte[] luksHeader() {
        ByteBuffer header = ByteBuffer.allocate(592).order(ByteOrder.BIG_ENDIAN);
        header.put(0, new byte[] {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe})
                .putShort(6, (short) 1);
        header.put(8, "aes".getBytes(US_ASCII)).put(40, "xts-plain64".getBytes(US_ASCII));
        header.put(72, "sha256".getBytes(US_ASCII)).putInt(104, 4096).putInt(108, 64);
        header.putInt(164, 1000);
        header.put(168, "0f3a8f6e-5b1c-4a55-9d5e-3f1f0c2b7a10".getBytes(US_ASCII));
        return header.array();
    }

    /** The claim is O_EXCL on a read-only descriptor: it makes no udev event when it is closed. */
    @Test
    void theKernelRefusesASecondExclusiveOpen() throws Exception {
        Path backing = LoopDevice.sparse(directory.resolve("excl.img"), 16 * MIB);
        try (LoopDevice loop = LoopDevice.over(backing);
                Descriptor held =
                        Descriptor.open(loop.device(), OpenFlags.O_RDONLY | OpenFlags.O_EXCL)) {
            assertThat(held.fd()).isNotNegative();
            requireRefused(loop, Set.of(backing.toString()), "EBUSY");
        }
    }
}
