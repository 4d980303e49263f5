package io.berth.guest;

import io.berth.host.AbilityProbe;
import io.berth.plan.Abilities;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.Exclusion;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Machine;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The disks that plans hold for the installed QEMU, of profiles that ask for everything. */
final class MatrixCells {

    /** A disk and the machine that it goes with. */
    record Cell(SortedMap<String, String> factors, DiskConfig disk, Machine machine) {

        String name() {
            List<String> parts = new ArrayList<>();
            factors.forEach((name, value) -> parts.add(name.replace("disk.", "") + "=" + value));
            return String.join(" ", parts);
        }
    }

    /** Every image: format, preallocation, subformat, kind, options, encryption, chain. */
    static final List<String> IMAGES =
            List.of(
                    "format: [raw, qcow2, qcow, qed, vmdk, vdi, vpc, vhdx, parallels],"
                            + " preallocation: [off, metadata, falloc, full]",
                    // Else a key takes seconds, and many where CPU clocks are coarse.
                    "format: luks, preallocation: [off, metadata, falloc, full],"
                            + " options: {iter-time: 10}",
                    "format: vmdk, options: {subformat: [monolithicSparse, monolithicFlat,"
                            + " twoGbMaxExtentSparse, twoGbMaxExtentFlat, streamOptimized]}",
                    "format: [vpc, vhdx], options: {subformat: [dynamic, fixed]}",
                    "format: vdi, options: {static: [on, off]}",
                    "format: [raw, qcow2, vmdk, vdi, vpc, vhdx], kind: fixed",
                    "format: qcow2, preallocation: [off, metadata, falloc, full],"
                            + " options: {compat: \"0.10\"}",
                    "format: qcow2, preallocation: [off, metadata, falloc, full],"
                            + " options: {extended_l2: on}",
                    "format: qcow2, preallocation: [off, metadata, falloc, full],"
                            + " options: {lazy_refcounts: on, compression_type: zstd}",
                    "format: qcow2, preallocation: [off, metadata, falloc, full],"
                            + " options: {data_file: on}",
                    "format: qcow2, preallocation: [off, full], encryption: luks,"
                            + " options: {encrypt.iter-time: 10}");

    static final List<String> CHAINS =
            List.of(
                    "format: qcow2, contents: written, backing: {depth: [1, 3],"
                            + " format: [raw, qcow2]}",
                    "format: [qcow, qed, vmdk], contents: written, backing: {depth: 1}");

    private final Abilities abilities;
    private final Path directory;
    private final List<Cell> cells = new ArrayList<>();
    private final Map<String, Integer> excluded = new LinkedHashMap<>();

    MatrixCells(Path directory) {
        this.directory = directory;
        this.abilities = AbilityProbe.probe(List.of(directory));
    }

    List<Cell> cells() {
        return List.copyOf(cells);
    }

    /** How many combinations were left out, by reason. */
    Map<String, Integer> excluded() {
        return excluded;
    }

    /** Adds the cells of images (a part of YAML for {@code disk}) on some buses of a machine. */
    void add(String image, String attachment, Machine machine) throws IOException {
        Path file = directory.resolve("matrix.yaml");
        String contents = image.contains("contents:") ? "" : ", contents: fresh";
        Files.writeString(
                file,
                """
                name: matrix
                storage: .
                layers: [guest]
                disk: {size: 64MiB, %s, %s%s}
                guest: {vcpus: 1, memory: 192MiB, accelerator: tcg, machine: %s}
                guests: [1]
                workloads: [{name: w, rw: randwrite, bs: 64k}]
                measure: {ramp_time: 0s, runtime: 10s, blocks: 1}
                """
                        .formatted(image, attachment, contents, machine.word()));
        Plan plan = Planner.plan(ProfileReader.read(file), abilities);
        for (Case one : plan.cases()) {
            SortedMap<String, String> factors = new TreeMap<>();
            one.factors()
                    .forEach(
                            (factor, value) -> {
                                if (factor.startsWith("disk.") && !factor.equals("disk.size")) {
                                    factors.put(factor, value);
                                }
                            });
            cells.add(new Cell(factors, one.disk(), machine));
        }
        for (Exclusion exclusion : plan.exclusions()) {
            excluded.merge(exclusion.reason(), exclusion.combinations(), Integer::sum);
        }
    }
}
