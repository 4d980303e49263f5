package io.berth.engine.verify;

import java.util.Arrays;

/**
 * What fio 3.33 stores for {@code verify=sha256}: 64 bytes, the first eight of which are the low
 * bytes of the eight words of a SHA-256 state (FIPS 180-4) whose message ended in its length in
 * bits with the least significant byte first (the standard wants the most significant first), the
 * others what is left of the last block that was digested. Found by reading crc/sha256.c; no
 * library can compute it, since none gives the state away.
 *
 * <p>Does not allocate. For one thread.
 */
final class FioSha256 {

    static final int BYTES = 64;

    private static final int BLOCK_BYTES = 64;

    /** Where the length begins in the last block. */
    private static final int AT_LENGTH = 56;

    /** FIPS 180-4, 4.2.2. */
    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2
    };

    /** FIPS 180-4, 5.3.3. */
    private static final int[] H = {
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19
    };

    private final int[] state = new int[8];
    private final int[] w = new int[64];
    private final byte[] last = new byte[BLOCK_BYTES];

    /** Writes the 64 bytes for the first {@code length} bytes of {@code message}. */
    void compute(byte[] message, int length, byte[] out) {
        System.arraycopy(H, 0, state, 0, H.length);
        int at = 0;
        for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) {
            compress(message, at);
        }
        int rest = length - at;
        System.arraycopy(message, at, last, 0, rest);
        last[rest] = (byte) 0x80;
        Arrays.fill(last, rest + 1, BLOCK_BYTES, (byte) 0);
        if (rest >= AT_LENGTH) {
            compress(last, 0);
            Arrays.fill(last, (byte) 0);
        }
        // fio counts bytes in 32 bits and widens the product.
        long bits = Integer.toUnsignedLong(length) << 3;
        for (int i = 0; i < 8; i++) {
            last[AT_LENGTH + i] = (byte) (bits >>> 8 * i);
        }
        compress(last, 0);
        System.arraycopy(last, 0, out, 0, BYTES);
        for (int i = 0; i < state.length; i++) {
            out[i] = (byte) state[i];
        }
    }

    /** FIPS 180-4, 6.2.2. */
    private void compress(byte[] block, int from) {
        for (int t = 0; t < 16; t++) {
            int i = from + 4 * t;
            w[t] =
                    block[i] << 24
                            | (block[i + 1] & 0xff) << 16
                            | (block[i + 2] & 0xff) << 8
                            | (block[i + 3] & 0xff);
        }
        for (int t = 16; t < 64; t++) {
            int x = w[t - 15];
            int y = w[t - 2];
            int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int t = 0; t < 64; t++) {
            int s1 =
                    Integer.rotateRight(e, 6)
                            ^ Integer.rotateRight(e, 11)
                            ^ Integer.rotateRight(e, 25);
            int first = h + s1 + (e & f ^ ~e & g) + K[t] + w[t];
            int s0 =
                    Integer.rotateRight(a, 2)
                            ^ Integer.rotateRight(a, 13)
                            ^ Integer.rotateRight(a, 22);
            int second = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
