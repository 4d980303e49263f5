package io.berth.guest;

import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One QEMU process, and what is known of why it ended. */
final class QemuProcess implements Explainer {

    private static final int LAST_LINES = 6;
    private static final int SIGKILLED = 128 + 9;

    private final String where;
    private final Process process;
    private final List<String> commandLine;
    private final Path serialLog;
    private final Path qemuLog;
    private volatile @Nullable String shutdownReason;
    private volatile boolean agentOpened;

    private QemuProcess(
            String where, Process process, List<String> commandLine, Path serialLog, Path qemuLog) {
        this.where = where;
        this.process = process;
        this.commandLine = commandLine;
        this.serialLog = serialLog;
        this.qemuLog = qemuLog;
    }

    /**
     * Starts QEMU in a session of its own, so that a Ctrl-C in berth's terminal reaches berth
     * alone, which then ends its guests in order.
     */
    static QemuProcess start(String where, List<String> commandLine, Path serialLog, Path qemuLog)
            throws GuestException, InterruptedException {
        var argv = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", "KILL", "--"));
        argv.addAll(commandLine);
        try {
            Files.writeString(
                    qemuLog,
                    Commands.commandLine(commandLine) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            var builder = new ProcessBuilder(argv);
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(qemuLog.toFile()));
            return new QemuProcess(where, Spawner.start(builder), commandLine, serialLog, qemuLog);
        } catch (IOException e) {
            throw new GuestException(
                    where,
                    "QEMU cannot be started: " + e.getMessage(),
                    "setsid and setpriv are in the package util-linux, QEMU in qemu-system-x86",
                    e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    List<String> commandLine() {
        return commandLine;
    }

    Path serialLog() {
        return serialLog;
    }

    Path qemuLog() {
        return qemuLog;
    }

    /** Takes in what QMP tells about the process as a whole. */
    void event(QmpClient.Event event) {
        switch (event.name()) {
            case "SHUTDOWN" -> shutdownReason = event.data().path("reason").asString();
            case "VSERPORT_CHANGE" -> agentOpened |= event.data().path("open").asBoolean(false);
            default -> {} // of a disk, or of no interest
        }
    }

    /** Sends SIGTERM, on which QEMU ends in order. */
    void terminate() {
        process.destroy();
    }

    /** The guest got as far as its agent, whether or not QEMU's event was there to be heard. */
    void agentAnswered() {
        agentOpened = true;
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    boolean ended(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public GuestException explain(String what, @Nullable Throwable cause) {
        var text = new StringBuilder(what);
        String remedy = process.isAlive() && !endsSoon() ? alive(text) : dead(text);
        text.append("\nlast lines of ").append(serialLog).append(":\n");
        text.append(Tool.tail(serialLog, LAST_LINES).indent(2).stripTrailing()).append('\n');
        return cause == null
                ? new GuestException(where, text.toString(), remedy)
                : new GuestException(where, text.toString(), remedy, cause);
    }

    /** Sockets close a little before the process ends. */
    private boolean endsSoon() {
        try {
            return ended(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String alive(StringBuilder text) {
        if (agentOpened) {
            return "the guest had come up, and is too slow now or hangs; give it more time or load"
                    + " the host less, and see "
                    + serialLog;
        }
        text.append(", and has never opened its channel");
        return "the guest did not get as far as qemu-ga: see "
                + serialLog
                + "; it needs a kernel with virtio_console and the package qemu-guest-agent, and"
                + " enough memory and time";
    }

    private String dead(StringBuilder text) {
        int code = process.exitValue();
        text.append("; QEMU has ended with exit code ").append(code);
        if (shutdownReason != null) {
            text.append(" (QMP SHUTDOWN: ").append(shutdownReason).append(')');
        }
        String words = qemuWords();
        if (!words.isEmpty()) {
            text.append(", saying: ").append(words);
        }
        Optional<String> panic = panic();
        if (panic.isPresent()) {
            text.append("; the guest's kernel panicked: ").append(panic.get());
            return "see " + serialLog + "; too little memory is usual";
        }
        if (code == SIGKILLED) {
            return "something killed it: see dmesg for the kernel's out-of-memory killer";
        }
        if ("guest-reset".equals(shutdownReason)) {
            return "the guest reset itself: see "
                    + serialLog
                    + "; if that is empty, its memory may be too small for kernel and initrd";
        }
        return words.isEmpty()
                ? "the guest turned itself off: see " + serialLog
                : "see " + qemuLog + ", whose first line is the command line";
    }

    /** What QEMU printed, after the command line that we put there. */
    private String qemuWords() {
        return Tool.tail(qemuLog, LAST_LINES)
                .lines()
                .filter(line -> !line.equals(Commands.commandLine(commandLine)))
                .collect(Collectors.joining("; "));
    }

    private Optional<String> panic() {
        return Tool.tail(serialLog, 200)
                .lines()
                .filter(line -> line.contains("Kernel panic - not syncing"))
                .map(line -> line.replaceFirst("^.*Kernel panic", "Kernel panic"))
                .findFirst();
    }
}
