package io.berth.run;

import io.berth.host.Commands;
import io.berth.host.TimedCommand;
import io.berth.results.ResultsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** operation.txt: every command of an operation, timed or not, with all that it said. */
final class OperationLog {

    private final Path file;

    OperationLog(Path file) {
        this.file = file;
    }

    void heading(String text) {
        append("# " + text + "\n\n");
    }

    void timed(TimedCommand.Timed timed) {
        append(
                said(timed.output())
                        + String.format(
                                Locale.ROOT,
                                "[timed: wall %.3f ms, user %.0f ms, system %.0f ms]%n%n",
                                timed.wallMs(),
                                timed.userMs(),
                                timed.systemMs()));
    }

    void untimed(Commands.Output output) {
        append(said(output) + "\n");
    }

    void commandLine(List<String> argv) {
        append("$ " + Commands.commandLine(argv) + "\n\n");
    }

    /** QMP commands, one line of JSON each. */
    void qmp(List<String> commands) {
        append(String.join("\n", commands) + "\n\n");
    }

    private static String said(Commands.Output output) {
        return "$ "
                + output.commandLine()
                + "\n"
                + ended(output.stdout())
                + ended(output.stderr())
                + "[exit code "
                + output.exit()
                + "]\n";
    }

    private static String ended(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private void append(String text) {
        try {
            Files.writeString(
                    file,
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be written: " + e, e);
        }
    }
}
