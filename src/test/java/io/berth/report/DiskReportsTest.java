package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.EffectiveRow;
import io.berth.plan.Exclusion;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections about disks and operations, each only where its figures are there. */
class DiskReportsTest {

    @TempDir Path temp;

    private static String html(RunDirectory run) throws IOException {
        Reports.write(run, Path.of("report-templates"), null);
        return Files.readString(run.reportFile());
    }

    @Test
    void theAllocationCostIsSeenFallingWithPreallocation() throws IOException {
        String html = html(RunFixture.disks(temp));
        assertThat(html)
                .containsPattern(
                        "randwrite on qcow2: first writes reach 0\\.[34]\\d× the IOPS of overwrites"
                                + " with preallocation=off, 0\\.[67]\\d× with metadata,"
                                + " 0\\.[89]\\d× with falloc, (0\\.9|1\\.0)\\d× with full")
                .contains("id=\"c-first-write-iops-1\"", "id=\"c-first-write-p99-1\"")
                .contains("First writes and overwrites, randwrite");
    }

    @Test
    void whatEachPreallocationTakesAndCostsIsReadAtAGlance() throws IOException {
        String html = html(RunFixture.disks(temp));
        assertThat(html)
                .contains(
                        "A new qcow2 image of 1GiB takes 196 KiB with preallocation=off, 324 KiB"
                                + " with metadata, 1.00 GiB with falloc and full; creating it took"
                                + " 13.5 ms (off), 17.5 ms (metadata), 32.0 ms (falloc), 1180 ms"
                                + " (full)")
                .contains("qemu-img check after the measurements", "✓ sound")
                .contains("qemu-img has no check for raw.")
                .doesNotContain("id=\"operations\"", "id=\"chains\"", "id=\"snapshots\"");
    }

    @Test
    void aChainsCostStandsOverItsDepth() throws IOException {
        assertThat(html(RunFixture.chains(temp)))
                .containsPattern(
                        "randread reads: a chain of 16 gave 0\\.\\d\\d× the IOPS of depth 0"
                                + " \\(data=base\\)")
                .contains(">backing files</text>", ">data=base</text>", ">data=even</text>")
                .contains("larger than its L2 cache")
                .contains("<td>default</td><td>writeback</td>".replace("><td", ">\n<td"))
                .contains("QEMU does not tell it");
    }

    @Test
    void aSnapshotsInstantIsMarked() throws IOException {
        assertThat(html(RunFixture.snapshots(temp)))
                .contains(">snapshot</text>")
                .contains("a live snapshot left under half of the IOPS for 1 second, the longest")
                .contains("sound; leaks in 4: 12 clusters");
    }

    @Test
    void operationsHaveADotForEachRepetition() throws IOException {
        String html = html(RunFixture.operations(temp, 8));
        assertThat(html)
                .contains("id=\"c-operations\"", "Operations: time, work and sizes")
                .contains("Operations against each other", "▼ worse")
                .doesNotContain("id=\"cases\"", "id=\"effective\"");
        String chart = html.substring(html.indexOf("id=\"c-operations\""));
        chart = chart.substring(0, chart.indexOf("</svg>"));
        assertThat(chart.split("<(circle|ellipse|rect|path|polygon) ", -1).length)
                .isGreaterThanOrEqualTo(16 * 8);
    }

    @Test
    void settingsThatAreAlikeShareARow() {
        EffectiveView view =
                new EffectiveView(
                        List.of(
                                row("raw", 3, setting("disk.cache", "default", "writeback", true)),
                                row(
                                        "qcow2",
                                        2,
                                        setting("disk.cache", "default", "writeback", true)),
                                row("vmdk", 1, setting("disk.cache", "default", "none", true)),
                                row("vdi", 1, setting("O_DIRECT", "on", "off", false)),
                                row("qed", 1, setting("disk.queues", "4", null, true)),
                                row("vpc", 1, setting("disk.aio", "threads", "threads", true))));
        Table table = view.table().orElseThrow();
        assertThat(table.rows())
                .extracting(r -> r.cells().get(0) + " " + r.cells().get(2) + " " + r.mark())
                .containsExactly(
                        "O_DIRECT ✗ off bad",
                        "disk.cache writeback ",
                        "disk.cache none ",
                        "disk.queues not known ");
        assertThat(table.rows().get(1).cells().get(5)).isEqualTo("raw; qcow2");
        assertThat(view.asAsked().orElseThrow().rows())
                .singleElement()
                .satisfies(r -> assertThat(r.cells().getFirst()).isEqualTo("disk.aio"));
        assertThat(view.sentence().orElseThrow())
                .contains("1 of 6 configurations had other settings than were asked for");
    }

    private static EffectiveRow row(String label, int disks, EffectiveRow.Setting setting) {
        return new EffectiveRow(
                label,
                label,
                disks,
                List.of(setting),
                setting.matches() ? List.of() : List.of("O_DIRECT is off, not on"));
    }

    private static EffectiveRow.Setting setting(
            String name, String requested, @Nullable String effective, boolean matches) {
        return new EffectiveRow.Setting(name, requested, effective, "somewhere", matches);
    }

    @Test
    void exclusionsForOneReasonShareARow() {
        List<Exclusion> exclusions =
                List.of(
                        exclusion("qcow", "metadata", "refused", 2),
                        exclusion("qcow", "full", "refused", 3),
                        exclusion("qed", "metadata", "refused", 4),
                        exclusion("qed", "full", "refused", 5),
                        exclusion("vdi", "metadata", "another", 1),
                        exclusion("vpc", "full", "another", 1));
        Table table = new ExclusionTable(exclusions).table().orElseThrow();
        assertThat(table.rows())
                .extracting(r -> r.cells().get(0) + ": " + r.cells().get(2))
                .containsExactly(
                        "disk.format=qcow|qed, disk.preallocation=metadata|full: 14",
                        // Not every combination of the two is meant, so none is made up.
                        "disk.format=vdi, disk.preallocation=metadata; disk.format=vpc,"
                                + " disk.preallocation=full: 2");
    }

    private static Exclusion exclusion(
            String format, String preallocation, String reason, int combinations) {
        return new Exclusion(
                new TreeMap<>(Map.of("disk.format", format, "disk.preallocation", preallocation)),
                reason,
                combinations);
    }
}
