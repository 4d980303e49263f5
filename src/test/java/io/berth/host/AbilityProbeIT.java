package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Abilities;
import io.berth.plan.Abilities.StorageAbilities;
import io.berth.profile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed tools, file systems and a loop device, asked; needs root for the mounts. */
@Timeout(60)
class AbilityProbeIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path directory;

    @Test
    void theInstalledToolsSayWhatTheyCanDo() {
        Abilities abilities = AbilityProbe.probe(List.of());
        assertThat(abilities.qemuImg()).matches("\\d+\\.\\d+.*");
        assertThat(abilities.qemu()).matches("\\d+\\.\\d+.*");
        assertThat(abilities.createOptions()).containsKeys(Format.RAW, Format.QCOW2, Format.LUKS);
        assertThat(options(abilities, Format.QCOW2))
                .contains("cluster_size", "preallocation", "nocow");
        assertThat(options(abilities, Format.RAW)).contains("preallocation");
        assertThat(options(abilities, Format.LUKS)).contains("preallocation", "iter-time");
        assertThat(abilities.writable()).contains(Format.RAW, Format.QCOW2);
        assertThat(abilities.devices()).contains("virtio-blk-pci", "virtio-scsi-pci", "scsi-hd");
        assertThat(AbilityProbe.probe(List.of())).isEqualTo(abilities);
    }

    /** It takes the option and ignores it, so its abilities must not have it. */
    @Test
    void aFormatThatIgnoresPreallocationHasNoSuchOption() throws IOException {
        Abilities abilities = AbilityProbe.probe(List.of());
        assertThat(options(abilities, Format.VPC)).doesNotContain("preallocation");
        Path image = directory.resolve("image.vpc");
        Commands.runChecked(
                LIMIT,
                "qemu-img",
                "create",
                "-f",
                "vpc",
                "-o",
                "preallocation=full",
                image.toString(),
                "64M");
        assertThat((Long) Files.getAttribute(image, "unix:size")).isLessThan(1 << 20);
    }

    private static Iterable<String> options(Abilities abilities, Format format) {
        return Objects.requireNonNull(abilities.createOptions().get(format));
    }

    @Test
    void aMissingDirectoryIsProbedAboveItAndNothingStays() throws IOException {
        Path missing = directory.resolve("a/b/c");
        StorageAbilities found = probe(missing);
        assertThat(found.fileSystem()).isNotBlank();
        assertThat(found.deviceBytes()).isNull();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aMissingDeviceIsNotProbed() {
        Path missing = Path.of("/dev/berth-no-such-device");
        assertThat(AbilityProbe.probe(List.of(missing)).storages()).isEmpty();
    }

    @Test
    void extentsAreSharedOnXfsButNotOnTmpfs() throws IOException {
        Path disk = directory.resolve("disk.img");
        Commands.runChecked(LIMIT, "truncate", "--size=320M", disk.toString());
        Commands.runChecked(LIMIT, "mkfs.xfs", "-q", "-m", "reflink=1", disk.toString());
        Path xfs = Files.createDirectory(directory.resolve("xfs"));
        Path tmpfs = Files.createDirectory(directory.resolve("tmpfs"));
        mount(xfs, "-o", "loop", disk.toString());
        try {
            mount(tmpfs, "-t", "tmpfs", "-o", "size=8m", "berth-it");
            try {
                StorageAbilities onXfs = probe(xfs);
                assertThat(onXfs.fileSystem()).isEqualTo("xfs");
                assertThat(onXfs.directIoRefusal()).isNull();
                assertThat(onXfs.reflink()).isTrue();
                assertThat(onXfs.discard()).isTrue();
                StorageAbilities onTmpfs = probe(tmpfs);
                assertThat(onTmpfs.fileSystem()).isEqualTo("tmpfs");
                assertThat(onTmpfs.reflink()).isFalse();
                assertThat(onTmpfs.discard()).isTrue();
            } finally {
                unmount(tmpfs);
            }
        } finally {
            unmount(xfs);
        }
    }

    /** squashfs is read-only; ramfs has neither O_DIRECT nor holes. */
    @Test
    void aFileSystemWithoutDirectIoSaysWhy() throws IOException {
        Path ramfs = Files.createDirectory(directory.resolve("ramfs"));
        mount(ramfs, "-t", "ramfs", "berth-it");
        try {
            StorageAbilities found = probe(ramfs);
            assertThat(found.fileSystem()).isEqualTo("ramfs");
            assertThat(found.directIoRefusal()).contains("Invalid argument");
            assertThat(found.discard()).isFalse();
        } finally {
            unmount(ramfs);
        }
    }

    @Test
    void aLoopDeviceHasItsSizeAndDiscards() {
        Path disk = directory.resolve("loop.img");
        Commands.runChecked(LIMIT, "truncate", "--size=16M", disk.toString());
        Path device =
                Path.of(
                        Commands.runChecked(LIMIT, "losetup", "--find", "--show", disk.toString())
                                .stdout()
                                .strip());
        try {
            StorageAbilities found = probe(device);
            assertThat(found.deviceBytes()).isEqualTo(16 << 20);
            assertThat(found.fileSystem()).isNull();
            assertThat(found.directIoRefusal()).isNull();
            assertThat(found.discard()).isTrue();
        } finally {
            Commands.runChecked(LIMIT, "losetup", "--detach", device.toString());
        }
    }

    private static StorageAbilities probe(Path storage) {
        return Objects.requireNonNull(
                AbilityProbe.probe(List.of(storage)).storages().get(storage), "abilities");
    }

    private static void mount(Path at, String... options) {
        List<String> line = Stream.concat(Stream.of("mount"), Stream.of(options)).toList();
        Commands.runChecked(LIMIT, Stream.concat(line.stream(), Stream.of(at.toString())).toList());
    }

    private static void unmount(Path at) {
        Commands.runChecked(LIMIT, "umount", at.toString());
    }
}
