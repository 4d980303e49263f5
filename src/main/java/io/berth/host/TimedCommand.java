package io.berth.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with its own wall and CPU time, as bash sees them.
 *
 * <p>Java waits for its children without asking what they used. bash asks: {@code time} gives the
 * resources of the command and of the processes that it waited for (getrusage(2), RUSAGE_CHILDREN)
 * in steps of 1 ms, EPOCHREALTIME the wall clock in µs right before and after it, so that neither
 * the start of bash nor ours is counted.
 */
public final class TimedCommand {

    /**
     * $1 is the file for the times; the command follows. The shell's own standard error goes to
     * that file, the command's where it went before.
     *
     * <p>Ctrl-C reaches berth alone, which then ends both. Where berth is killed, setpriv has the
     * shell told, and the shell ends the command: it must not go on beside a resumed run.
     */
    private static final String SCRIPT =
            """
            exec 3>&2 2>"$1"
            shift
            trap '' INT
            trap 'kill -KILL $!; exit 143' TERM
            TIMEFORMAT='%3U %3S'
            begin=$EPOCHREALTIME
            time { "$@" 2>&3 3>&- & wait $!; }
            status=$?
            printf '%s %s\\n' "$begin" "$EPOCHREALTIME" >&2
            exit $status
            """;

    private static final Pattern TIMES =
            Pattern.compile("(\\d+\\.\\d{3}) (\\d+\\.\\d{3})\\n(\\d+\\.\\d{6}) (\\d+\\.\\d{6})\\n");

    private TimedCommand() {}

    /**
     * What a command did and took.
     *
     * @param output the command's, with its own argument list
     * @param wallMs from before it was forked until it had been waited for
     * @param userMs CPU in user mode, of the processes that it waited for, too
     * @param systemMs the same in the kernel
     */
    public record Timed(Commands.Output output, double wallMs, double userMs, double systemMs) {}

    /** The three times of a command. */
    record Times(double wallMs, double userMs, double systemMs) {}

    /**
     * Runs a command to its end, whatever its exit code.
     *
     * @throws HostException as {@link Commands#run} does, or if bash tells no times
     */
    public static Timed run(Duration limit, List<String> argv) {
        Path file = temporary();
        try {
            List<String> timed = new ArrayList<>();
            timed.addAll(List.of("setpriv", "--pdeathsig", "TERM", "--", "bash", "-c", SCRIPT));
            timed.addAll(List.of("berth-time", file.toString()));
            timed.addAll(argv);
            Commands.Output output = Commands.run(limit, timed);
            Times times = parse(read(file));
            return new Timed(
                    new Commands.Output(
                            output.exit(),
                            output.stdout(),
                            output.stderr(),
                            Duration.ofNanos(Math.round(times.wallMs() * 1e6)),
                            List.copyOf(argv)),
                    times.wallMs(),
                    times.userMs(),
                    times.systemMs());
        } finally {
            delete(file);
        }
    }

    /** The last two lines that the script wrote. */
    static Times parse(String text) {
        Matcher found = TIMES.matcher(text);
        if (!found.find()) {
            throw new HostException(
                    "bash told no times of a command, but: " + text.strip(),
                    "berth needs bash 5.0 or later; see 'bash --version'");
        }
        return new Times(
                (micros(found.group(4)) - micros(found.group(3))) / 1e3,
                Double.parseDouble(found.group(1)) * 1e3,
                Double.parseDouble(found.group(2)) * 1e3);
    }

    /** Seconds since 1970 as µs, without the error of a floating point number. */
    private static long micros(String seconds) {
        return Long.parseLong(seconds.replace(".", ""));
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("berth-time-", ".txt");
        } catch (IOException e) {
            throw new HostException("no temporary file can be made: " + e, "free space in /tmp", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HostException(file + " cannot be read: " + e, "see 'ls -l " + file + "'", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HostException(file + " cannot be removed: " + e, "remove it by hand", e);
        }
    }
}
