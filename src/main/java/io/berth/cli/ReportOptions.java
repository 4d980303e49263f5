package io.berth.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that writes a report. */
final class ReportOptions {

    /** Where runs are kept, if nothing else is said. */
    static final String RESULTS = "results";

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = RESULTS,
            description = "where runs are kept (default: ${DEFAULT-VALUE})")
    private Path results;

    @Option(
            names = "--templates",
            paramLabel = "DIR",
            description = "report templates of your own: a copy of report-templates, edited")
    private @Nullable Path templates;

    Path results() {
        return results;
    }

    Path templates() {
        return templates == null ? home().resolve("report-templates") : templates;
    }

    /** Where berth lies: the launcher says it. */
    private static Path home() {
        return Path.of(System.getProperty("berth.home", "."));
    }
}
