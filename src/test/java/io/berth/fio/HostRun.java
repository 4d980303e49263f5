package io.berth.fio;

import io.berth.fio.Measured.GuestFiles;
import io.berth.plan.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A guest's part played on the host: its job run by the real fio, from a directory of its own, on a
 * file in place of the disk.
 */
final class HostRun {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final GuestJob job;
    final Path directory;
    private final Process process;

    private HostRun(GuestJob job, Path directory, Process process) {
        this.job = job;
        this.directory = directory;
        this.process = process;
    }

    /** The fio of this machine; fails with the remedy if there is none. */
    static GuestFio fio() throws IOException, InterruptedException {
        try {
            return GuestFio.parse(output("fio", "--version"), output("fio", "--enghelp"));
        } catch (IOException e) {
            throw new AssertionError("this test runs the real fio: apt-get install fio", e);
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text;
        try (InputStream in = process.getInputStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " does not end");
        }
        return text;
    }

    /** Starts a workload, which then waits at the gate. */
    static HostRun start(Workload workload, Path disk, long seed, Path directory)
            throws IOException, InterruptedException {
        return start(
                JobFiles.write(
                        workload,
                        disk.toString(),
                        Files.exists(disk) ? Files.size(disk) : 1L << 30,
                        seed,
                        directory.toString(),
                        fio()));
    }

    static HostRun start(GuestJob job) throws IOException, InterruptedException {
        Path directory = Path.of(job.directory());
        run(job.prepareCommand());
        Files.writeString(Path.of(job.jobPath()), job.jobFile());
        Files.writeString(Path.of(job.gatePath()), job.gateScript());
        Process process =
                new ProcessBuilder(job.command())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said.txt").toFile())
                        .start();
        return new HostRun(job, directory, process);
    }

    /** Waits until all its jobs are at the gate. */
    void awaitReady() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Path ready = Path.of(job.readyPath());
        while (!Files.exists(ready) || Gate.ready(Files.readAllBytes(ready)) < job.jobs()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("no job came to the gate: " + said());
            }
            Thread.sleep(10);
        }
    }

    /** Lets it start at an instant of this machine's clock, in nanoseconds since 1970. */
    void go(long startUnixNs) throws IOException {
        Files.writeString(Path.of(job.goPath()), Gate.goText(startUnixNs));
    }

    /** A start instant that leaves time to read it. */
    static long soonUnixNs() {
        Instant soon = Instant.now().plus(Gate.notice(2));
        return soon.getEpochSecond() * 1_000_000_000L + soon.getNano();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("fio does not end");
        }
        return process.exitValue();
    }

    void stop() throws IOException, InterruptedException {
        run(job.stopCommand());
    }

    /** The process id of fio itself, below the shell. */
    long fioPid() throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("fio.pid")).strip());
    }

    String said() throws IOException {
        return Files.readString(directory.resolve("said.txt"));
    }

    GuestFiles files(int guest, long seed) throws IOException {
        Map<String, byte[]> logs = new TreeMap<>();
        for (String name : job.histLogs()) {
            logs.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        return new GuestFiles(
                guest, seed, Files.readAllBytes(Path.of(job.jsonPath())), logs, 0, 50_000);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(command + " failed");
        }
    }
}
