package io.berth.guest;

import io.berth.host.ProcessCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A guest that goes on from the memory that {@link GuestMemory#save} wrote, in a QEMU of its own:
 * the same machine, with the disks that were plugged in on its command line.
 */
public final class RestoredGuest implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(2);

    private final QemuProcess process;
    private final QmpClient qmp;
    private final QemuAgent agent;
    private final List<String> said;
    private final Duration time;
    private final ProcessCpu cpu;

    private RestoredGuest(
            QemuProcess process,
            QmpClient qmp,
            QemuAgent agent,
            List<String> said,
            Duration time,
            ProcessCpu cpu) {
        this.process = process;
        this.qmp = qmp;
        this.agent = agent;
        this.said = List.copyOf(said);
        this.time = time;
        this.cpu = cpu;
    }

    /**
     * Starts a QEMU and lets it read the memory.
     *
     * @param line of the guest that was saved, which has ended
     * @param disks the QMP commands that had plugged its disks in
     * @param memory what was saved
     * @param sockets a directory with a short path
     * @param logs for {@code serial.log} and {@code qemu.log}
     * @param limit until the agent must have answered
     * @throws GuestException if QEMU does not take it; no process is left then
     */
    public static RestoredGuest start(
            List<String> line,
            List<String> disks,
            Path memory,
            Path sockets,
            Path logs,
            Duration limit)
            throws GuestException, InterruptedException {
        String where = "the restored guest";
        Path qmpSocket = sockets.resolve("r.qmp");
        Path agentSocket = sockets.resolve("r.ga");
        Path serialLog = logs.resolve("serial.log").toAbsolutePath();
        try {
            Files.createDirectories(sockets);
            Files.createDirectories(logs);
            Files.deleteIfExists(qmpSocket);
            Files.deleteIfExists(agentSocket);
        } catch (IOException e) {
            throw new GuestException(
                    where, logs + " cannot be written: " + e, "give it to this user", e);
        }
        List<String> own = commandLine(line, disks, qmpSocket, agentSocket, serialLog);
        Deadline deadline = Deadline.in(limit);
        long startedNs = System.nanoTime();
        QemuProcess process =
                QemuProcess.start(where, own, serialLog, logs.resolve("qemu.log").toAbsolutePath());
        try {
            QmpClient qmp =
                    QmpClient.connect(
                            where, qmpSocket, deadline, process::alive, process, process::event);
            try {
                return await(where, process, qmp, agentSocket, memory, startedNs, deadline);
            } catch (GuestException | InterruptedException | RuntimeException e) {
                qmp.close();
                throw e;
            }
        } catch (GuestException | InterruptedException | RuntimeException e) {
            process.kill();
            throw e;
        }
    }

    private static RestoredGuest await(
            String where,
            QemuProcess process,
            QmpClient qmp,
            Path agentSocket,
            Path memory,
            long startedNs,
            Deadline deadline)
            throws GuestException, InterruptedException {
        List<String> said = new ArrayList<>();
        qmp.execute("migrate-set-capabilities", GuestMemory.capabilities());
        said.add(GuestMemory.line("migrate-set-capabilities", GuestMemory.capabilities()));
        CompletableFuture<QmpClient.Event> ended = qmp.expect(GuestMemory::migrationEnded);
        var from = GuestMemory.json().put("uri", "exec:cat " + GuestMemory.quoted(memory));
        qmp.execute("migrate-incoming", from);
        said.add(GuestMemory.line("migrate-incoming", from));
        QmpClient.Event end = qmp.await(ended, "the end of reading memory", deadline.left());
        if (!end.data().path("status").asString("").equals("completed")) {
            throw process.explain("QEMU did not take the saved memory", null);
        }
        qmp.execute("cont");
        said.add(GuestMemory.line("cont", GuestMemory.json()));
        QemuAgent agent = QemuAgent.connect(where, agentSocket, deadline, process::alive, process);
        try {
            agent.awaitStart(deadline);
            Duration time = Duration.ofNanos(System.nanoTime() - startedNs);
            return new RestoredGuest(process, qmp, agent, said, time, ProcessCpu.of(process.pid()));
        } catch (GuestException | InterruptedException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /** The command line of the guest that was saved, with sockets and log of its own. Pure. */
    static List<String> commandLine(
            List<String> saved,
            List<String> disks,
            Path qmpSocket,
            Path agentSocket,
            Path serialLog) {
        List<String> line = new ArrayList<>();
        for (String word : saved) {
            if (word.startsWith("socket,id=qmp,")) {
                line.add(withPath(word, qmpSocket));
            } else if (word.startsWith("socket,id=agent,")) {
                line.add(withPath(word, agentSocket));
            } else if (word.startsWith("file,id=serial,")) {
                line.add(withPath(word, serialLog));
            } else {
                line.add(word);
            }
        }
        for (String command : disks) {
            JsonNode said = JsonMapper.shared().readTree(command);
            String name = said.path("execute").asString();
            line.add(
                    switch (name) {
                        case "object-add" -> "-object";
                        case "blockdev-add" -> "-blockdev";
                        case "device_add" -> "-device";
                        default ->
                                throw new IllegalArgumentException(
                                        name + " has no option of a command line");
                    });
            line.add(said.path("arguments").toString());
        }
        line.addAll(List.of("-incoming", "defer"));
        return List.copyOf(line);
    }

    /** The last option of these words is the path. */
    private static String withPath(String word, Path path) {
        int at = word.indexOf(",path=");
        if (at < 0) {
            throw new IllegalArgumentException("no path in '" + word + "'");
        }
        return word.substring(0, at) + ",path=" + path.toString().replace(",", ",,");
    }

    /** QEMU's exact command line. */
    public List<String> commandLine() {
        return process.commandLine();
    }

    /** The QMP commands that made it go on, one line of JSON each. */
    public List<String> said() {
        return said;
    }

    /** From QEMU's start to the agent's first answer. */
    public Duration time() {
        return time;
    }

    /** What QEMU had used then. */
    public ProcessCpu cpu() {
        return cpu;
    }

    public GuestAgent agent() {
        return agent;
    }

    /** Ends QEMU: quit, then SIGKILL. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            qmp.post("quit");
            if (!process.ended(END)) {
                process.kill();
            }
        } catch (GuestException e) {
            // It has gone, or does not listen.
            process.kill();
        } catch (InterruptedException e) {
            interrupted = true;
            process.kill();
        } finally {
            agent.close();
            qmp.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
