package io.berth.engine.verify;

import io.berth.engine.job.Verify.Checksum;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A checksum over a part of a buffer, in the bytes that fio 3.33 stores for it.
 *
 * <p>Some of fio's are not what their names say. Its crc32 is not zlib's but that of cksum(1)
 * without the length: most significant bit first, from 0, not inverted. Its crc32c is not inverted
 * at the end. Its sha1 stores five little-endian words. Its sha256 appends the length in the wrong
 * byte order and stores one byte of each word (see {@link FioSha256}). Its sha512 is no digest in
 * 3.33 (it stores the first 128 bytes, with the last ones over them) and another thing from 3.39
 * on; berth stores a true SHA-512 instead, which fio does not accept.
 *
 * <p>Does not allocate once made. For one thread.
 */
abstract sealed class Sum {

    /** Bytes of fio's field: {@code struct vhdr_*} in verify.h. */
    static int bytesOf(Checksum checksum) {
        return switch (checksum) {
            case NONE -> 0;
            case CRC32C, CRC32 -> 4;
            case MD5 -> 16;
            case SHA1 -> 20;
            case SHA256 -> 64;
            case SHA512 -> 128;
        };
    }

    /** The checksum's number in fio's headers: the enum in verify.h. */
    static int typeOf(Checksum checksum) {
        return switch (checksum) {
            case NONE -> 0;
            case MD5 -> 2;
            case CRC32 -> 4;
            case CRC32C -> 5;
            case SHA256 -> 9;
            case SHA512 -> 10;
            case SHA1 -> 16;
        };
    }

    /** As fio spells it. */
    static String word(Checksum checksum) {
        return checksum.name().toLowerCase(Locale.ROOT);
    }

    /** For parts of at most {@code mostBytes}. */
    static Sum of(Checksum checksum, int mostBytes) {
        return switch (checksum) {
            case NONE -> throw new IllegalArgumentException("verify=none has no checksum");
            case CRC32C -> new Castagnoli();
            case CRC32 -> new Cksum(mostBytes);
            case MD5 -> new Digest("MD5", 16, 0, mostBytes);
            case SHA1 -> new Digest("SHA-1", 20, 4, mostBytes);
            case SHA256 -> new Sha256(mostBytes);
            case SHA512 -> new Digest("SHA-512", 64, 0, mostBytes);
        };
    }

    /**
     * Sums up the bytes from {@code from} to {@code to}.
     *
     * @param out as long as the field; all of it is written
     */
    abstract void compute(ByteBuffer bytes, int from, int to, byte[] out);

    /** crc32c, which Java computes with the CPU's instruction. */
    private static final class Castagnoli extends Sum {

        private final CRC32C crc = new CRC32C();

        @Override
        void compute(ByteBuffer bytes, int from, int to, byte[] out) {
            putLittle(out, ~of(crc, bytes, from, to));
        }

        /** The value as the standard has it; position and limit of the buffer are kept. */
        static int of(CRC32C crc, ByteBuffer bytes, int from, int to) {
            int position = bytes.position();
            int limit = bytes.limit();
            crc.reset();
            bytes.limit(to).position(from);
            crc.update(bytes);
            bytes.limit(limit).position(position);
            return (int) crc.getValue();
        }
    }

    /** fio's crc32c of a header: not inverted at the end. */
    static int headerCrc(CRC32C crc, ByteBuffer bytes, int from) {
        return ~Castagnoli.of(crc, bytes, from, from + Layout.AT_CRC);
    }

    /** The polynomial 04C11DB7, most significant bit first, from 0, eight bytes a step. */
    private static final class Cksum extends Sum {

        private static final int POLYNOMIAL = 0x04C11DB7;
        private static final int[][] TABLES = tables();

        private final byte[] copy;

        Cksum(int mostBytes) {
            copy = new byte[mostBytes];
        }

        /** {@code [0][b]}: the byte b shifted out; {@code [n][b]}: followed by n zero bytes. */
        private static int[][] tables() {
            int[][] tables = new int[8][256];
            for (int b = 0; b < 256; b++) {
                int crc = b << 24;
                for (int bit = 0; bit < 8; bit++) {
                    crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
                }
                tables[0][b] = crc;
            }
            for (int n = 1; n < 8; n++) {
                for (int b = 0; b < 256; b++) {
                    int before = tables[n - 1][b];
                    tables[n][b] = (before << 8) ^ tables[0][before >>> 24];
                }
            }
            return tables;
        }

        @Override
        void compute(ByteBuffer bytes, int from, int to, byte[] out) {
            int length = to - from;
            bytes.get(from, copy, 0, length);
            int[][] t = TABLES;
            int crc = 0;
            int at = 0;
            for (; at + 8 <= length; at += 8) {
                int high = crc ^ big(copy, at);
                int low = big(copy, at + 4);
                crc =
                        t[7][high >>> 24]
                                ^ t[6][high >>> 16 & 0xff]
                                ^ t[5][high >>> 8 & 0xff]
                                ^ t[4][high & 0xff]
                                ^ t[3][low >>> 24]
                                ^ t[2][low >>> 16 & 0xff]
                                ^ t[1][low >>> 8 & 0xff]
                                ^ t[0][low & 0xff];
            }
            for (; at < length; at++) {
                crc = (crc << 8) ^ t[0][(crc >>> 24) ^ (copy[at] & 0xff)];
            }
            putLittle(out, crc);
        }
    }

    private static final class Digest extends Sum {

        private final MessageDigest digest;
        private final int bytes;
        private final int swappedWordBytes;
        private final byte[] copy;

        /**
         * @param swappedWordBytes words of this many bytes are stored little endian; 0 for none
         */
        Digest(String name, int bytes, int swappedWordBytes, int mostBytes) {
            try {
                digest = MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
            this.bytes = bytes;
            this.swappedWordBytes = swappedWordBytes;
            copy = new byte[mostBytes];
        }

        @Override
        void compute(ByteBuffer block, int from, int to, byte[] out) {
            block.get(from, copy, 0, to - from);
            digest.update(copy, 0, to - from);
            try {
                digest.digest(out, 0, bytes);
            } catch (DigestException e) {
                throw new IllegalStateException(e);
            }
            Arrays.fill(out, bytes, out.length, (byte) 0);
            for (int at = 0; swappedWordBytes > 0 && at < bytes; at += swappedWordBytes) {
                reverse(out, at, at + swappedWordBytes);
            }
        }

        private static void reverse(byte[] bytes, int from, int to) {
            for (int low = from, high = to - 1; low < high; low++, high--) {
                byte kept = bytes[low];
                bytes[low] = bytes[high];
                bytes[high] = kept;
            }
        }
    }

    private static final class Sha256 extends Sum {

        private final FioSha256 sha = new FioSha256();
        private final byte[] copy;

        Sha256(int mostBytes) {
            copy = new byte[mostBytes];
        }

        @Override
        void compute(ByteBuffer bytes, int from, int to, byte[] out) {
            bytes.get(from, copy, 0, to - from);
            sha.compute(copy, to - from, out);
        }
    }

    private static int big(byte[] bytes, int at) {
        return (bytes[at] << 24)
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static void putLittle(byte[] out, int value) {
        out[0] = (byte) value;
        out[1] = (byte) (value >>> 8);
        out[2] = (byte) (value >>> 16);
        out[3] = (byte) (value >>> 24);
    }
}
