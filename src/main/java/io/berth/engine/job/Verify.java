package io.berth.engine.job;

/**
 * Whether blocks carry checksums: written with them, read back, checked.
 *
 * @param only {@code verify_only}: nothing is written, what an earlier run wrote is checked
 * @param afterwards {@code do_verify}: what was written is read back when the job ends
 * @param fatal {@code verify_fatal}: the first bad block ends the job
 * @param intervalBytes {@code verify_interval}: bytes under one checksum; 0 for a block
 */
public record Verify(
        Checksum checksum, boolean only, boolean afterwards, boolean fatal, long intervalBytes) {

    /** fio's {@code verify}. */
    public enum Checksum {
        NONE,
        CRC32C,
        CRC32,
        MD5,
        SHA1,
        SHA256,
        SHA512
    }

    public static Verify none() {
        return new Verify(Checksum.NONE, false, true, false, 0);
    }
}
