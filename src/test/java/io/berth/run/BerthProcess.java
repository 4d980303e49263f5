package io.berth.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The program as a user starts it: a process of its own, with its output in files. */
final class BerthProcess implements AutoCloseable {

    private static final Path HOME = Path.of("").toAbsolutePath();

    private final Process process;
    private final Path out;
    private final Path err;

    private BerthProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts berth in a directory. */
    static BerthProcess start(Path directory, String... arguments) {
        return start(directory, List.of(), arguments);
    }

    /**
     * The same under a wrapper.
     *
     * @param wrapper a command that ends in executing its arguments
     */
    static BerthProcess start(Path directory, List<String> wrapper, String... arguments) {
        // A shell's background jobs ignore Ctrl-C, and so would what a test among them starts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dberth.home=" + HOME);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.berth.cli.Main");
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(directory, "out-", ".txt");
            Path err = Files.createTempFile(directory, "err-", ".txt");
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new BerthProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end and gives its exit code. */
    int await(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("berth did not end within " + timeout + ":\n" + output());
        }
        return process.exitValue();
    }

    /** Waits until something is so, while it runs. */
    void awaitThat(String what, Duration timeout, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new AssertionError("berth ended before " + what + ":\n" + output());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come about:\n" + output());
            }
            Thread.sleep(20);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal by name: INT, TERM, KILL. */
    void signal(String name) throws IOException, InterruptedException {
        int exit =
                new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .inheritIO()
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    String output() {
        return out() + err();
    }

    /** The QEMU processes whose command line names a directory. */
    static List<Long> qemusUnder(Path directory) {
        List<Long> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                String line = commandLine(entry);
                if (line.contains("qemu") && line.contains(directory.toString())) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String commandLine(Path entry) {
        try {
            return Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
