package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.host.HostException;
import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.results.ImageCheck;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
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
        assertThat(Allocation.broken(config(MIB, Preallocation.OFF, Map.of()), 18 * MIB, 2 * MIB))
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
                [{"start": 0, "length": 65536, "depth": 0, "zero": false, "data": true, "offset": 0},
                 {"start": 65536, "length": 4096, "depth": 0, "zero": true, "data": false, "offset": 65536},
                 {"start": 69632, "length": 61440, "depth": 0, "zero": false, "data": true, "offset": 69632}]
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
        assertThat(CreateCommands.create(site(config), 0))
                .containsExactly(
                        "qemu-img",
                        "create",
                        "-f",
                        "qcow2",
                        "-o",
                        "preallocation=full,cluster_size=131072",
                        "/s/guest-01.qcow2",
                        "67108864");
    }

    @Test
    void aChainNamesEachBackingFileAndItsFormat() {
        ImageConfig config = chain(2, Format.RAW, 0, false);
        assertThat(CreateCommands.create(site(config), 0)).contains("raw", "/s/guest-01.base.raw");
        assertThat(CreateCommands.create(site(config), 1))
                .containsSubsequence("-b", "guest-01.base.raw", "-F", "raw")
                .contains("/s/guest-01.l1.qcow2");
        assertThat(CreateCommands.create(site(config), 2))
                .containsSubsequence("-b", "guest-01.l1.qcow2", "-F", "qcow2")
                .contains("/s/guest-01.qcow2");
        assertThat(site(config).disk().layers())
                .extracting(layer -> layer.file().getFileName().toString())
                .containsExactly("guest-01.qcow2", "guest-01.l1.qcow2", "guest-01.base.raw");
        assertThat(site(chain(1, Format.QCOW2, 0, true)).file(0))
                .isEqualTo(Path.of("/s/base.qcow2"));
    }

    @Test
    void optionsThatReachBeyondTheImageAreRefused() {
        for (String option :
                List.of("data_file", "backing_file", "encrypt.format", "key-secret", "size")) {
            ImageConfig config = config(MIB, Preallocation.OFF, Map.of(option, "/etc/passwd"));
            assertThatThrownBy(() -> CreateCommands.create(site(config), 0))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining(option);
        }
    }

    @Test
    void aCommaInAValueStaysInIt() {
        ImageConfig config = config(MIB, Preallocation.OFF, Map.of("x", "a,size=1"));
        assertThat(CreateCommands.create(site(config), 0))
                .contains("preallocation=off,x=a,,size=1");
    }

    @Test
    void aDataFileIsNamedByBerth() {
        ImageConfig config = config(MIB, Preallocation.OFF, Map.of("data_file", "on"));
        assertThat(CreateCommands.create(site(config), 0))
                .contains("preallocation=off,data_file=/s/guest-01.data");
        assertThat(site(config).disk().dataFile()).isEqualTo(Path.of("/s/guest-01.data"));
    }

    @Test
    void everyChunkIsDealtToOneLayer() {
        for (int depth = 0; depth <= 16; depth++) {
            for (double share : new double[] {0, 0.02, 1.0 / (depth + 1)}) {
                Deal deal = Deal.of(chain(depth, Format.QCOW2, depth == 0 ? 0 : share, false));
                assertThat(deal.layers()).hasSize(depth + 1);
                assertThat(deal.layers().stream().flatMap(List::stream).sorted())
                        .containsExactlyElementsOf(IntStream.range(0, 65).boxed().toList());
                assertThat(deal.length(64)).isEqualTo(4096);
                for (int layer = 1; layer <= depth; layer++) {
                    assertThat(deal.layers().get(layer)).hasSize((int) Math.round(65 * share));
                }
            }
        }
    }

    @Test
    void aChunkIsNoSmallerThanACluster() {
        ImageConfig plain = chain(1, Format.QCOW2, 0.5, false);
        ImageConfig config =
                new ImageConfig(
                        plain.size(),
                        plain.format(),
                        plain.preallocation(),
                        false,
                        plain.contents(),
                        plain.encryption(),
                        plain.backing(),
                        0,
                        new TreeMap<>(Map.of("cluster_size", "2M")));
        assertThat(Deal.of(config).chunkBytes()).isEqualTo(2 * MIB);
    }

    @Test
    void dataOfAnImageDoesNotCompressAndItsChunksDiffer() {
        Pattern pattern = site(chain(0, Format.RAW, 0, false)).pattern(0, 42);
        ByteBuffer one = data(pattern, 0);
        assertThat(deflatedShare(one)).isGreaterThan(0.99);
        assertThat(data(pattern, 0)).isEqualTo(one);
        assertThat(data(pattern, 1)).isNotEqualTo(one);
        assertThat(pattern.matches(one, 0)).isTrue();
        assertThat(pattern.matches(one, 1)).isFalse();
        one.put(77, (byte) (one.get(77) + 1));
        assertThat(pattern.matches(one, 0)).isFalse();
        assertThat(deflatedShare(data(new Pattern(7, true), 0))).isBetween(0.45, 0.55);
    }

    @Test
    void everyImageHasDataOfItsOwnAndAlwaysTheSame() {
        ImageConfig config = chain(2, Format.QCOW2, 0, true);
        Pattern one = site(1, config).pattern(1, 42);
        assertThat(one).isEqualTo(site(1, config).pattern(1, 42));
        assertThat(one)
                .isNotEqualTo(site(2, config).pattern(1, 42))
                .isNotEqualTo(site(1, config).pattern(1, 43))
                .isNotEqualTo(site(1, config).pattern(2, 42));
        assertThat(site(1, config).pattern(0, 42)).isEqualTo(site(2, config).pattern(0, 42));
    }

    @Test
    void aBlockThatIsReadFromAnotherLayerIsFound() {
        Deal deal = new Deal(3 * MIB, MIB, List.of(List.of(0, 2), List.of(1)));
        String base = "{'start': %d, 'length': %d, 'depth': 1, 'data': true}";
        String active = "{'start': %d, 'length': %d, 'depth': 0, 'data': true}";
        String right =
                "["
                        + base.formatted(0, MIB)
                        + ","
                        + active.formatted(MIB, MIB)
                        + ","
                        + base.formatted(2 * MIB, MIB)
                        + "]";
        assertThat(WrittenState.misplaced(QemuImg.extents(right.replace('\'', '"')), deal))
                .isEmpty();
        String wrong =
                "["
                        + base.formatted(0, MIB + 4096)
                        + ","
                        + active.formatted(MIB + 4096, MIB - 4096)
                        + ","
                        + base.formatted(2 * MIB, MIB)
                        + "]";
        assertThat(WrittenState.misplaced(QemuImg.extents(wrong.replace('\'', '"')), deal))
                .contains("the block at 1048576 is read from layer 0 and was written into layer 1");
    }

    @Test
    void aCheckTellsLeaksFromCorruptions() {
        String found =
                "{ \"image-end-offset\": 1, \"total-clusters\": 256, \"check-errors\": 0,"
                        + " \"leaks\": 3, \"allocated-clusters\": 32, \"filename\": \"x\" }";
        ImageCheck leaks = QemuImg.checked(3, found, "Leaked cluster 5 refcount=1 reference=0\n");
        assertThat(leaks.leaks()).isEqualTo(3);
        assertThat(leaks.corrupt()).isFalse();
        assertThat(leaks.allocatedClusters()).isEqualTo(32);
        assertThat(leaks.compressedClusters()).isZero();
        assertThat(QemuImg.checked(2, "{\"corruptions\": 1, \"check-errors\": 0}", "").corrupt())
                .isTrue();
        assertThat(QemuImg.checked(1, "", "qemu-img: Could not open").corrupt()).isTrue();
        assertThat(QemuImg.checked(63, "", "no checks").supported()).isFalse();
    }

    private static ByteBuffer data(Pattern pattern, int chunk) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        pattern.fill(buffer, chunk);
        return buffer;
    }

    private static double deflatedShare(ByteBuffer block) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(block.array());
            deflater.finish();
            return (double) deflater.deflate(new byte[2 * block.capacity()]) / block.capacity();
        }
    }

    private static Site site(ImageConfig config) {
        return site(1, config);
    }

    private static Site site(int guest, ImageConfig config) {
        return new Site(config, guest, Path.of("/s"), false, null);
    }

    private static ImageConfig chain(int depth, Format base, double share, boolean shared) {
        return new ImageConfig(
                ByteSize.of(64 * MIB + 4096),
                Format.QCOW2,
                Preallocation.OFF,
                false,
                Contents.WRITTEN,
                Encryption.NONE,
                new Backing(depth, base, share, shared, false),
                0,
                new TreeMap<>());
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
