package io.berth.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * Host commands, run to their end in the C locale, each within a time limit.
 *
 * <p>Standard input is empty. Both outputs are drained while the command runs, so none can block on
 * a full pipe. When the limit passes or the caller is interrupted, the command's process and its
 * descendants are killed by their ids.
 */
public final class Commands {

    /** How long output may still come after a killed command, or a child that kept its pipe. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

    private Commands() {}

    /**
     * What a command did.
     *
     * @param exit its exit code; 128 + n when signal n ended it
     * @param elapsed from before it was started until it had ended
     */
    public record Output(
            int exit, String stdout, String stderr, Duration elapsed, List<String> argv) {

        public boolean ok() {
            return exit == 0;
        }

        /** The command line for messages: words that a shell would split are quoted. */
        public String commandLine() {
            return Commands.commandLine(argv);
        }
    }

    /**
     * Runs a command to its end, whatever its exit code.
     *
     * @throws HostException if it cannot be started, does not end in time, or this thread is
     *     interrupted (the interrupt flag is kept)
     */
    public static Output run(Duration timeout, List<String> argv) {
        return run(timeout, argv, pid -> {});
    }

    /** The same; {@code started} is told the process id as soon as there is one. */
    static Output run(Duration timeout, List<String> argv, LongConsumer started) {
        long startedNs = System.nanoTime();
        Process process = start(argv);
        started.accept(process.pid());
        FutureTask<byte[]> stdout = drain(process.getInputStream(), "stdout of " + argv.getFirst());
        FutureTask<byte[]> stderr = drain(process.getErrorStream(), "stderr of " + argv.getFirst());
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                throw new HostException(
                        "'"
                                + commandLine(argv)
                                + "' did not end within "
                                + timeout.toSeconds()
                                + " s and was killed"
                                + tail(text(stderr)),
                        "look for a hung device or mount (dmesg, 'ps -o pid,stat,wchan,cmd')");
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNs);
            return new Output(
                    process.exitValue(), text(stdout), text(stderr), elapsed, List.copyOf(argv));
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new HostException(
                    "'" + commandLine(argv) + "' was interrupted and killed",
                    "start the run again with --resume",
                    e);
        } catch (IOException e) {
            kill(process);
            throw new HostException(
                    "'" + commandLine(argv) + "': " + e.getMessage(), "try it by hand", e);
        }
    }

    /**
     * Runs a command that must succeed.
     *
     * @throws HostException with its standard error, also if it exits non-zero
     */
    public static Output runChecked(Duration timeout, String... argv) {
        return runChecked(timeout, List.of(argv));
    }

    /** The same for a list. */
    public static Output runChecked(Duration timeout, List<String> argv) {
        Output output = run(timeout, argv);
        if (!output.ok()) {
            String said = output.stderr().isBlank() ? output.stdout() : output.stderr();
            throw new HostException(
                    "'"
                            + output.commandLine()
                            + "' ended with exit code "
                            + output.exit()
                            + tail(said),
                    "try it by hand");
        }
        return output;
    }

    /** A command line as a person would type it. */
    public static String commandLine(List<String> argv) {
        return String.join(" ", argv.stream().map(Commands::quoted).toList());
    }

    private static Process start(List<String> argv) {
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new HostException(
                    "'" + argv.getFirst() + "' cannot be started: " + e.getMessage(),
                    Packages.remedyFor(argv.getFirst()),
                    e);
        }
    }

    private static FutureTask<byte[]> drain(InputStream stream, String name) {
        FutureTask<byte[]> task = new FutureTask<>(stream::readAllBytes);
        Thread.ofVirtual().name(name).start(task);
        return task;
    }

    private static String text(FutureTask<byte[]> drained) {
        try {
            byte[] bytes = drained.get(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "(output not read: interrupted)";
        } catch (ExecutionException | TimeoutException e) {
            return "(output not read: " + e + ")";
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The end of what a command said: the last lines name the cause. */
    private static String tail(String said) {
        String stripped = said.strip();
        int most = 600;
        if (stripped.isEmpty()) {
            return "";
        }
        return ": "
                + (stripped.length() <= most
                        ? stripped
                        : "…" + stripped.substring(stripped.length() - most));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./^-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
