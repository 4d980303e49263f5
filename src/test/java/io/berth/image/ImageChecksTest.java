package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The pure decisions about images, on answers recorded from qemu-img 7.2 and filefrag. */
class ImageChecksTest {

    private static final long MIB = 1 << 20;

    @Test
    void preallocationThatWasIgnoredIsFound() {
        assertThat(broken(Preallocation.FALLOC, 196 << 10)).isPresent();
        assertThat(broken(Preallocation.FULL, 64 * MIB - 1)).isPresent();
        assertThat(broken(Preallocation.FULL, 64 * MIB)).isEmpty();
        assertThat(broken(Preallocation.OFF, 64 * MIB))
                .contains("preallocation=off was not honoured: 64.0 MiB of 64.0 MiB allocated");
        assertThat(broken(Preallocation.OFF, 196 << 10)).isEmpty();
        assertThat(broken(Preallocation.METADATA, 324 << 10)).isEmpty();
    }

    @Test
    void smallImagesMayHoldAFewClustersOfMetadata() {
        assertThat(Allocation.broken(config(MIB, Preallocation.OFF, Map.of()), 6 * MIB, 2 * MIB))
                .isEmpty();
    }

    @Test
    void allocationIsTheSameButForTheFileSystemsOwnBlocks() {
        assertThat(Allocation.same(64 * MIB, 64 * MIB + 4096)).isTrue();
        assertThat(Allocation.same(64 * MIB, 62 * MIB)).isFalse();
    }

    @Test
    void aWrittenImageIsAllData() throws IOException {
        assertThat(
                        WrittenState.missing(
                                extents("map-qcow2-written.json"),
                                extents("map-qcow2-written-file.json"),
                                1024 * MIB))
                .isEmpty();
    }

    @Test
    void qcow2CallsFallocatedClustersDataButTheFileHasHolesThere() throws IOException {
        assertThat(
                        WrittenState.missing(
                                extents("map-qcow2-falloc-unwritten.json"),
                                extents("map-qcow2-falloc-unwritten-file.json"),
                                64 * MIB))
                .contains("64.0 MiB of 64.0 MiB are holes in the file");
    }

    @Test
    void aHoleInTheDiskIsFound() {
        String map =
                """
                [{"start": 0, "length": 65536, "zero": false, "data": true, "offset": 0},
                 {"start": 65536, "length": 4096, "zero": true, "data": false, "offset": 65536},
                 {"start": 69632, "length": 61440, "zero": false, "data": true, "offset": 69632}]
                """;
        List<QemuImg.Extent> extents = QemuImg.extents(map);
        assertThat(WrittenState.missing(extents, extents, 131072))
                .contains("4.00 KiB of 128 KiB are holes or zeros");
    }

    @Test
    void sharedExtentsAreCounted() throws IOException {
        assertThat(SharedExtents.count(text("filefrag-btrfs-shared.txt"))).isEqualTo(1);
        assertThat(SharedExtents.count(text("filefrag-ext4.txt"))).isZero();
    }

    @Test
    void theCreateCommandSaysFormatPreallocationAndOptions() {
        ImageConfig config = config(64 * MIB, Preallocation.FULL, Map.of("cluster_size", "131072"));
        assertThat(QemuImg.createCommand(config, Path.of("/s/g.qcow2")))
                .containsExactly(
                        "qemu-img",
                        "create",
                        "-f",
                        "qcow2",
                        "-o",
                        "preallocation=full,cluster_size=131072",
                        "/s/g.qcow2",
                        "67108864");
    }

    @Test
    void optionsThatReachBeyondTheImageAreRefused() {
        for (String option : List.of("data_file", "backing_file", "encrypt.format", "size")) {
            ImageConfig config = config(MIB, Preallocation.OFF, Map.of(option, "/etc/passwd"));
            assertThatThrownBy(() -> QemuImg.createCommand(config, Path.of("/s/g")))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining(option);
        }
    }

    @Test
    void aCommaInAValueStaysInIt() {
        ImageConfig config = config(MIB, Preallocation.OFF, Map.of("x", "a,size=1"));
        assertThat(QemuImg.createCommand(config, Path.of("/s/g")))
                .contains("preallocation=off,x=a,,size=1");
    }

    @Test
    void fillBlocksDivideTheSize() {
        assertThat(ImageFill.blockBytes(64 * MIB)).isEqualTo(MIB);
        assertThat(ImageFill.blockBytes(64 * MIB + 4096)).isEqualTo(4096);
    }

    @Test
    void randomDataDoesNotCompressAndTextDoes() {
        byte[] random = new byte[Samples.BLOCK_BYTES];
        new Random(1).nextBytes(random);
        assertThat(Samples.deflatedShare(random)).isGreaterThan(Samples.DEFLATED_SHARE_MIN);
        assertThat(Samples.deflatedShare(new byte[Samples.BLOCK_BYTES])).isLessThan(0.01);
    }

    @Test
    void everyImageHasASeedOfItsOwnAndAlwaysTheSame() {
        ImageConfig config = config(MIB, Preallocation.OFF, Map.of());
        long one = ImageMaker.seedOf(image(1, config), 42);
        assertThat(one).isNotNegative().isEqualTo(ImageMaker.seedOf(image(1, config), 42));
        assertThat(one)
                .isNotEqualTo(ImageMaker.seedOf(image(2, config), 42))
                .isNotEqualTo(ImageMaker.seedOf(image(1, config), 43));
    }

    private static PreparedImage image(int guest, ImageConfig config) {
        return new PreparedImage(guest, Path.of("/s"), config, List.of(), 0, 0, null, 0);
    }

    private static Optional<String> broken(Preallocation preallocation, long allocated) {
        return Allocation.broken(config(64 * MIB, preallocation, Map.of()), allocated, 64 << 10);
    }

    private static ImageConfig config(
            long bytes, Preallocation preallocation, Map<String, String> options) {
        return ImageConfig.of(
                ByteSize.of(bytes),
                Format.QCOW2,
                preallocation,
                Contents.FRESH,
                new TreeMap<>(options));
    }

    private static List<QemuImg.Extent> extents(String name) throws IOException {
        return QemuImg.extents(text(name));
    }

    private static String text(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ImageChecksTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
