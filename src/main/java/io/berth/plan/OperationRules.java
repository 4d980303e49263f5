package io.berth.plan;

import java.util.List;
import java.util.Set;

/** Operations that an image, or a guest with it, does not take; tried with QEMU 7.2. */
final class OperationRules {

    private static final String NAME = "operation.name";
    private static final String TO = "operation.to";
    private static final String FORMAT = "disk.format";
    private static final String DATA_FILE = "disk.options.data_file";
    private static final String[] SNAPSHOT = {
        "snapshot-create", "snapshot-apply", "snapshot-delete"
    };

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                                    "only qcow2 has internal snapshots",
                                    Set.of(NAME, FORMAT),
                                    c -> c.is(NAME, SNAPSHOT) && !c.is(FORMAT, "qcow2"))
                            .refused("operation-snapshot-format"),
                    Rule.of(
                                    "a qcow2 with a data_file has no internal snapshots",
                                    Set.of(NAME, DATA_FILE),
                                    c -> c.is(NAME, SNAPSHOT) && c.is(DATA_FILE, "on"))
                            .refused("operation-snapshot-data-file"),
                    Rule.of(
                                    "commit needs a backing file",
                                    Set.of(NAME, "disk.kind", "disk.backing.depth"),
                                    c -> c.is(NAME, "commit") && DiskMaker.depth(c) == 0)
                            .refused("commit-alone"),
                    Rule.of(
                                    "nothing is committed into a base of format parallels",
                                    Set.of(NAME, "disk.backing.format"),
                                    c ->
                                            c.is(NAME, "commit")
                                                    && c.is("disk.backing.format", "parallels"))
                            .refused("commit-parallels"),
                    Rule.of(
                                    "raw, qcow, vpc and luks have no check",
                                    Set.of(NAME, FORMAT),
                                    c ->
                                            c.is(NAME, "check")
                                                    && c.is(FORMAT, "raw", "qcow", "vpc", "luks"))
                            .refused("check-format"),
                    Rule.of(
                                    "convert compresses to qcow2 and vmdk alone",
                                    Set.of(NAME, TO, "operation.compressed"),
                                    c ->
                                            c.is("operation.compressed", "true")
                                                    && !c.is(TO, "qcow2", "vmdk"))
                            .refused("convert-compressed"),
                    Rule.of(
                                    "only raw, qcow2, qed and luks change their size",
                                    Set.of(NAME, FORMAT),
                                    c ->
                                            c.is(NAME, "resize")
                                                    && !c.is(FORMAT, "raw", "qcow2", "qed", "luks"))
                            .refused("resize-format"),
                    Rule.of(
                            "resize_to is the size that the disk has",
                            Set.of(NAME, "disk.size", "operation.resize_to"),
                            c ->
                                    c.has("operation.resize_to")
                                            && c.bytes("operation.resize_to", 0)
                                                    == c.bytes("disk.size", 0)),
                    Rule.of(
                                    "qed only grows",
                                    Set.of(NAME, FORMAT, "disk.size", "operation.resize_to"),
                                    c ->
                                            c.is(FORMAT, "qed")
                                                    && c.has("operation.resize_to")
                                                    && c.bytes("operation.resize_to", 0)
                                                            < c.bytes("disk.size", 0))
                            .refused("resize-qed-shrink"),
                    Rule.of(
                                    "a qcow2 of compat=0.10 with snapshots keeps its size",
                                    Set.of(NAME, "disk.snapshots", "disk.options.compat"),
                                    c ->
                                            c.is(NAME, "resize")
                                                    && c.count("disk.snapshots", 0) > 0
                                                    && c.is("disk.options.compat", "0.10"))
                            .refused("resize-version-2-snapshots"),
                    Rule.of(
                                    "a guest on qcow, vmdk, vdi, vpc, vhdx or parallels is not"
                                            + " saved: they do not support migration",
                                    Set.of(NAME, FORMAT),
                                    c ->
                                            c.is(NAME, "save", "restore")
                                                    && !c.is(FORMAT, "raw", "qcow2", "qed", "luks"))
                            .refused("save-format"),
                    Rule.of(
                                    "a checkpoint lies in the image: it needs qcow2",
                                    Set.of(NAME, FORMAT),
                                    c -> c.is(NAME, "checkpoint") && !c.is(FORMAT, "qcow2"))
                            .refused("checkpoint-format"),
                    Rule.of(
                                    "a checkpoint lies in the image: it needs a qcow2 without"
                                            + " data_file",
                                    Set.of(NAME, DATA_FILE),
                                    c -> c.is(NAME, "checkpoint") && c.is(DATA_FILE, "on"))
                            .refused("checkpoint-data-file"),
                    Rule.of(
                                    "a guest with an NVMe disk is not saved: QEMU's nvme does not"
                                            + " migrate",
                                    Set.of(NAME, "disk.bus"),
                                    c ->
                                            c.is(NAME, "save", "restore", "checkpoint")
                                                    && c.is("disk.bus", "nvme"))
                            .refused("save-nvme"));

    private OperationRules() {}
}
