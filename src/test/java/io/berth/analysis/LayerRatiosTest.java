package io.berth.analysis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.plan.Plan;
import io.berth.profile.Layer;
import io.berth.report.Reports;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests against their twins, of a run whose truth is known: the host is faster by a quarter. */
class LayerRatiosTest {

    @TempDir Path directory;

    private RunDirectory run;
    private Plan plan;
    private Analysis analysis;

    @BeforeEach
    void analyse() {
        run = RunFixture.layers(directory, false);
        plan = RunReader.read(run).plan();
        analysis = Analyses.analyse(RunReader.read(run), null);
    }

    private List<LayerFigures> rows(String cache) {
        return requireNonNull(analysis.layers()).stream()
                .filter(row -> plan.find(row.guestCase()).disk().cache().word().equals(cache))
                .toList();
    }

    @Test
    void everyGuestIsSetAgainstItsTwin() {
        assertThat(requireNonNull(analysis.layers())).hasSize(8);
        assertThat(rows("none"))
                .hasSize(4)
                .allSatisfy(
                        row -> {
                            boolean qcow2 = row.label().contains("qcow2");
                            assertThat(row.iopsRatio().n()).isEqualTo(2);
                            assertThat(row.iopsRatio().median())
                                    .isCloseTo(qcow2 ? 0.93 / 1.25 : 1 / 1.25, within(0.08));
                            assertThat(requireNonNull(row.bwRatio()).median())
                                    .isCloseTo(row.iopsRatio().median(), within(1e-9));
                            var p99 = requireNonNull(row.latency().get("99"));
                            assertThat(p99.ratio())
                                    .isEqualTo((double) p99.guestNs() / p99.hostNs())
                                    .isCloseTo(1, within(0.15));
                            assertThat(row.guestCpuUsPerIo()).isEqualTo(85.5);
                            assertThat(row.hostCpuUsPerIo()).isEqualTo(4.5);
                            assertThat(requireNonNull(row.storageShare())).isBetween(0.9, 1.0);
                            assertThat(row.faster()).isNull();
                            assertThat(row.hostLabel()).isEqualTo("host, cache=none");
                        });
    }

    @Test
    void guestsAheadOfTheirHostAreFlaggedWithTheReason() {
        assertThat(rows("writeback"))
                .hasSize(4)
                .allSatisfy(
                        row -> {
                            assertThat(row.iopsRatio().median()).isGreaterThan(1.2);
                            assertThat(row.faster())
                                    .contains("the host's RAM served 75 %")
                                    .contains("0 % of the twins'");
                        });
        assertThat(analysis.notices())
                .filteredOn(notice -> notice.code().equals("guest_beats_host"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.cases()).hasSize(4));
    }

    @Test
    void theHostIsNoSideOfAComparisonNoRungOfGuestsAndHasNoObjective() {
        assertThat(analysis.comparisons())
                .isNotEmpty()
                .allSatisfy(
                        pair -> {
                            assertThat(pair.layer()).isEqualTo("guest");
                            assertThat(pair.factor()).isIn("disk.cache", "disk.format");
                        });
        assertThat(analysis.scaling())
                .allSatisfy(
                        ladder ->
                                assertThat(ladder.rungs())
                                        .allSatisfy(
                                                rung ->
                                                        assertThat(
                                                                        plan.find(rung.caseId())
                                                                                .layer()
                                                                                .word())
                                                                .isEqualTo(ladder.layer())));
        assertThat(analysis.cases())
                .allSatisfy(
                        figures ->
                                assertThat(figures.objective().isEmpty())
                                        .isEqualTo(figures.layer().equals(Layer.HOST.word())));
        assertThat(analysis.answer())
                .filteredOn(sentence -> sentence.text().startsWith("Guest ÷ host"))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence.text()).contains("reads at 2 guests"));
    }

    @Test
    void theReportShowsRatiosTimeAndTheFlag() throws IOException {
        Reports.write(run, Path.of("report-templates"), null);

        String page = Files.readString(run.reportFile());
        assertThat(page)
                .contains("<section id=\"layers\">")
                .contains("Where the time goes")
                .contains("virtualisation")
                .contains("guest beats host")
                .contains("The same workload ran at the host itself");
        // Each has an id of its own, of its title, and of its description.
        assertThat(page.split("id=\"c-layers-", -1)).as("IOPS and p99 of two twins").hasSize(13);
        assertThat(Files.readString(run.summaryText())).contains("Guest ÷ host");
        String longCsv = Files.readString(run.longCsv());
        assertThat(longCsv.lines().filter(line -> line.contains(",host,/var/lib/berth,raw,off,")))
                .as("rows of layer host, without aio and bus")
                .isNotEmpty()
                .allMatch(line -> line.matches(".*,(none|writeback),,,written,randread,.*"));
        assertThat(longCsv).contains("engine_cpu_per_io,mean,4.5,us");
        assertThat(Files.readString(run.summaryCsv()).lines().filter(l -> l.contains(",host,/")))
                .hasSize(4);
        byte[] first = Files.readAllBytes(run.reportFile());
        Reports.write(run, Path.of("report-templates"), null);
        assertThat(Files.readAllBytes(run.reportFile())).isEqualTo(first);
    }

    @Test
    void underEmulationEveryRatioSaysSo() throws IOException {
        RunDirectory emulated =
                RunFixture.layers(Files.createDirectory(directory.resolve("tcg")), true);
        Reports.write(emulated, Path.of("report-templates"), null);

        String page = Files.readString(emulated.reportFile());
        String section = page.substring(page.indexOf("<section id=\"layers\">"));
        assertThat(section)
                .contains("what emulation costs, not what virtualisation does")
                .contains("Guest ÷ host, on emulated CPUs")
                .contains("Where the time goes, on emulated CPUs")
                .containsPattern("the host’s IOPS, on emulated CPUs");
        assertThat(Analyses.analyse(RunReader.read(emulated), null).answer())
                .filteredOn(sentence -> sentence.text().startsWith("Guest ÷ host"))
                .allMatch(sentence -> sentence.text().contains("emulated CPU"));
    }
}
