package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Blocks of an image, spread over its whole length, read back to show that they hold what was meant
 * to be written: data that does not compress, and that no other block holds, too.
 */
final class Samples {

    static final int BLOCK_BYTES = 64 << 10;
    static final int COUNT = 16;

    /**
     * Random bytes deflate to a little more than their size, fio 3.33's first megabyte to 0.985.
     */
    static final double DEFLATED_SHARE_MIN = 0.9;

    private Samples() {}

    /**
     * The digests of the sampled blocks.
     *
     * @param extents where the image's blocks are in its file
     * @throws HostException if a block compresses, or is not where the map says
     */
    static List<String> digests(Path file, List<QemuImg.Extent> extents, long sizeBytes) {
        int blockBytes = (int) Math.min(BLOCK_BYTES, sizeBytes);
        List<String> digests = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int i = 0; i < COUNT; i++) {
                long at = (sizeBytes - blockBytes) / (COUNT - 1) * i;
                byte[] block = read(channel, file, extents, at, blockBytes);
                if (deflatedShare(block) < DEFLATED_SHARE_MIN) {
                    throw notWritten(file, "the block at " + at + " compresses");
                }
                digests.add(digest(block));
            }
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be read back: " + e.getMessage(), "see 'dmesg'", e);
        }
        return digests;
    }

    static double deflatedShare(byte[] block) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(block);
            deflater.finish();
            byte[] out = new byte[2 * block.length + 64];
            return (double) deflater.deflate(out) / block.length;
        } finally {
            deflater.end();
        }
    }

    static HostException notWritten(Path file, String why) {
        return new HostException(
                file + " was not filled with incompressible data: " + why,
                "see 'fio --version'; berth was tried with fio 3.33");
    }

    /** A block of the guest's disk; it may lie in several places of the file. */
    private static byte[] read(
            FileChannel channel,
            Path file,
            List<QemuImg.Extent> extents,
            long start,
            int lengthBytes)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(lengthBytes);
        while (block.hasRemaining()) {
            long at = start + block.position();
            QemuImg.Extent part =
                    extents.stream()
                            .filter(e -> e.start() <= at && at < e.end() && e.offset() >= 0)
                            .findFirst()
                            .orElseThrow(() -> notWritten(file, "nothing is stored at " + at));
            int take = (int) Math.min(block.remaining(), part.end() - at);
            ByteBuffer slice = block.slice(block.position(), take);
            int got = channel.read(slice, part.offset() + at - part.start());
            if (got <= 0) {
                throw notWritten(file, "the file ends before the block at " + at);
            }
            block.position(block.position() + got);
        }
        return block.array();
    }

    private static String digest(byte[] block) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(block));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
