package io.berth.profile;

import static io.berth.profile.Key.axis;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.Flag;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Words;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of {@code qemu-img create -o}, by its names, of all formats (QEMU 7.2: {@code
 * qemu-img create -f FORMAT -o help}); which format has which is the plan's to judge.
 */
final class OptionKeys {

    private static final Flag ON_OFF = new Flag("on", "off");
    private static final String OF_DISK = "%s is a key of disk, not of its options";
    private static final String ENCRYPTION = "write encryption: luks in disk; berth sets %s itself";

    private static final Words CIPHERS =
            Words.of(
                    "aes-128",
                    "aes-192",
                    "aes-256",
                    "des",
                    "3des",
                    "cast5-128",
                    "serpent-128",
                    "serpent-192",
                    "serpent-256",
                    "twofish-128",
                    "twofish-192",
                    "twofish-256",
                    "sm4");
    private static final Words HASHES =
            Words.of("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "sm3");

    static final List<Key> ALL =
            Stream.of(qcow2(), sized(), vmware(), luks("encrypt.", "qcow2"), luks("", "luks"))
                    .flatMap(List::stream)
                    .toList();

    static final Map<String, String> REFUSED =
            Map.of(
                    "preallocation", OF_DISK.formatted("preallocation"),
                    "size", OF_DISK.formatted("size"),
                    "backing_file", "write backing: {depth: 1} in disk; berth names the files",
                    "backing_fmt", "write backing: {format: raw} in disk",
                    "encryption", ENCRYPTION.formatted("the secret"),
                    "encrypt.format", ENCRYPTION.formatted("the format"),
                    "encrypt.key-secret", ENCRYPTION.formatted("the secret"),
                    "key-secret", "berth makes the secret of format luks itself: remove it");

    private OptionKeys() {}

    private static Key option(String name, ValueType type, String doc) {
        return axis(Section.OPTIONS, name, type, null, doc);
    }

    private static List<Key> qcow2() {
        return List.of(
                option(
                        "cluster_size",
                        // qcow2: 512 to 2M (qemu/block/qcow2.h), qed: 4k to 64M, parallels: less
                        // than 4G.
                        Size.of("512", "2G", "512"),
                        "qcow2, qed, parallels: a power of two for qcow2 (512 to 2MiB, by default"
                                + " 64KiB) and qed."),
                option(
                        "compat",
                        Words.of("0.10", "1.1").reading("v2", "0.10").reading("v3", "1.1"),
                        "qcow2: the version of the format; 1.1 is version 3."),
                option(
                        "extended_l2",
                        ON_OFF,
                        "qcow2: subclusters; needs clusters of 16KiB or more."),
                option(
                        "lazy_refcounts",
                        ON_OFF,
                        "qcow2: postpone the updates of reference counts."),
                option(
                        "refcount_bits",
                        Words.of("1", "2", "4", "8", "16", "32", "64"),
                        "qcow2: the width of a reference count."),
                option(
                        "compression_type",
                        Words.of("zlib", "zstd"),
                        "qcow2: for compressed clusters."),
                option(
                        "data_file",
                        ON_OFF,
                        "qcow2: the data in a raw file beside the image, which berth names."),
                option(
                        "data_file_raw",
                        ON_OFF,
                        "qcow2: the data file stays readable as a raw image."),
                option("nocow", ON_OFF, "No copy on write on btrfs."),
                option(
                        "extent_size_hint",
                        Size.of("0", "1G", "4k"),
                        "raw: the extent size that is asked of XFS."));
    }

    private static List<Key> sized() {
        return List.of(
                option(
                        "table_size",
                        Words.of("1", "2", "4", "8", "16"),
                        "qed: clusters in an L1 or L2 table."),
                option("static", ON_OFF, "vdi: of fixed length; see kind: fixed."),
                option(
                        "force_size",
                        ON_OFF,
                        "vpc: exactly the size asked for; berth sets it unless off is written."),
                option(
                        "block_size",
                        // vhdx: 0 chooses by the disk's size; a power of two to 256M.
                        Size.of("0", "256M", "1M"),
                        "vhdx: a power of two, 1MiB to 256MiB; 0 goes by the disk's size."),
                option("block_state_zero", ON_OFF, "vhdx: blocks of type zero."),
                option("log_size", Size.of("1M", "4095M", "1M"), "vhdx: the size of its log."));
    }

    private static List<Key> vmware() {
        return List.of(
                option(
                        "subformat",
                        Words.of(
                                "dynamic",
                                "fixed",
                                "monolithicSparse",
                                "monolithicFlat",
                                "twoGbMaxExtentSparse",
                                "twoGbMaxExtentFlat",
                                "streamOptimized"),
                        "vpc, vhdx: dynamic or fixed; vmdk: monolithicSparse and the others."),
                option(
                        "adapter_type",
                        Words.of("ide", "lsilogic", "buslogic", "legacyESX"),
                        "vmdk: the adapter that its descriptor names."),
                option(
                        "hwversion",
                        new Count(1, 99),
                        "vmdk: the version of virtual hardware that its descriptor names."),
                option("compat6", ON_OFF, "vmdk: of version 6; not with hwversion."),
                option(
                        "toolsversion",
                        new Count(0, Integer.MAX_VALUE),
                        "vmdk: the version of the guest tools that its descriptor names."),
                option("zeroed_grain", ON_OFF, "vmdk, sparse: zeros written without data."));
    }

    /** The options of LUKS, which qcow2 has behind a prefix. */
    private static List<Key> luks(String prefix, String format) {
        return List.of(
                option(prefix + "cipher-alg", CIPHERS, format + ": the cipher."),
                option(
                        prefix + "cipher-mode",
                        Words.of("ecb", "cbc", "xts", "ctr"),
                        format + ": the cipher's mode."),
                option(
                        prefix + "ivgen-alg",
                        Words.of("plain", "plain64", "essiv"),
                        format + ": the generator of initialisation vectors."),
                option(
                        prefix + "ivgen-hash-alg",
                        HASHES,
                        format + ": the hash of that generator; for essiv."),
                option(prefix + "hash-alg", HASHES, format + ": the hash of its key slots."),
                option(
                        prefix + "iter-time",
                        new Count(1, 60_000),
                        format + ": milliseconds to spend on a key; qemu-img's default is 2000."));
    }
}
