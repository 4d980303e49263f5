package io.berth.engine.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Verify;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.target.Jobs;
import io.berth.engine.target.Region;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks as they are stamped, and what the check says of those that something happened to. */
class BlocksTest {

    private static final Path FILE = Path.of("/data/file");
    private static final List<Region> REGION = List.of(new Region(FILE, false, 0, 1 << 20));
    private static final long RUN = 0x1234_5678_9abc_def0L;
    private static final long OFFSET = 8192;

    private static Job job(Checksum checksum) {
        return Jobs.on(FILE).verify(checksum).job();
    }

    private static Verifier verifier(Job job) {
        return Verifier.of(job, REGION, RUN);
    }

    /** A stamped block, of whose write the read-back knows. */
    private static ByteBuffer stamped(Verifier verifier, int bytes, long offset, long number) {
        ByteBuffer block = ByteBuffer.allocateDirect(bytes);
        verifier.stamp().fill(block, offset, number, 1_700_000_000_123_456_789L);
        verifier.readBack().submitted(0, offset, bytes, number);
        verifier.readBack().completed(0, offset, bytes);
        return block;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyChangedByteIsFound(Checksum checksum) {
        Job job = Jobs.on(FILE).verify(checksum).bs(BlockSizes.of(512)).job();
        Verifier verifier = verifier(job);
        ByteBuffer block = stamped(verifier, 512, OFFSET, 7);
        assertThat(verifier.check().check(block, 0, OFFSET)).isTrue();
        for (int at = 0; at < 512; at++) {
            for (int bit : List.of(0, 7)) {
                block.put(at, (byte) (block.get(at) ^ 1 << bit));
                assertThat(verifier.check().check(block, 0, OFFSET))
                        .as("%s, bit %s of byte %s", checksum, bit, at)
                        .isFalse();
                block.put(at, (byte) (block.get(at) ^ 1 << bit));
            }
        }
        assertThat(verifier.check().check(block, 0, OFFSET)).isTrue();
        assertThat(verifier.check().figures().blocks()).isEqualTo(2 + 1024);
        assertThat(verifier.check().figures().bad()).isEqualTo(1024);
        assertThat(verifier.check().figures().firstBad()).hasSize(BlockCheck.LINES_MAX);
    }

    @Test
    void theHeaderIsFiosByteForByte() {
        Verifier verifier = verifier(job(Checksum.CRC32C));
        ByteBuffer block = stamped(verifier, 4096, OFFSET, 0x1_0203);
        byte[] header = new byte[36];
        block.get(0, header);
        assertThat(HexFormat.of().formatHex(header))
                .isEqualTo(
                        "caac" // magic
                                + "0500" // VERIFY_CRC32C
                                + "00100000" // length
                                + "f0debc9a78563412" // run
                                + "0020000000000000" // offset
                                + "00f15365" // 1 700 000 000 s
                                + "15cd5b07" // 123 456 789 ns
                                + "0000" // job
                                + "0302"); // number, low 16 bits
    }

    @Test
    void positionLimitAndOrderOfTheBufferStay() {
        Verifier verifier = verifier(job(Checksum.MD5));
        ByteBuffer pool = ByteBuffer.allocateDirect(3 * 4096).order(ByteOrder.BIG_ENDIAN);
        pool.limit(8192).position(4096);
        verifier.stamp().fill(pool, OFFSET, 0, 0);
        verifier.readBack().submitted(0, OFFSET, 4096, 0);
        assertThat(verifier.check().check(pool, 0, OFFSET)).isTrue();
        assertThat(pool.position()).isEqualTo(4096);
        assertThat(pool.limit()).isEqualTo(8192);
        assertThat(pool.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(pool.clear().slice(0, 4096)).isEqualTo(ByteBuffer.allocate(4096));
        assertThat(pool.slice(8192, 4096)).isEqualTo(ByteBuffer.allocate(4096));
    }

    @Test
    void whatIsWrongIsNamed() {
        Verifier verifier = verifier(job(Checksum.CRC32C));
        ByteBuffer block = stamped(verifier, 4096, OFFSET, 7);

        assertThat(wrong(verifier, ByteBuffer.allocate(4096), OFFSET))
                .isEqualTo(
                        "/data/file at offset 8192: no header: it begins with 0x0000, not 0xacca"
                                + " (all of it is zero)");
        assertThat(wrong(verifier, block, 4096))
                .contains("at offset 4096: its header is of offset 8192");
        assertThat(wrong(verifier, block.slice(0, 1000), OFFSET))
                .contains("only 1000 bytes were read");

        ByteBuffer damaged = copy(block).put(20, (byte) 1);
        assertThat(wrong(verifier, damaged, OFFSET)).contains("its header is damaged: crc32c");
        ByteBuffer flipped = copy(block).put(2048, (byte) ~block.get(2048));
        assertThat(wrong(verifier, flipped, OFFSET))
                .matches(
                        "/data/file at offset 8192: crc32c of the data is [0-9a-f]{8}, its header"
                                + " says [0-9a-f]{8}");
        ByteBuffer newer = copy(block).put(2, (byte) 0x81);
        assertThat(wrong(verifier, newer, OFFSET)).contains("of fio 3.41 or later");

        ByteBuffer earlier = stamped(verifier, 4096, OFFSET, 3);
        stamped(verifier, 4096, OFFSET, 7);
        assertThat(wrong(verifier, earlier, OFFSET))
                .contains("of write number 3, not of the last one, number 7")
                .contains("a write was lost");

        Verifier before = Verifier.of(job(Checksum.CRC32C), REGION, RUN + 1);
        assertThat(wrong(verifier, stamped(before, 4096, OFFSET, 7), OFFSET))
                .contains("another run wrote it");
        Verifier other = verifier(job(Checksum.CRC32));
        assertThat(wrong(verifier, stamped(other, 4096, OFFSET, 7), OFFSET))
                .contains("another checksum: number 4 of fio's, not 5 (crc32c)");
        Verifier halves =
                verifier(
                        Jobs.on(FILE)
                                .verify(new Verify(Checksum.CRC32C, false, true, false, 2048))
                                .job());
        assertThat(wrong(verifier, stamped(halves, 4096, OFFSET, 7), OFFSET))
                .contains("its header is for 2048 bytes, not 4096");
    }

    /** A job that only reads, or verify_only, cannot know the run or the number. */
    @Test
    void blocksOfOtherRunsAreSoundToAReader() {
        Verifier writer = verifier(job(Checksum.SHA1));
        ByteBuffer block = stamped(writer, 4096, OFFSET, 99);
        Job reading = Jobs.on(FILE).rw(Rw.RANDREAD).verify(Checksum.SHA1).job();
        Verifier reader = Verifier.of(reading, REGION, RUN + 1);
        assertThat(reader.checksReads()).isTrue();
        assertThat(reader.readsBack()).isFalse();
        assertThat(reader.check().check(block, 0, OFFSET)).isTrue();

        Job only = Jobs.on(FILE).verify(new Verify(Checksum.SHA1, true, true, false, 0)).job();
        Verifier dry = Verifier.of(only, REGION, RUN + 1);
        assertThat(dry.dryRun()).isTrue();
        assertThat(dry.stamps()).isFalse();
        dry.readBack().submitted(0, OFFSET, 4096, 0);
        assertThat(dry.check().check(block, 0, OFFSET)).isTrue();
    }

    @Test
    void aBlockOfSeveralSumsSaysWhichPartIsBad() {
        Verifier verifier =
                verifier(
                        Jobs.on(FILE)
                                .verify(new Verify(Checksum.CRC32C, false, true, false, 1024))
                                .job());
        ByteBuffer block = stamped(verifier, 4096, OFFSET, 7);
        assertThat(verifier.check().check(block, 0, OFFSET)).isTrue();
        assertThat(verifier.check().figures().blocks()).isEqualTo(4);
        block.put(3000, (byte) ~block.get(3000));
        assertThat(wrong(verifier, block, OFFSET)).contains("at offset 10240:");
    }

    /**
     * fio's crc32 and crc32c of "123456789": check values of the catalogue of CRCs, not inverted.
     */
    @Test
    void checksumsOfAKnownText() {
        byte[] out = new byte[4];
        ByteBuffer text = ByteBuffer.wrap("123456789".getBytes(US_ASCII));
        Sum.of(Checksum.CRC32, 9).compute(text, 0, 9, out);
        assertThat(ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).getInt())
                .isEqualTo(~0x765E7680); // CRC-32/CKSUM
        Sum.of(Checksum.CRC32C, 9).compute(text, 0, 9, out);
        assertThat(ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).getInt())
                .isEqualTo(~0xE3069283); // CRC-32/ISCSI
    }

    @Test
    void stampedBlocksDifferAndDoNotCompressUnlessAsked() {
        Verifier verifier = verifier(job(Checksum.CRC32C));
        ByteBuffer one = stamped(verifier, 4096, OFFSET, 1);
        ByteBuffer two = stamped(verifier, 4096, OFFSET, 2);
        assertThat(one.slice(64, 4000)).isNotEqualTo(two.slice(64, 4000));
        assertThat(deflated(one)).isGreaterThan(4000);
        Verifier half =
                verifier(
                        Jobs.on(FILE)
                                .verify(Checksum.CRC32C)
                                .buffers(new Buffers(Buffers.Content.REFILLED, 50))
                                .job());
        assertThat(deflated(stamped(half, 4096, OFFSET, 1))).isBetween(2000, 2200);
    }

    @Test
    void stampingAndCheckingDoNotAllocate() {
        for (Checksum checksum : List.of(Checksum.CRC32C, Checksum.CRC32, Checksum.SHA256)) {
            Verifier verifier = verifier(job(checksum));
            ByteBuffer block = ByteBuffer.allocateDirect(4096);
            assertThat(bytesAllocated(verifier, block, 20_000)).isNotNegative();
            assertThat(bytesAllocated(verifier, block, 20_000))
                    .as("%s, in 20,000 blocks", checksum)
                    .isLessThan(20_000);
        }
    }

    private static long bytesAllocated(Verifier verifier, ByteBuffer block, int blocks) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < blocks; i++) {
            long offset = i % 256 * 4096L;
            verifier.stamp().fill(block, offset, i, i);
            verifier.readBack().submitted(0, offset, 4096, i);
            verifier.readBack().completed(0, offset, 4096);
            if (!verifier.check().check(block, 0, offset)) {
                throw new AssertionError(verifier.check().figures().firstBad());
            }
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void blocksThatCannotHoldAHeaderAreRefused() {
        assertThatThrownBy(
                        () ->
                                Verifier.require(
                                        Jobs.on(FILE)
                                                .verify(Checksum.SHA512)
                                                .bs(BlockSizes.of(160))
                                                .job()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("verify=sha512 needs more than 168 bytes")
                .hasMessageContaining("larger bs");
        assertThatThrownBy(
                        () ->
                                Verifier.require(
                                        Jobs.on(FILE)
                                                .verify(Checksum.CRC32C)
                                                .blockAlign(512)
                                                .job()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("blockalign is 512 bytes");
        Verifier.require(job(Checksum.NONE));
    }

    private static String wrong(Verifier verifier, ByteBuffer block, long offset) {
        BlockCheck check = verifier.check();
        int lines = check.figures().firstBad().size();
        assertThat(check.check(block, 0, offset)).isFalse();
        return check.figures().firstBad().get(lines);
    }

    private static ByteBuffer copy(ByteBuffer block) {
        return ByteBuffer.allocate(block.capacity()).put(block.slice()).clear();
    }

    private static int deflated(ByteBuffer block) {
        byte[] bytes = new byte[block.capacity()];
        block.get(0, bytes);
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        int length = deflater.deflate(new byte[2 * bytes.length]);
        deflater.end();
        return length;
    }
}
