package io.berth.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.calibration.Calibration;
import io.berth.calibration.CalibrationFiles;
import io.berth.calibration.Grid;
import io.berth.calibration.Judge;
import io.berth.calibration.Measure;
import io.berth.calibration.Pair;
import io.berth.calibration.Row;
import io.berth.calibration.RowResult;
import io.berth.calibration.RowVerdict;
import io.berth.calibration.Schedule;
import io.berth.calibration.Side;
import io.berth.calibration.SideResult;
import io.berth.run.CalibrationEvents;
import io.berth.run.Calibrator;
import io.berth.run.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations with the real fio, on the file system that this project lies on. */
class CalibrateIT {

    private static final String ROWS = "randread-4k-qd32,cached-randread-4k-qd32-batch32";

    private record Answer(int status, String out, String err) {}

    @TempDir private Path temp;

    private Path storage;
    private Path results;

    @BeforeEach
    void makeStorage() throws IOException {
        storage =
                Files.createTempDirectory(Files.createDirectories(Path.of("target")), "calibrate");
        results = temp.resolve("results");
    }

    private Answer calibrate(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all =
                Stream.concat(
                                Stream.of(
                                        "calibrate",
                                        "--results",
                                        results.toString(),
                                        "--templates",
                                        "report-templates"),
                                Stream.of(arguments))
                        .toList();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Answer(status, out.toString(), err.toString());
    }

    private Answer twoRows(String... more) {
        List<String> all =
                Stream.concat(
                                Stream.of(more),
                                Stream.of(
                                        "--grid",
                                        ROWS,
                                        "--pairs",
                                        "1",
                                        "--ramp_time",
                                        "500ms",
                                        "--runtime",
                                        "1s",
                                        "--size",
                                        "64MiB",
                                        "--beside-tenants",
                                        storage.toString()))
                        .toList();
        return calibrate(all.toArray(String[]::new));
    }

    private CalibrationFiles only() throws IOException {
        try (Stream<Path> runs = Files.list(results)) {
            return new CalibrationFiles(runs.findFirst().orElseThrow());
        }
    }

    @Test
    void fioAgainstItselfIsMeasuredWitnessedAndStored() throws Exception {
        Answer answer = twoRows("--fio-against-itself");

        assertThat(answer.status()).as(answer.err() + answer.out()).isZero();
        CalibrationFiles files = only();
        Calibration calibration = files.read();
        assertThat(calibration.state()).isEqualTo(Calibration.State.COMPLETE);
        assertThat(calibration.rows()).hasSize(2).allMatch(row -> row.valid().size() == 1);
        for (RowResult row : calibration.rows()) {
            Pair pair = row.pairs().getFirst();
            for (Side side : Side.values()) {
                SideResult run = pair.of(side);
                // The kernel's account of the process holds fio to its own.
                double own = requireNonNull(Measure.CPU.of(run));
                double process = requireNonNull(Measure.PROCESS_CPU.of(run));
                assertThat(process / own).as("%s %s", row.row(), run).isBetween(0.5, 2.0);
                assertThat(files.path().resolve(run.output())).isRegularFile();
            }
        }
        // What fio says it read, the disk did read; others may have read, too.
        RowVerdict direct = Judge.judge(calibration).rows().getFirst();
        Double witness = direct.fioWitness();
        if (witness != null) {
            assertThat(witness).isGreaterThan(0.5);
        }
        assertThat(files.html()).content().contains("What this host can tell apart");
        assertThat(files.csv()).content().contains("randread-4k-qd32", "berth/fio");
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void engineAndFioDoTheSameWorkAndTheirCommandsAreStored() throws Exception {
        Answer answer = twoRows();

        assertThat(answer.status()).as(answer.err() + answer.out()).isZero();
        Calibration calibration = only().read();
        assertThat(calibration.rows()).hasSize(2);
        for (RowResult row : calibration.rows()) {
            assertThat(row.valid()).as("%s", row.pairs()).hasSize(1);
            SideResult berth = row.pairs().getFirst().berth();
            assertThat(berth.command()).contains("engine", "--name=" + row.row().name());
            assertThat(requireNonNull(berth.figures()).pages()).isNotNull();
            assertThat(requireNonNull(berth.figures()).fallbacks()).isEmpty();
        }
        assertThat(calibrate("--render", only().path().toString()).out())
                .contains("No verdict in any row", "calibration.html");
    }

    @Test
    void interruptionKeepsTheFinishedPairsAndRemovesTheFile() throws Exception {
        List<Row> rows = Grid.of(ROWS);
        Schedule schedule =
                new Schedule(
                        rows,
                        7,
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        42,
                        storage.resolve("f"),
                        64 << 20,
                        storage.resolve("c"),
                        64 << 20,
                        true);
        CalibrationFiles files = new CalibrationFiles(results.resolve("r"));
        Files.createDirectories(files.path());
        try (Interruption interruption = Interruption.watch()) {
            CalibrationEvents events = new InterruptsAfter(2);
            new Calibrator("r", schedule, files, List.of(), List.of(), events, interruption)
                    .run(false);
        }

        assertThat(Thread.interrupted()).isTrue();
        Calibration stored = files.read();
        assertThat(stored.state()).isEqualTo(Calibration.State.INTERRUPTED);
        assertThat(stored.rows()).hasSize(1);
        assertThat(stored.rows().getFirst().valid()).hasSize(2);
        assertThat(stored.missing()).containsExactly(rows.getLast());
        assertThat(storage).isEmptyDirectory();
    }

    /** Ctrl-C when so many pairs have ended. */
    private static final class InterruptsAfter implements CalibrationEvents {
        private int left;

        InterruptsAfter(int pairs) {
            left = pairs;
        }

        @Override
        public void layingOut(Path file, long bytes) {}

        @Override
        public void rowBegins(Row row) {}

        @Override
        public void pairEnded(Row row, Pair pair) {
            if (--left == 0) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void rowEnded(RowResult result, RowVerdict verdict) {}
    }

    @Test
    void directoriesThatWillNotDoAreSaidWithTheRemedyAndLeaveNothing() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        Answer isFile = calibrate("--beside-tenants", file.toString());
        Answer tooLarge = calibrate("--beside-tenants", "--size", "4096T", storage.toString());
        Path left = Files.createFile(storage.resolve("berth-calibration.dat"));
        Answer leftBehind = calibrate("--beside-tenants", "--size", "64M", storage.toString());

        assertThat(isFile.status()).isEqualTo(3);
        assertThat(isFile.err()).contains(file + " cannot be made", "name a directory");
        assertThat(tooLarge.status()).isEqualTo(3);
        assertThat(tooLarge.err()).contains("4.00 PiB", "are free", "--size");
        assertThat(leftBehind.status()).isEqualTo(3);
        assertThat(leftBehind.err()).contains("is there already", "rm " + left.toAbsolutePath());
        assertThat(left).exists();
        assertThat(results).isEmptyDirectory();
    }
}
