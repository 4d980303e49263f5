package io.berth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that a test runs in an environment of its own, and what came of it. */
record Shell(int status, String out, String err) {
    private static final long TIMEOUT_S = 180;

    static Shell run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return start(directory, environment, command).await();
    }

    static Started start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path out = Files.createTempFile("berth-test", ".out");
        Path err = Files.createTempFile("berth-test", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    record Started(Process process, Path out, Path err) {
        Shell await() throws IOException, InterruptedException {
            try {
                if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                    throw new AssertionError("no end after " + TIMEOUT_S + " s: " + process.info());
                }
                return new Shell(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        }
    }
}
