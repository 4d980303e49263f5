package io.berth.guest;

import io.berth.host.Commands;
import io.berth.host.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A short command of the host, run to its end. */
final class Tool {

    /** How it ended. */
    record Outcome(int exitCode, String out, String err) {}

    private Tool() {}

    /**
     * Runs a command in the C locale.
     *
     * @param environment variables that it gets besides ours
     * @throws IOException if it cannot be started or does not end in time; it is killed then
     */
    static Outcome run(List<String> argv, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        if (!environment.isEmpty()) {
            line.add("env");
            environment.forEach((name, value) -> line.add(name + "=" + value));
        }
        line.addAll(argv);
        try {
            Commands.Output output = Commands.run(timeout, line);
            return new Outcome(output.exit(), output.stdout(), output.stderr());
        } catch (HostException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.what());
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    static Outcome run(String... argv) throws IOException, InterruptedException {
        return run(List.of(argv), Map.of(), Duration.ofSeconds(30));
    }

    /** The last lines of a log, for error messages; says so if there is none. */
    static String tail(Path log, int lines) {
        try {
            List<String> all = text(log).lines().filter(l -> !l.isBlank()).toList();
            if (all.isEmpty()) {
                return "(nothing)";
            }
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
