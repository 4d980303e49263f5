package io.berth.cli;

import io.berth.fio.FioException;
import io.berth.guest.GuestException;
import io.berth.host.HostException;
import io.berth.profile.ProfileException;
import io.berth.report.ReportException;
import io.berth.results.ResultsException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns failures into one clear message and the exit code of who must act. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        return switch (failure) {
            case ProfileException e -> {
                e.problems().forEach(err::println);
                int count = e.problems().size();
                err.println(
                        "berth: "
                                + count
                                + (count == 1 ? " problem" : " problems")
                                + " in the profile; nothing was created");
                yield ExitCode.USAGE;
            }
            case FioException e -> {
                err.println(e.getMessage());
                err.println("berth: a workload cannot be measured; nothing was created");
                yield ExitCode.USAGE;
            }
            case ResultsException e -> say(err, e, ExitCode.USAGE);
            case ReportException e -> say(err, e, ExitCode.USAGE);
            case HostException e -> say(err, e, ExitCode.HOST_NOT_READY);
            case GuestException e -> say(err, e, ExitCode.HOST_NOT_READY);
            case ParameterException e -> usage(e, new String[0]);
            default -> {
                err.println("berth: internal error; please report it with these lines:");
                failure.printStackTrace(err);
                yield ExitCode.INTERNAL;
            }
        };
    }

    private static int say(PrintWriter err, Exception failure, int code) {
        err.println("berth: " + failure.getMessage());
        return code;
    }

    /** A wrong command line: one message, the nearest word, and where help is. */
    static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("berth: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }
}
