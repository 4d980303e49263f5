package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.ExactCommands;
import io.berth.analysis.ImageFigures;
import io.berth.analysis.Provenance;
import io.berth.analysis.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a made-up run says in words, of its images and its host, and where it comes from. */
final class FixtureFacts {
    private FixtureFacts() {}

    static List<ImageFigures> images(List<String> formats) {
        List<ImageFigures> images = new ArrayList<>();
        for (String format : formats) {
            for (String preallocation : List.of("off", "falloc", "full")) {
                double bytes = 1L << 28;
                boolean full = preallocation.equals("full");
                double allocated =
                        preallocation.equals("off")
                                ? (format.equals("raw") ? 4096 : 200_704)
                                : bytes;
                images.add(
                        new ImageFigures(
                                format + "-" + preallocation + "-written-256MiB",
                                "256MiB",
                                1L << 28,
                                format,
                                preallocation,
                                "written",
                                new TreeMap<>(),
                                List.of(),
                                1,
                                AnalysisFixture.spread(
                                        full ? 812 : preallocation.equals("falloc") ? 14.1 : 9.3),
                                null,
                                AnalysisFixture.spread(bytes),
                                AnalysisFixture.spread(allocated),
                                AnalysisFixture.spread(1440),
                                AnalysisFixture.spread(bytes + 327_680),
                                AnalysisFixture.spread(bytes + 327_680),
                                null,
                                "qemu-img create -f " + format + " x.img 268435456"));
            }
        }
        return images;
    }

    static List<Analysis.EnvironmentRow> environment() {
        return List.of(
                new Analysis.EnvironmentRow("tools", "fio", "fio-3.33"),
                new Analysis.EnvironmentRow(
                        "tools", "qemu-system", "QEMU emulator version 7.2.17 (Debian 1:7.2+dfsg)"),
                new Analysis.EnvironmentRow("cpu", "model", "AMD EPYC 7B13 64-Core Processor"),
                new Analysis.EnvironmentRow("cpu", "mitigations", "spectre_v2: Retpolines"),
                new Analysis.EnvironmentRow("memory", "total", "15.6 GiB"),
                new Analysis.EnvironmentRow("storage /var/lib/berth", "file system", "ext4"),
                new Analysis.EnvironmentRow("storage /var/lib/berth", "scheduler", "none"));
    }

    static Provenance provenance(String profile) {
        SortedMap<String, Integer> versions = new TreeMap<>();
        versions.put("plan.json", 1);
        versions.put("case.json", 1);
        return new Provenance(
                profile + "-20260131T120000Z",
                versions,
                42,
                "profiles/quickstart.yaml",
                "name: quickstart\nstorage: ./work\ndisk:\n  format: [raw, qcow2]  # <both>\n",
                List.of(
                        new Provenance.FileSum("plan.json", 9120, "ab".repeat(32)),
                        new Provenance.FileSum("environment.json", 5120, "cd".repeat(32))),
                420,
                "ef".repeat(32),
                List.of("./berth run profiles/quickstart.yaml", "./berth report quickstart"));
    }

    static ExactCommands commands(String workload) {
        return new ExactCommands(
                List.of(
                        "qemu-system-x86_64 -nodefaults -no-user-config -machine q35,accel=tcg -m"
                            + " 256 -smp 1 -blockdev"
                            + " driver=file,filename=root.img,node-name=root,read-only=on -device"
                            + " virtio-blk-pci,drive=root,serial=root -qmp"
                            + " unix:/tmp/qmp.sock,server=on,wait=off"),
                List.of("qemu-img create -f raw -o preallocation=off raw.img 268435456"),
                List.of(
                        new ExactCommands.Job(
                                workload,
                                "raw-none-x1",
                                "[global]\n"
                                        + "ioengine=libaio\n"
                                        + "direct=1\n"
                                        + "[oltp]\n"
                                        + "rw=randrw\n"
                                        + "bs=8192\n")));
    }

    static List<Sentence> answer(int blocks) {
        return List.of(
                new Sentence(
                        Sentence.Kind.MEASURED,
                        "cache=writeback against cache=none at 4 guests: reads 2.10× the IOPS on"
                                + " raw and 2.02× on qcow2; writes 2.05× and 1.98×."),
                new Sentence(
                        Sentence.Kind.MEASURED,
                        "cache=writeback against cache=none at 4 guests: read clat p99 0.48× on raw"
                                + " and 0.50× on qcow2; write clat p99 0.47× and 0.49×."),
                new Sentence(
                        Sentence.Kind.NO_VERDICT,
                        "No verdict: " + blocks + " blocks were measured, 6 are needed."),
                new Sentence(
                        Sentence.Kind.OBJECTIVE,
                        "The objective read.p99 ≤ 20.0 ms was met in 12 of 12 cases."),
                new Sentence(
                        Sentence.Kind.CAVEAT,
                        "CPUs were emulated (TCG): figures are for trying berth out, never for"
                                + " capacity decisions."),
                new Sentence(Sentence.Kind.FAILED, "1 case failed; see what was left out."));
    }

    static CaseFigures.HostFigures host(int guests, double speed) {
        return new CaseFigures.HostFigures(
                AnalysisFixture.spread(0.21 * guests),
                AnalysisFixture.spread(0.002),
                AnalysisFixture.spread(0.4 * guests),
                AnalysisFixture.spread(0.08 * guests),
                AnalysisFixture.spread(0.11 * guests),
                AnalysisFixture.spread(0.02),
                AnalysisFixture.spread(48.3 * speed),
                "sda",
                AnalysisFixture.spread(0.83),
                1L << 28,
                1L << 30,
                speed > 1.5 ? 0.982 : 0.0,
                1L << 29,
                1L << 29,
                AnalysisFixture.spread(1.2e7 * speed * 0.8),
                AnalysisFixture.spread(speed > 1.5 ? 2300 : 12),
                AnalysisFixture.spread(0.31),
                null);
    }
}
