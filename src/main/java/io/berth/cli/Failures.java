package io.berth.cli;

import io.berth.engine.job.EngineException;
import io.berth.export.NotExpressible;
import io.berth.fio.FioException;
import io.berth.guest.GuestException;
import io.berth.host.HostException;
import io.berth.profile.Nearest;
import io.berth.profile.ProfileException;
import io.berth.report.ReportException;
import io.berth.results.ResultsException;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns failures into one clear message and the exit code of who must act. */
final class Failures implements IExecutionExceptionHandler {

    /** What the launcher does in a clone, and an unpacked distribution cannot. */
    private static final Set<String> OF_A_CLONE = Set.of("test", "bench", "dist");

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
            case EngineException e ->
                    switch (e.actor()) {
                        case JOB -> say(err, e, ExitCode.USAGE);
                        case HOST -> say(err, e, ExitCode.HOST_NOT_READY);
                    };
            case NotExpressible e -> say(err, e, ExitCode.USAGE);
            case ResultsException e -> say(err, e, ExitCode.USAGE);
            case ReportException e -> say(err, e, ExitCode.USAGE);
            case HostException e -> say(err, e, ExitCode.HOST_NOT_READY);
            case GuestException e -> say(err, e, ExitCode.HOST_NOT_READY);
            case ParameterException e -> usage(e);
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
    static int usage(ParameterException e, String... args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        Optional<String> word = unknownCommand(e);
        err.println("berth: " + word.map(w -> noCommand(w, command)).orElse(e.getMessage()));
        if (word.isEmpty()) {
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    /** The first word, where it should be a command and is none. */
    private static Optional<String> unknownCommand(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                        && e.getCommandLine().getParent() == null
                ? unmatched.getUnmatched().stream().filter(w -> !w.startsWith("-")).findFirst()
                : Optional.empty();
    }

    private static String noCommand(String word, CommandLine command) {
        if (OF_A_CLONE.contains(word)) {
            return "'" + word + "' works in a clone of the sources only";
        }
        Set<String> commands = new LinkedHashSet<>(command.getSubcommands().keySet());
        Set<String> known = new LinkedHashSet<>(commands);
        known.addAll(OF_A_CLONE);
        return "there is no command '"
                + word
                + "'"
                + Nearest.hint(word, known)
                + " (there are "
                + String.join(", ", commands)
                + ")";
    }
}
