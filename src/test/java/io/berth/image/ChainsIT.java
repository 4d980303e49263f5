package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.plan.Place;
import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.results.ImageCheck;
import io.berth.results.ImageFile;
import io.berth.results.ImageRecord;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real chains of backing files and internal snapshots, each block of data in its layer. */
@Timeout(180)
class ChainsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long MIB = 1 << 20;
    private static final ByteSize SIZE = ByteSize.mebibytes(32);

    private final List<String> progress = new ArrayList<>();

    @TempDir(factory = OnDisk.class)
    Path storage;

    @ParameterizedTest
    @CsvSource({
        "qcow2, raw, 1, 0",
        "qcow2, qcow2, 2, 0.2",
        "qcow2, vhdx, 1, 0.5",
        "qcow2, vmdk, 1, 0.2",
        "qcow2, vpc, 2, 0.2",
        "qcow2, qcow2, 8, 0",
        "qcow2, raw, 8, 0.1111111",
        "qed, qcow2, 1, 0.2",
        "vmdk, vmdk, 2, 0.2",
        "qcow, raw, 1, 0.2",
    })
    void everyBlockIsInItsLayer(String format, String base, int depth, double share) {
        ImageConfig config =
                chain(format(format), new Backing(depth, format(base), share, false, false));
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            assertThat(image.disk().layers()).hasSize(depth + 1);
            long each = Math.round(32 * share) * MIB;
            List<ImageFile> files = images.record(image).files();
            assertThat(files.getFirst().allocatedBytes()).isBetween(each, each + 4 * MIB);
            ImageFile lowest =
                    files.stream()
                            .filter(f -> f.role().equals("backing 1"))
                            .findFirst()
                            .orElseThrow();
            long rest = 32 * MIB - depth * each;
            assertThat(lowest.allocatedBytes()).isGreaterThanOrEqualTo(rest);
            if (!base.equals("vhdx") && !base.equals("vpc")) {
                assertThat(lowest.allocatedBytes()).isLessThan(rest + 4 * MIB);
            }
            assertThat(images.record(image).virtualBytes()).isEqualTo(SIZE.bytes());
            assertThat(verified(images, image)).isEmpty();

            // Worn by a guest: the active image is anew, its backing files as they were.
            Path backing = Path.of(lowest.path());
            FileTime made = modified(backing);
            scribble(image);
            PreparedImage anew =
                    images.restore(config, place(), 1, 6, progress::add, progress::add).getFirst();
            assertThat(modified(backing)).isEqualTo(made);
            assertThat(images.record(anew).files().getFirst().allocatedBytes())
                    .isBetween(each, each + 4 * MIB);
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void aBackingFileThatSomebodyWroteIsMadeAnew() {
        ImageConfig config = chain(Format.QCOW2, new Backing(2, Format.RAW, 0.2, false, false));
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            Path base = image.disk().layers().getLast().file();
            Commands.runChecked(
                    LIMIT, "dd", "if=/dev/zero", "of=" + base, "bs=1M", "count=32", "conv=notrunc");
            progress.clear();
            PreparedImage anew = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            assertThat(progress).anyMatch(line -> line.contains("layer 0"));
            assertThat(verified(images, anew)).isEmpty();
        }
    }

    @Test
    void threeLinkedClonesLieOnOneBase() {
        ImageConfig config = chain(Format.QCOW2, new Backing(1, Format.QCOW2, 0.2, true, false));
        try (Images images = new Images(storage, "it")) {
            List<PreparedImage> three = images.prepare(config, place(), 3, 5, progress::add);
            assertThat(three)
                    .extracting(i -> i.disk().layers().getLast().file())
                    .containsOnly(images.directory().resolve(config.slug()).resolve("base.qcow2"));
            assertThat(three).extracting(PreparedImage::file).doesNotHaveDuplicates();
            assertThat(progress).filteredOn(line -> line.contains("filling")).hasSize(4);
            images.deleteFresh();
            assertThat(three.getFirst().file()).doesNotExist();
            assertThat(three.getFirst().disk().layers().getLast().file()).exists();
            progress.clear();
            images.prepare(config, place(), 2, 6, progress::add);
            assertThat(progress).noneMatch(line -> line.contains("layer 0"));
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void aCompressedBaseIsCompressed() {
        ImageConfig config = chain(Format.QCOW2, new Backing(1, Format.QCOW2, 0, true, true));
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            ImageRecord record = images.recordAfter(images.record(image), image);
            ImageCheck check = Objects.requireNonNull(record.check());
            assertThat(check.compressedClusters()).isEqualTo(32 * MIB / (64 << 10));
            assertThat(record.files().getLast().allocatedBytes()).isBetween(16 * MIB, 20 * MIB);
            assertThat(record.commands()).anyMatch(c -> c.containsAll(List.of("convert", "-c")));
            assertThat(images.directory().resolve(config.slug()))
                    .isDirectoryNotContaining("glob:**.uncompressed");
        }
    }

    @Test
    void aChainIsEncryptedInAllItsQcow2Layers() {
        ImageConfig plain = chain(Format.QCOW2, new Backing(1, Format.QCOW2, 0.2, false, false));
        ImageConfig config =
                new ImageConfig(
                        SIZE,
                        Format.QCOW2,
                        Preallocation.OFF,
                        false,
                        Contents.WRITTEN,
                        Encryption.LUKS,
                        plain.backing(),
                        1,
                        new TreeMap<>(Map.of("encrypt.iter-time", "10")));
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            assertThat(image.disk().layers()).allMatch(DiskImage.Layer::encrypted);
            assertThat(verified(images, image)).isEmpty();
        }
    }

    @Test
    void snapshotsAreTakenAndWritesAfterThemGoElsewhere() {
        ImageConfig config =
                new ImageConfig(
                        SIZE,
                        Format.QCOW2,
                        Preallocation.OFF,
                        false,
                        Contents.WRITTEN,
                        Encryption.NONE,
                        Backing.NONE,
                        3,
                        new TreeMap<>());
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            String said =
                    Commands.runChecked(
                                    LIMIT, "qemu-img", "snapshot", "-l", image.file().toString())
                            .stdout();
            assertThat(said).contains("berth-1", "berth-2", "berth-3");
            ImageRecord before = images.record(image);
            scribble(image);
            assertThat(images.recordAfter(before, image).allocatedAfterBytes())
                    .isGreaterThan(before.allocatedBytes() + MIB / 2);
            PreparedImage anew =
                    images.restore(config, place(), 1, 5, progress::add, progress::add).getFirst();
            assertThat(images.record(anew).allocatedBytes()).isLessThan(34 * MIB);
        }
    }

    @Test
    void aCorruptChainIsKeptWhole() throws IOException {
        ImageConfig config = chain(Format.QCOW2, new Backing(1, Format.RAW, 0.2, false, false));
        Path kept;
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 5, progress::add).getFirst();
            // The first L2 entry points beyond the file: the L1 table is at cluster 3.
            try (var file = new java.io.RandomAccessFile(image.file().toFile(), "rw")) {
                file.seek(3 << 16);
                long l2 = file.readLong() & 0x00fffffffffffe00L;
                file.seek(l2);
                for (int i = 0; i < 512; i++) {
                    file.writeLong(0x8000_0100_0000_0000L);
                }
            }
            ImageRecord after = images.recordAfter(images.record(image), image);
            String problem = images.verify(List.of(image), List.of(after)).getFirst();
            kept = Path.of(problem.substring(problem.lastIndexOf(' ') + 1));
            assertThat(image.file()).doesNotExist();
            assertThat(
                            verified(
                                    images,
                                    images.prepare(config, place(), 1, 5, progress::add)
                                            .getFirst()))
                    .isEmpty();
        }
        assertThat(kept).exists().startsWith(storage.resolve("berth-it-corrupt"));
        assertThat(kept.resolveSibling("guest-01.base.raw")).hasSize(SIZE.bytes());
        assertThat(QemuImg.info(DiskImage.of(kept, Format.QCOW2)).json())
                .contains(
                        "\"full-backing-filename\": \"" + kept.resolveSibling("guest-01.base.raw"));
    }

    @Test
    void aChainThatCannotBeMadeLeavesNothing() {
        ImageConfig config =
                new ImageConfig(
                        SIZE,
                        Format.QCOW2,
                        Preallocation.FULL,
                        false,
                        Contents.WRITTEN,
                        Encryption.NONE,
                        new Backing(2, Format.RAW, 0, true, false),
                        0,
                        new TreeMap<>());
        try (Images images = new Images(storage, "it")) {
            assertThatThrownBy(() -> images.prepare(config, place(), 2, 1, progress::add))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("reallocation");
            assertThat(images.directory().resolve(config.slug())).isEmptyDirectory();
        }
    }

    /** Half a MiB into every MiB, as a guest would. */
    private static void scribble(PreparedImage image) {
        List<String> command =
                new ArrayList<>(
                        List.of("qemu-io", "-t", "unsafe", "-f", image.config().format().word()));
        for (int i = 0; i < 32; i++) {
            command.addAll(List.of("-c", "write -P 1 " + i + "M 512k"));
        }
        command.add(image.file().toString());
        Commands.runChecked(LIMIT, command);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new AssertionError(file + " is gone", e);
        }
    }

    private static List<String> verified(Images images, PreparedImage image) {
        ImageRecord after = images.recordAfter(images.record(image), image);
        return images.verify(List.of(image), List.of(after));
    }

    private Place place() {
        return Place.directory(storage);
    }

    private static Format format(String word) {
        return Format.valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }

    private static ImageConfig chain(Format format, Backing backing) {
        return new ImageConfig(
                SIZE,
                format,
                Preallocation.OFF,
                false,
                Contents.WRITTEN,
                Encryption.NONE,
                backing,
                0,
                new TreeMap<>());
    }
}
