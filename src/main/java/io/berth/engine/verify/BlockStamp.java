package io.berth.engine.verify;

import io.berth.engine.job.Job;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Fills blocks that are to be written: new random data each time, headers, checksums. For one
 * thread; does not allocate.
 */
public final class BlockStamp {

    private static final long NANOS = 1_000_000_000L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Layout layout;
    private final Sum sum;
    private final int sumBytes;
    private final byte[] out;
    private final CRC32C headerCrc = new CRC32C();
    private final long run;
    private final short jobNumber;
    private final int randomPercent;

    BlockStamp(Layout layout, Job job, long run) {
        this.layout = layout;
        this.sum = Sum.of(layout.checksum(), layout.intervalBytes());
        this.sumBytes = Sum.bytesOf(layout.checksum());
        this.out = new byte[sumBytes];
        this.run = run;
        this.jobNumber = (short) job.number();
        this.randomPercent = 100 - job.buffers().compressPercentage();
    }

    /**
     * Fills a block from the buffer's position to its limit, which stay; its byte order too.
     *
     * @param offsetBytes where in its file the block is written
     * @param number of the write, counted by the job: the next is greater by one
     * @param unixNs the time that its header tells; nothing checks it
     */
    public void fill(ByteBuffer block, long offsetBytes, long number, long unixNs) {
        ByteOrder order = block.order();
        block.order(ByteOrder.LITTLE_ENDIAN);
        int from = block.position();
        int to = block.limit();
        int interval = Math.min(layout.intervalBytes(), to - from);
        fillData(block, from, to, number);
        for (int at = from; at < to; at += interval) {
            header(block, at, interval, offsetBytes + (at - from), number, unixNs);
            sum.compute(block, at + Layout.HEADER_BYTES + sumBytes, at + interval, out);
            block.put(at + Layout.HEADER_BYTES, out, 0, sumBytes);
        }
        block.order(order);
    }

    private void header(
            ByteBuffer block, int at, int lengthBytes, long offsetBytes, long number, long unixNs) {
        block.putShort(at + Layout.AT_MAGIC, (short) Layout.MAGIC);
        block.putShort(at + Layout.AT_TYPE, (short) Sum.typeOf(layout.checksum()));
        block.putInt(at + Layout.AT_LENGTH, lengthBytes);
        block.putLong(at + Layout.AT_SEED, run);
        block.putLong(at + Layout.AT_OFFSET, offsetBytes);
        block.putInt(at + Layout.AT_SECONDS, (int) (unixNs / NANOS));
        block.putInt(at + Layout.AT_NANOS, (int) (unixNs % NANOS));
        block.putShort(at + Layout.AT_JOB, jobNumber);
        block.putShort(at + Layout.AT_NUMBER, (short) number);
        block.putInt(at + Layout.AT_CRC, Sum.headerCrc(headerCrc, block, at));
    }

    /**
     * Random data, the share that compresses away zero at the end, as fio does it. Four streams of
     * xorshift64 (Marsaglia 2003) side by side, since one would wait for itself.
     */
    private void fillData(ByteBuffer block, int from, int to, long number) {
        int random = (int) ((long) (to - from) * randomPercent / 100) & -Long.BYTES;
        long a = (run ^ (number + 1) * GOLDEN) | 1;
        long b = a * GOLDEN | 1;
        long c = b * GOLDEN | 1;
        long d = c * GOLDEN | 1;
        int at = from;
        for (; at + 32 <= from + random; at += 32) {
            a = next(a);
            b = next(b);
            c = next(c);
            d = next(d);
            block.putLong(at, a);
            block.putLong(at + 8, b);
            block.putLong(at + 16, c);
            block.putLong(at + 24, d);
        }
        for (; at < from + random; at += 8) {
            a = next(a);
            block.putLong(at, a);
        }
        for (; at + 8 <= to; at += 8) {
            block.putLong(at, randomPercent == 100 ? next(b) : 0);
        }
        for (; at < to; at++) {
            block.put(at, (byte) (randomPercent == 100 ? d : 0));
        }
    }

    private static long next(long x) {
        long y = x ^ x << 13;
        y ^= y >>> 7;
        return y ^ y << 17;
    }
}
