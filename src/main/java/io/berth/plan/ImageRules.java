package io.berth.plan;

import io.berth.profile.Format;
import java.util.List;
import java.util.Set;

/** Images that qemu-img does not make, or makes otherwise than they are called. */
final class ImageRules {

    private static final String FORMAT = "disk.format";
    private static final String KIND = "disk.kind";
    private static final String PREALLOCATION = "disk.preallocation";
    private static final String CLUSTER = "disk.options.cluster_size";
    private static final String SUBFORMAT = "disk.options.subformat";

    /** Their drivers take no preallocation of their own; qemu-img passes it to nobody. */
    private static final String[] PREALLOCATING_NOTHING = {
        "qcow", "qed", "vmdk", "vdi", "vpc", "vhdx", "parallels"
    };

    /** 2040 GiB: VHD_MAX_SECTORS of qemu/block/vpc.c. */
    private static final long VPC_BYTES_MAX = 2040L << 30;

    /** qemu/block/parallels.c refuses a larger catalog: INT_MAX / sizeof(uint32_t). */
    private static final long PARALLELS_CLUSTERS_MAX = Integer.MAX_VALUE / 4;

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                                    "raw has no preallocation=metadata",
                                    Set.of(FORMAT, PREALLOCATION),
                                    c -> c.is(FORMAT, "raw") && c.is(PREALLOCATION, "metadata"))
                            .refused("raw-metadata"),
                    Rule.of(
                                    "qcow, qed, vmdk, vdi, vpc, vhdx and parallels have no"
                                            + " preallocation=metadata",
                                    Set.of(FORMAT, PREALLOCATION),
                                    c ->
                                            c.is(FORMAT, PREALLOCATING_NOTHING)
                                                    && c.is(PREALLOCATION, "metadata"))
                            .refused("format-metadata"),
                    Rule.of(
                                    "qemu-img ignores preallocation=falloc and full for qcow, qed,"
                                        + " vmdk, vdi, vpc, vhdx and parallels: it ends well and"
                                        + " allocates nothing; write kind: fixed where the format"
                                        + " has it",
                                    Set.of(FORMAT, PREALLOCATION),
                                    c ->
                                            c.is(FORMAT, PREALLOCATING_NOTHING)
                                                    && c.is(PREALLOCATION, "falloc", "full"))
                            .refused("preallocation-ignored"),
                    Rule.of(
                                    "luks with preallocation=metadata is the same as off: it has no"
                                            + " metadata for its data",
                                    Set.of(FORMAT, PREALLOCATION),
                                    c -> c.is(FORMAT, "luks") && c.is(PREALLOCATION, "metadata"))
                            .refused("luks-metadata"),
                    Rule.of(
                            "qcow, qed and parallels have no fixed kind",
                            Set.of(FORMAT, KIND),
                            c -> c.is(FORMAT, "qcow", "qed", "parallels") && c.is(KIND, "fixed")),
                    Rule.of(
                            "kind=fixed needs a subformat that is: monolithicFlat,"
                                    + " twoGbMaxExtentFlat, fixed, or static=on",
                            Set.of(KIND, SUBFORMAT, "disk.options.static"),
                            c ->
                                    c.is(KIND, "fixed")
                                            && (c.is(
                                                            SUBFORMAT,
                                                            "dynamic",
                                                            "monolithicSparse",
                                                            "twoGbMaxExtentSparse",
                                                            "streamOptimized")
                                                    || c.is("disk.options.static", "off"))),
                    Rule.of(
                            "kind=dynamic and differencing need a subformat that grows",
                            Set.of(KIND, SUBFORMAT, "disk.options.static"),
                            c ->
                                    c.is(KIND, "dynamic", "differencing")
                                            && (c.is(
                                                            SUBFORMAT,
                                                            "fixed",
                                                            "monolithicFlat",
                                                            "twoGbMaxExtentFlat")
                                                    || c.is("disk.options.static", "on"))),
                    Rule.of(
                                    "vmdk has no subformat=dynamic or fixed",
                                    Set.of(FORMAT, SUBFORMAT),
                                    c ->
                                            c.is(FORMAT, "vmdk")
                                                    && c.is(SUBFORMAT, "dynamic", "fixed"))
                            .refused("vmdk-subformat"),
                    Rule.of(
                                    "vpc and vhdx have subformat=dynamic and fixed alone",
                                    Set.of(FORMAT, SUBFORMAT),
                                    c ->
                                            c.is(FORMAT, "vpc", "vhdx")
                                                    && c.has(SUBFORMAT)
                                                    && !c.is(SUBFORMAT, "dynamic", "fixed"))
                            .refused("vpc-vhdx-subformat"),
                    Rule.of(
                                    "a flat vmdk has no zeroed_grain",
                                    Set.of(FORMAT, SUBFORMAT, "disk.options.zeroed_grain", KIND),
                                    c ->
                                            c.is(FORMAT, "vmdk")
                                                    && c.is("disk.options.zeroed_grain", "on")
                                                    && isFlat(c))
                            .refused("vmdk-flat-zeroed-grain"),
                    Rule.of(
                                    "vmdk takes compat6=on or hwversion, not both",
                                    Set.of("disk.options.compat6", "disk.options.hwversion"),
                                    c ->
                                            c.is("disk.options.compat6", "on")
                                                    && c.has("disk.options.hwversion"))
                            .refused("vmdk-compat6-hwversion"),
                    Rule.of(
                                    "vpc has at most 2040GiB",
                                    Set.of(FORMAT, "disk.size"),
                                    c ->
                                            c.is(FORMAT, "vpc")
                                                    && c.bytes("disk.size", 0) > VPC_BYTES_MAX)
                            .refused("vpc-size"),
                    Rule.of(
                                    "vpc with force_size=off is as large as its cylinders, heads"
                                            + " and sectors make it: another size",
                                    Set.of(FORMAT, "disk.size", "disk.options.force_size"),
                                    c ->
                                            c.is(FORMAT, "vpc")
                                                    && c.is("disk.options.force_size", "off")
                                                    && !VpcGeometry.isExact(
                                                            c.bytes("disk.size", 0)))
                            .refused("vpc-geometry"),
                    Rule.of(
                                    "qed's size needs another cluster_size or table_size",
                                    Set.of(FORMAT, "disk.size", CLUSTER, "disk.options.table_size"),
                                    c ->
                                            c.is(FORMAT, "qed")
                                                    && Long.compareUnsigned(
                                                                    c.bytes("disk.size", 0),
                                                                    qedBytesMax(c))
                                                            > 0)
                            .refused("qed-size"),
                    Rule.of(
                                    "cluster_size is a power of two, 512 to 2MiB for qcow2 and 4KiB"
                                            + " to 64MiB for qed",
                                    Set.of(FORMAT, CLUSTER),
                                    ImageRules::hasWrongClusters)
                            .refused("cluster-size"),
                    Rule.of(
                                    "parallels of this size needs a larger cluster_size",
                                    Set.of(FORMAT, "disk.size", CLUSTER),
                                    c ->
                                            c.is(FORMAT, "parallels")
                                                    && c.bytes("disk.size", 0)
                                                                    / c.bytes(CLUSTER, 1 << 20)
                                                            > PARALLELS_CLUSTERS_MAX)
                            .refused("parallels-size"),
                    Rule.of(
                                    "vhdx needs a block_size that is a power of two",
                                    Set.of("disk.options.block_size"),
                                    c -> Long.bitCount(c.bytes("disk.options.block_size", 0)) > 1)
                            .refused("vhdx-block-size"),
                    Rule.of(
                                    "luks has no cipher cast5-128 with the mode xts",
                                    Set.of(
                                            "disk.options.cipher-alg",
                                            "disk.options.cipher-mode",
                                            "disk.options.encrypt.cipher-alg",
                                            "disk.options.encrypt.cipher-mode"),
                                    c -> isCast5Xts(c, "") || isCast5Xts(c, "encrypt."))
                            .refused("luks-cast5-xts"),
                    Rule.of(
                            "encryption=luks is qcow2's: write format luks for a raw image",
                            Set.of(FORMAT, "disk.encryption"),
                            c -> c.is("disk.encryption", "luks") && !c.is(FORMAT, "qcow2")));

    private ImageRules() {}

    /** Whether a vmdk has its data in flat files. */
    static boolean isFlat(Combination c) {
        return c.is(SUBFORMAT, "monolithicFlat", "twoGbMaxExtentFlat")
                || !c.has(SUBFORMAT) && c.is(KIND, "fixed");
    }

    private static boolean isCast5Xts(Combination c, String prefix) {
        // xts is the default.
        String mode = "disk.options." + prefix + "cipher-mode";
        return c.is("disk.options." + prefix + "cipher-alg", "cast5-128")
                && (!c.has(mode) || c.is(mode, "xts"));
    }

    private static boolean hasWrongClusters(Combination c) {
        if (!c.has(CLUSTER) || !c.is(FORMAT, "qcow2", "qed")) {
            return false;
        }
        long cluster = c.bytes(CLUSTER, 0);
        boolean qed = c.word(FORMAT, Format.class) == Format.QED;
        // QED_MIN_CLUSTER_SIZE, QED_MAX_CLUSTER_SIZE (qemu/block/qed.h); MAX_CLUSTER_BITS 21
        // (qcow2.h)
        long min = qed ? 4 << 10 : 512;
        long max = qed ? 64 << 20 : 2 << 20;
        return Long.bitCount(cluster) != 1 || cluster < min || cluster > max;
    }

    /**
     * The largest qed: two levels of tables (qemu/block/qed.h, qed_max_image_size), whose product
     * overflows 64 bits in QEMU as it does here, for clusters of 4 MiB and more with tables of 4.
     */
    private static long qedBytesMax(Combination c) {
        long cluster = c.bytes(CLUSTER, 64 << 10);
        long entries = cluster * c.count("disk.options.table_size", 4) / 8;
        return entries * entries * cluster;
    }
}
