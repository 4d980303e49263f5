package io.berth.cli;

import io.berth.calibration.CalibrationFiles;
import io.berth.report.CalibrationPages;
import io.berth.report.Reports;
import io.berth.results.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth report}: makes a run's reports again, from its directory alone. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Make the report of a run again, from its results alone.",
        description = {
            "",
            "Writes report.html, summary.txt and derived/ in the run's directory. The same",
            "results and templates make the same bytes. Of a calibration it makes",
            "calibration.html.",
            ""
        })
final class ReportCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ReportOptions options;

    @Parameters(
            paramLabel = "RUN",
            description = "a run's or calibration's id under results, or its directory")
    private String run;

    @Override
    public Integer call() {
        for (Path candidate : List.of(options.results().resolve(run), Path.of(run))) {
            CalibrationFiles calibration = new CalibrationFiles(candidate);
            if (Files.isRegularFile(calibration.json())) {
                CalibrationPages.write(calibration, options.templates());
                spec.commandLine().getOut().println(calibration.html());
                return ExitCode.DONE;
            }
        }
        RunDirectory directory = RunDirectory.open(options.results(), run);
        Reports.Written written = Reports.write(directory, options.templates(), null);
        written.files().forEach(spec.commandLine().getOut()::println);
        return ExitCode.DONE;
    }
}
