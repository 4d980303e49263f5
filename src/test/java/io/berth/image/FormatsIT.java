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
import io.berth.results.ImageFile;
import io.berth.results.ImageRecord;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/** Real images in every format that qemu-img writes, with its options. */
@Timeout(180)
class FormatsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final ByteSize SIZE = ByteSize.mebibytes(16);

    private final List<String> progress = new ArrayList<>();

    @TempDir(factory = OnDisk.class)
    Path storage;

    /** Allocation in KiB: what is written down here is what ext4 gives under qemu-img 7.2. */
    @ParameterizedTest
    @CsvSource({
        "raw, off, '', 0, 64",
        "raw, falloc, '', 16384, 16400",
        "raw, full, '', 16384, 16400",
        "qcow2, off, '', 100, 512",
        "qcow2, metadata, '', 100, 512",
        "qcow2, falloc, '', 16384, 17000",
        "qcow2, full, '', 16384, 17000",
        "qcow2, off, compat=0.10, 100, 512",
        "qcow2, off, cluster_size=512, 1, 512",
        "qcow2, full, cluster_size=2M, 16384, 27000",
        "qcow2, falloc, extended_l2=on cluster_size=128k, 16384, 17400",
        "qcow2, off, lazy_refcounts=on compression_type=zstd refcount_bits=1, 100, 512",
        "qcow2, off, data_file=on, 100, 512",
        "qcow2, full, data_file=on data_file_raw=on, 16384, 17400",
        "qcow2, metadata, data_file=on data_file_raw=on, 100, 512",
        "qcow, off, '', 1, 64",
        "qed, off, '', 64, 512",
        "qed, off, cluster_size=4k table_size=16, 64, 512",
        "vmdk, off, '', 4, 64",
        "vmdk, off, subformat=monolithicFlat, 0, 64",
        "vmdk, off, subformat=twoGbMaxExtentSparse, 4, 64",
        "vmdk, off, subformat=twoGbMaxExtentFlat, 0, 64",
        "vmdk, off, subformat=streamOptimized, 4, 64",
        "vmdk, off, adapter_type=lsilogic hwversion=6, 4, 64",
        "vdi, off, '', 0, 64",
        "vdi, off, static=on, 0, 64",
        "vpc, off, '', 0, 64",
        "vpc, off, subformat=fixed, 0, 64",
        "vpc, off, force_size=off, 0, 64",
        "vhdx, off, '', 64, 2048",
        "vhdx, off, subformat=fixed, 64, 2048",
        "vhdx, off, block_size=1M log_size=2M, 64, 3072",
        "parallels, off, '', 0, 1100",
        "parallels, off, cluster_size=64k, 0, 1100",
        "luks, off, iter-time=10, 128, 2100",
        "luks, full, iter-time=10 cipher-alg=aes-128, 16384, 18500",
    })
    void everyFormatAllocatesWhatItPromises(
            String format, String preallocation, String options, long leastKib, long mostKib) {
        ImageConfig config =
                config(format, preallocation, false, Contents.FRESH, options, Encryption.NONE);
        PreparedImage image;
        try (Images images = new Images(storage, "it")) {
            image = images.prepare(config, place(), 1, 1, progress::add).getFirst();
            ImageRecord record = images.record(image);
            assertThat(record.createdAllocatedBytes()).isBetween(leastKib * KIB, mostKib * KIB);
            assertThat(record.virtualBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
            ImageRecord after = images.recordAfter(record, image);
            assertThat(images.verify(List.of(image), List.of(after))).isEmpty();
            assertThat(Objects.requireNonNull(after.check()).supported())
                    .isEqualTo(
                            switch (config.format()) {
                                case QCOW2, QED, VMDK, VDI, VHDX, PARALLELS -> true;
                                case RAW, QCOW, VPC, LUKS -> false;
                            });
        }
        assertThat(storage).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "vmdk, subformat=monolithicFlat",
        "vmdk, subformat=twoGbMaxExtentFlat",
        "vdi, static=on",
        "vpc, subformat=fixed",
        "vhdx, subformat=fixed",
    })
    void aFixedDiskIsAllocatedWholeOnTheHost(String format, String options) {
        ImageConfig config = config(format, "off", true, Contents.FRESH, options, Encryption.NONE);
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 1, progress::add).getFirst();
            assertThat(image.createdAllocatedBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
            assertThat(image.commands().getLast().getFirst()).isEqualTo("fallocate");
            assertThat(ImageState.check(image.disk()).exit()).isIn(0, 63);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qcow2, off, extended_l2=on, false",
        "qcow2, off, data_file=on, false",
        "qcow2, falloc, cluster_size=2M, false",
        "qcow, off, '', false",
        "qed, off, '', false",
        "vmdk, off, subformat=monolithicFlat, true",
        "vmdk, off, subformat=twoGbMaxExtentSparse, false",
        "vdi, off, '', false",
        "vdi, off, static=on, true",
        "vpc, off, '', false",
        "vpc, off, subformat=fixed, true",
        "vhdx, off, '', false",
        "vhdx, off, subformat=fixed, true",
        "parallels, off, '', false",
    })
    void everyFormatIsFilledAndKnownToBeFull(
            String format, String preallocation, String options, boolean reserved) {
        ImageConfig config =
                config(format, preallocation, reserved, Contents.WRITTEN, options, Encryption.NONE);
        try (Images images = new Images(storage, "it")) {
            PreparedImage image = images.prepare(config, place(), 1, 1, progress::add).getFirst();
            assertThat(image.allocatedBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
            assertThat(image.fillMs()).isPositive();
            assertThat(verified(images, image)).isEmpty();
            progress.clear();
            assertThat(images.restore(config, place(), 1, 1, progress::add, progress::add))
                    .containsExactly(image);
            assertThat(progress).isEmpty();

            // What a guest's discard does, or a deduplicator.
            Path data = Path.of(largest(images.record(image)).path());
            punch(data);
            images.restore(config, place(), 1, 1, progress::add, progress::add);
            assertThat(progress).first().asString().contains("was made anew: ");
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void theFilesOfAnImageAreAllCounted() {
        ImageConfig flat =
                config(
                        "vmdk",
                        "off",
                        true,
                        Contents.FRESH,
                        "subformat=monolithicFlat",
                        Encryption.NONE);
        ImageConfig outside =
                config("qcow2", "falloc", false, Contents.FRESH, "data_file=on", Encryption.NONE);
        try (Images images = new Images(storage, "it")) {
            PreparedImage vmdk = images.prepare(flat, place(), 1, 1, progress::add).getFirst();
            assertThat(images.record(vmdk).files())
                    .extracting(ImageFile::role, ImageFile::apparentBytes)
                    .endsWith(org.assertj.core.groups.Tuple.tuple("extent", 16 * MIB));
            PreparedImage qcow2 = images.prepare(outside, place(), 1, 1, progress::add).getFirst();
            assertThat(images.record(qcow2).files())
                    .extracting(ImageFile::role)
                    .containsExactly("active", "data_file");
            assertThat(qcow2.disk().dataFile()).isRegularFile();
            images.deleteFresh();
            assertThat(vmdk.paths()).noneMatch(Files::exists);
            assertThat(qcow2.paths()).noneMatch(Files::exists);
        }
    }

    @Test
    void aPreallocationThatTheFormatIgnoresIsFound() {
        for (String format : List.of("vdi", "vmdk", "vpc", "qed", "qcow", "vhdx", "parallels")) {
            ImageConfig config = config(format, "full", false, Contents.FRESH, "", Encryption.NONE);
            try (Images images = new Images(storage, "it")) {
                assertThatThrownBy(() -> images.prepare(config, place(), 1, 1, progress::add))
                        .as(format)
                        .isInstanceOf(HostException.class)
                        .hasMessageContaining("preallocation=full");
            }
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void anEncryptedDiskIsEncryptedAndItsPassphraseIsOnNoCommandLine() throws IOException {
        ImageConfig luks =
                config("luks", "off", false, Contents.WRITTEN, "iter-time=10", Encryption.NONE);
        ImageConfig qcow2 =
                config(
                        "qcow2",
                        "off",
                        false,
                        Contents.WRITTEN,
                        "encrypt.iter-time=10 encrypt.cipher-alg=aes-256",
                        Encryption.LUKS);
        try (Images images = new Images(storage, "it")) {
            for (ImageConfig config : List.of(luks, qcow2)) {
                PreparedImage image =
                        images.prepare(config, place(), 1, 1, progress::add).getFirst();
                Path secret = image.disk().secret();
                assertThat(secret).isEqualTo(images.secret()).isRegularFile();
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                        .isEqualTo("rw-------");
                String passphrase = Files.readString(secret);
                assertThat(passphrase).hasSizeGreaterThan(30);
                assertThat(image.commands().toString())
                        .contains("secret,id=berth-secret,file=" + secret)
                        .doesNotContain(passphrase);
                assertThat(image.disk().layers().getFirst().encrypted()).isTrue();
                assertThat(images.record(image).infoJson()).contains("\"encrypted\": true");
                assertThat(verified(images, image)).isEmpty();
                progress.clear();
                images.restore(config, place(), 1, 1, progress::add, progress::add);
                assertThat(progress).isEmpty();
                punch(image.file());
                assertThat(WrittenState.missing(image)).isPresent();
            }
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void disksAreSpreadOverSeveralDirectories() throws IOException {
        Path one = Files.createDirectory(storage.resolve("one"));
        Path two = Files.createDirectory(storage.resolve("two"));
        Place both = new Place(List.of(one, two), false);
        ImageConfig config = config("qcow2", "off", false, Contents.FRESH, "", Encryption.NONE);
        try (Images images =
                new Images(List.of(both, Place.directory(one)), "it", false, DeviceClaims.NONE)) {
            List<PreparedImage> made = images.prepare(config, both, 3, 1, progress::add);
            assertThat(made)
                    .extracting(i -> i.file().startsWith(one))
                    .containsExactly(true, false, true);
            assertThat(images.prepare(config, Place.directory(one), 2, 1, progress::add))
                    .allMatch(i -> i.file().startsWith(one));
        }
        assertThat(one).isEmptyDirectory();
        assertThat(two).isEmptyDirectory();
    }

    private static void punch(Path file) {
        Commands.runChecked(
                LIMIT,
                "fallocate",
                "--punch-hole",
                "--offset=10MiB",
                "--length=4MiB",
                file.toString());
    }

    private static ImageFile largest(ImageRecord record) {
        return record.files().stream()
                .max(java.util.Comparator.comparingLong(ImageFile::apparentBytes))
                .orElseThrow();
    }

    private static List<String> verified(Images images, PreparedImage image) {
        ImageRecord after = images.recordAfter(images.record(image), image);
        return images.verify(List.of(image), List.of(after));
    }

    private Place place() {
        return Place.directory(storage);
    }

    private static ImageConfig config(
            String format,
            String preallocation,
            boolean reserved,
            Contents contents,
            String options,
            Encryption encryption) {
        Map<String, String> values = new TreeMap<>();
        for (String option : options.isEmpty() ? new String[0] : options.split(" ", -1)) {
            values.put(option.split("=", -1)[0], option.split("=", -1)[1]);
        }
        return new ImageConfig(
                SIZE,
                Format.valueOf(format.toUpperCase(java.util.Locale.ROOT)),
                Preallocation.valueOf(preallocation.toUpperCase(java.util.Locale.ROOT)),
                reserved,
                contents,
                encryption,
                Backing.NONE,
                0,
                new TreeMap<>(values));
    }
}
