package io.berth.plan;

import io.berth.profile.Factors;
import java.util.List;
import java.util.Set;

/** Backing files that a disk cannot have. */
final class BackingRules {

    private static final String FORMAT = "disk.format";
    private static final String KIND = "disk.kind";
    private static final String DEPTH = "disk.backing.depth";
    private static final String BASE = "disk.backing.format";
    private static final String PREALLOCATION = "disk.preallocation";

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                            "kind=fixed and dynamic stand alone: with backing files a disk is"
                                    + " differencing",
                            Set.of(KIND, DEPTH),
                            c -> c.is(KIND, "fixed", "dynamic") && DiskMaker.depth(c) > 0),
                    Rule.of(
                            "kind=differencing needs backing files: depth is 1 or more",
                            Set.of(KIND, DEPTH),
                            c -> c.is(KIND, "differencing") && DiskMaker.depth(c) == 0),
                    Rule.of(
                                    "only qcow2, qcow, qed and vmdk have backing files",
                                    Set.of(FORMAT, KIND, DEPTH),
                                    c ->
                                            DiskMaker.depth(c) > 0
                                                    && !c.is(
                                                            FORMAT, "qcow2", "qcow", "qed", "vmdk"))
                            .refused("backing-format"),
                    Rule.of(
                                    "a flat vmdk has no backing file",
                                    Set.of(FORMAT, KIND, DEPTH, "disk.options.subformat"),
                                    c ->
                                            DiskMaker.depth(c) > 0
                                                    && c.is(FORMAT, "vmdk")
                                                    && ImageRules.isFlat(c))
                            .refused("backing-flat-vmdk"),
                    Rule.of(
                                    "a vmdk's backing file is a vmdk",
                                    Set.of(FORMAT, KIND, DEPTH, BASE),
                                    c ->
                                            DiskMaker.depth(c) > 0
                                                    && c.is(FORMAT, "vmdk")
                                                    && c.has(BASE)
                                                    && !c.is(BASE, "vmdk"))
                            .refused("backing-vmdk-base"),
                    Rule.of(
                            "a base of format luks is not opened without its secret: write"
                                    + " encryption=luks with qcow2",
                            Set.of(KIND, DEPTH, BASE),
                            c -> DiskMaker.depth(c) > 0 && c.is(BASE, "luks")),
                    Rule.of(
                                    "preallocation beside a backing file needs extended_l2=on",
                                    Set.of(KIND, DEPTH, PREALLOCATION, "disk.options.extended_l2"),
                                    c ->
                                            DiskMaker.depth(c) > 0
                                                    && c.has(PREALLOCATION)
                                                    && !c.is(PREALLOCATION, "off")
                                                    && !c.is("disk.options.extended_l2", "on"))
                            .refused("backing-preallocation"),
                    Rule.of(
                                    "data_file_raw is not for an image with a backing file",
                                    Set.of(KIND, DEPTH, "disk.options.data_file_raw"),
                                    c ->
                                            DiskMaker.depth(c) > 0
                                                    && c.is("disk.options.data_file_raw", "on"))
                            .refused("backing-data-file-raw"),
                    Rule.of(
                            "only a qcow2 base is compressed",
                            Set.of(FORMAT, KIND, DEPTH, BASE, "disk.backing.compressed"),
                            c ->
                                    DiskMaker.depth(c) > 0
                                            && c.is("disk.backing.compressed", "true")
                                            && !c.is(c.has(BASE) ? BASE : FORMAT, "qcow2")),
                    Rule.of(
                            "so deep a chain holds more than 100% with this share in each layer",
                            Set.of(KIND, DEPTH, "disk.backing.data"),
                            c -> {
                                int depth = DiskMaker.depth(c);
                                String data = c.get("disk.backing.data");
                                return depth > 0
                                        && !data.isEmpty()
                                        && Factors.layerShare(data, depth) * depth > 1;
                            }),
                    Rule.of(
                            "contents=fresh leaves a chain without data: write contents: written",
                            Set.of(KIND, DEPTH, "disk.contents"),
                            c -> DiskMaker.depth(c) > 0 && c.is("disk.contents", "fresh")));

    private BackingRules() {}
}
