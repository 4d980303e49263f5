package io.berth.engine.verify;

import io.berth.engine.job.Job;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.result.VerifyFigures;
import io.berth.engine.target.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checks blocks that were read, and counts. For one thread; allocates only for bad blocks, and for
 * those only up to the few that it keeps a line of.
 */
public final class BlockCheck {

    /** Bad blocks that are told of one by one. */
    static final int LINES_MAX = 10;

    /** From fio 3.41 on the third byte is a version, whose highest bit is set. */
    private static final int VERSIONED = 0x80;

    /** verify=crc32c-intel: the same sum, another number. */
    private static final int CRC32C_INTEL = 6;

    private final Layout layout;
    private final List<Region> regions;
    private final ReadBack readBack;
    private final boolean ownBlocks;
    private final long run;
    private final Sum sum;
    private final byte[] expected;
    private final byte[] found;
    private final CRC32C headerCrc = new CRC32C();
    private final List<String> lines = new ArrayList<>();
    private long blocks;
    private long bad;

    BlockCheck(Layout layout, Job job, List<Region> regions, ReadBack readBack, long run) {
        this.layout = layout;
        this.regions = List.copyOf(regions);
        this.readBack = readBack;
        this.ownBlocks = job.access().rw().writes() && !job.verify().only();
        this.run = run;
        this.sum = Sum.of(layout.checksum(), layout.intervalBytes());
        this.expected = new byte[Sum.bytesOf(layout.checksum())];
        this.found = new byte[expected.length];
    }

    /**
     * Checks what was read, from the buffer's position to its limit, which stay.
     *
     * @param file which of the job's files, from 0
     * @param offsetBytes where in it
     * @return whether all of it is as it was written; else {@link #figures} has a line about it
     */
    public boolean check(ByteBuffer block, int file, long offsetBytes) {
        ByteOrder order = block.order();
        block.order(ByteOrder.LITTLE_ENDIAN);
        int from = block.position();
        int to = block.limit();
        boolean good = true;
        for (int at = from; at < to; at += layout.intervalBytes()) {
            blocks++;
            if (!sound(block, at, file, offsetBytes + (at - from))) {
                good = false;
                bad++;
                if (lines.size() < LINES_MAX) {
                    lines.add(
                            regions.get(file).file()
                                    + " at offset "
                                    + (offsetBytes + (at - from))
                                    + ": "
                                    + wrong(block, at, file, offsetBytes + (at - from)));
                }
            }
        }
        block.order(order);
        return good;
    }

    /** What was checked so far. */
    public VerifyFigures figures() {
        return new VerifyFigures(blocks, bad, List.copyOf(lines));
    }

    /** The fast way through a good block; {@link #wrong} finds out what is the matter. */
    private boolean sound(ByteBuffer block, int at, int file, long offsetBytes) {
        int interval = layout.intervalBytes();
        if (at + interval > block.limit()
                || Short.toUnsignedInt(block.getShort(at + Layout.AT_MAGIC)) != Layout.MAGIC
                || !typed(block.getShort(at + Layout.AT_TYPE))
                || block.getInt(at + Layout.AT_LENGTH) != interval
                || block.getLong(at + Layout.AT_OFFSET) != offsetBytes
                || block.getInt(at + Layout.AT_CRC) != Sum.headerCrc(headerCrc, block, at)
                || !current(block, at, file, offsetBytes)) {
            return false;
        }
        compute(block, at);
        return Arrays.equals(expected, found);
    }

    private boolean typed(int type) {
        return type == Sum.typeOf(layout.checksum())
                || (type == CRC32C_INTEL && layout.checksum() == Checksum.CRC32C);
    }

    /** Whether this very run's last write of the place is there. */
    private boolean current(ByteBuffer block, int at, int file, long offsetBytes) {
        if (!ownBlocks) {
            return true;
        }
        if (block.getLong(at + Layout.AT_SEED) != run) {
            return false;
        }
        int number = readBack.number(file, offsetBytes);
        return number == ReadBack.UNKNOWN
                || number == Short.toUnsignedInt(block.getShort(at + Layout.AT_NUMBER));
    }

    /** Both sums of the data: what its bytes give, and what its header says. */
    private void compute(ByteBuffer block, int at) {
        int data = at + Layout.HEADER_BYTES + expected.length;
        sum.compute(block, data, at + layout.intervalBytes(), found);
        block.get(at + Layout.HEADER_BYTES, expected, 0, expected.length);
    }

    private String wrong(ByteBuffer block, int at, int file, long offsetBytes) {
        if (at + layout.intervalBytes() > block.limit()) {
            return "only " + (block.limit() - at) + " bytes were read";
        }
        String header = headerFault(block, at, offsetBytes);
        if (header != null) {
            return header;
        }
        if (!current(block, at, file, offsetBytes)) {
            return stale(block, at, file, offsetBytes);
        }
        compute(block, at);
        return Sum.word(layout.checksum())
                + " of the data is "
                + hex(found)
                + ", its header says "
                + hex(expected);
    }

    private @Nullable String headerFault(ByteBuffer block, int at, long offsetBytes) {
        int magic = Short.toUnsignedInt(block.getShort(at + Layout.AT_MAGIC));
        if (magic != Layout.MAGIC) {
            return "no header: it begins with "
                    + hex16(magic)
                    + ", not "
                    + hex16(Layout.MAGIC)
                    + (allZero(block, at) ? " (all of it is zero)" : "");
        }
        int type = Short.toUnsignedInt(block.getShort(at + Layout.AT_TYPE));
        if ((type & VERSIONED) != 0) {
            return "its header is of fio 3.41 or later, which berth does not read";
        }
        int crc = Sum.headerCrc(headerCrc, block, at);
        int crcFound = block.getInt(at + Layout.AT_CRC);
        if (crc != crcFound) {
            return String.format(
                    Locale.ROOT,
                    "its header is damaged: crc32c of the header is %08x, it says %08x",
                    crc,
                    crcFound);
        }
        if (!typed(type)) {
            return "its header is of another checksum: number "
                    + type
                    + " of fio's, not "
                    + Sum.typeOf(layout.checksum())
                    + " ("
                    + Sum.word(layout.checksum())
                    + ")";
        }
        int length = block.getInt(at + Layout.AT_LENGTH);
        if (length != layout.intervalBytes()) {
            return "its header is for "
                    + Integer.toUnsignedString(length)
                    + " bytes, not "
                    + layout.intervalBytes()
                    + "; was it written with another bs or verify_interval?";
        }
        long offset = block.getLong(at + Layout.AT_OFFSET);
        return offset == offsetBytes
                ? null
                : "its header is of offset "
                        + Long.toUnsignedString(offset)
                        + ": a block of another place was written or read here";
    }

    private String stale(ByteBuffer block, int at, int file, long offsetBytes) {
        if (block.getLong(at + Layout.AT_SEED) != run) {
            return "it is whole, but another run wrote it: this run's write was lost";
        }
        return "it is whole, but of write number "
                + Short.toUnsignedInt(block.getShort(at + Layout.AT_NUMBER))
                + ", not of the last one, number "
                + readBack.number(file, offsetBytes)
                + " (modulo 65536): a write was lost, or written out of order";
    }

    private boolean allZero(ByteBuffer block, int at) {
        for (int i = at; i < at + layout.intervalBytes(); i++) {
            if (block.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String hex16(int value) {
        return String.format(Locale.ROOT, "0x%04x", value);
    }
}
