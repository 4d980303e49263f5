package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.DATA;

import io.berth.engine.job.Sync;
import io.berth.engine.job.Verify.Checksum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options about data: when it is flushed, how it is verified, what buffers hold. */
final class DataOptions {

    static final Option<Integer> FSYNC =
            Option.count(DATA, "fsync", 0, 0, "fsync after this many writes; 0 for never.");

    static final Option<Integer> FDATASYNC =
            Option.count(DATA, "fdatasync", 0, 0, "fdatasync after this many writes.");

    static final Option<Boolean> END_FSYNC =
            Option.bool(DATA, "end_fsync", false, "Whether files are fsynced when the job ends.");

    static final Option<Sync.Open> SYNC =
            Option.of(
                    DATA,
                    "sync",
                    "WORD",
                    Sync.Open.NONE,
                    "none",
                    v -> v.word(syncs()),
                    "Files are opened with none, dsync (O_DSYNC) or sync (O_SYNC).");

    static final Option<Checksum> VERIFY =
            Option.of(
                    DATA,
                    "verify",
                    "WORD",
                    Checksum.NONE,
                    "0",
                    v -> checksum(v),
                    "Blocks carry a checksum: crc32c, crc32, md5, sha1, sha256 or sha512.");

    static final Option<Boolean> DO_VERIFY =
            Option.bool(
                    DATA,
                    "do_verify",
                    true,
                    "Whether what was written is read back and checked when the job ends.");

    static final Option<Boolean> VERIFY_ONLY =
            Option.flag(
                    DATA,
                    "verify_only",
                    "Writes nothing; checks what an earlier run with the same options wrote.");

    static final Option<Boolean> VERIFY_FATAL =
            Option.bool(DATA, "verify_fatal", false, "Whether the first bad block ends the job.");

    static final Option<Long> VERIFY_INTERVAL =
            Option.of(
                    DATA,
                    "verify_interval",
                    "SIZE",
                    0L,
                    "bs",
                    v -> v.bytes(1),
                    "Bytes under one checksum.");

    static final Option<Boolean> ZERO_BUFFERS = Option.flag(DATA, "zero_buffers", "Writes zeros.");

    static final Option<Boolean> REFILL_BUFFERS =
            Option.flag(DATA, "refill_buffers", "New random data for each write.");

    static final Option<Boolean> SCRAMBLE_BUFFERS =
            Option.bool(DATA, "scramble_buffers", true, "Random data is changed for each write.");

    static final Option<Integer> BUFFER_COMPRESS_PERCENTAGE =
            Option.of(
                    DATA,
                    "buffer_compress_percentage",
                    "0-100",
                    0,
                    "0",
                    v -> v.integer32(0, 100),
                    "The share of a write that compresses away; 100 is zero_buffers, less implies"
                            + " refill_buffers.");

    static final List<Option<?>> ALL =
            List.of(
                    FSYNC,
                    FDATASYNC,
                    END_FSYNC,
                    SYNC,
                    VERIFY,
                    DO_VERIFY,
                    VERIFY_ONLY,
                    VERIFY_FATAL,
                    VERIFY_INTERVAL,
                    ZERO_BUFFERS,
                    REFILL_BUFFERS,
                    SCRAMBLE_BUFFERS,
                    BUFFER_COMPRESS_PERCENTAGE);

    private DataOptions() {}

    private static Map<String, Sync.Open> syncs() {
        Map<String, Sync.Open> words = new LinkedHashMap<>();
        words.put("none", Sync.Open.NONE);
        words.put("dsync", Sync.Open.DSYNC);
        words.put("sync", Sync.Open.SYNC);
        words.put("0", Sync.Open.NONE);
        words.put("1", Sync.Open.SYNC);
        return words;
    }

    private static Checksum checksum(Value value) {
        Map<String, Checksum> words = new LinkedHashMap<>();
        words.put("0", Checksum.NONE);
        words.put("crc32c", Checksum.CRC32C);
        words.put("crc32c-intel", Checksum.CRC32C);
        words.put("crc32", Checksum.CRC32);
        words.put("md5", Checksum.MD5);
        words.put("sha1", Checksum.SHA1);
        words.put("sha256", Checksum.SHA256);
        words.put("sha512", Checksum.SHA512);
        return value.word(words);
    }
}
