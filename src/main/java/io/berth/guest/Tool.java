package io.berth.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A short command of the host, run to its end. */
final class Tool {

    /** How it ended. */
    record Outcome(int exitCode, String out, String err) {}

    private Tool() {}

    /**
     * Runs a command in the C locale.
     *
     * @throws IOException if it cannot be started or does not end in time; it is killed then
     */
    static Outcome run(List<String> argv, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("berth-", ".out");
        Path err = Files.createTempFile("berth-", ".err");
        try {
            var builder = new ProcessBuilder(argv);
            builder.environment().putAll(environment);
            builder.environment().put("LC_ALL", "C");
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            Process process = builder.start();
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            String.join(" ", argv) + " has not ended within " + timeout);
                }
            } finally {
                process.destroyForcibly();
            }
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
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
