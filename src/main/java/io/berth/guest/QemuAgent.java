package io.berth.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The guest agent over its virtio-serial channel (docs/interop/qemu-ga-ref): one JSON command, one
 * JSON answer, without ids. So after a lost answer the next command starts with
 * guest-sync-delimited, which tells a late answer from its own.
 */
final class QemuAgent implements GuestAgent, AutoCloseable {

    /** How long an answer may take; what takes longer runs detached and is asked after. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** How often a guest is asked again for its first sign of life. */
    private static final Duration SYNC_AGAIN = Duration.ofSeconds(5);

    /** A measure between round trips and the memory of a small guest; base64 adds a third. */
    private static final int CHUNK_BYTES = 256 << 10;

    private static final Duration POLL_MIN = Duration.ofMillis(4);
    private static final Duration POLL_MAX = Duration.ofMillis(250);
    private static final byte[] DELIMITER = {(byte) 0xFF};
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Frame(byte @Nullable [] line, boolean delimited, String end) {}

    private final String where;
    private final Explainer explainer;
    private final ReentrantLock turn = new ReentrantLock();
    private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private @Nullable UnixStream stream;
    private boolean synced;
    private long lastSync = System.nanoTime() & 0x3FFF_FFFF;
    private volatile boolean paused;

    private QemuAgent(String where, Explainer explainer) {
        this.where = where;
        this.explainer = explainer;
    }

    /**
     * Connects to the channel; the agent in the guest need not be there yet.
     *
     * @param explainer adds why the guest may not answer, with its last words
     */
    static QemuAgent connect(
            String where,
            Path socket,
            Deadline deadline,
            BooleanSupplier alive,
            Explainer explainer)
            throws GuestException, InterruptedException {
        var agent = new QemuAgent(where, explainer);
        try {
            agent.stream =
                    UnixStream.connect(
                            socket, "agent " + where, deadline, alive, agent.new Reader());
        } catch (IOException e) {
            throw explainer.explain("there is no agent channel at " + socket, e);
        }
        return agent;
    }

    /** Waits until the agent has started and answers. */
    void awaitStart(Deadline deadline) throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            // What we send waits in the channel until the agent opens it: no polling needed. The
            // repetition is for an agent that is started again in between.
            while (!trySync(deadline.leftAtMost(SYNC_AGAIN))) {
                if (deadline.passed()) {
                    throw explainer.explain("its agent (qemu-ga) has not answered in time", null);
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /** A paused guest cannot answer: its calls fail at once instead of in a while. */
    void paused(boolean now) {
        paused = now;
    }

    @Override
    public void ping() throws GuestException, InterruptedException {
        command("guest-ping", JSON.createObjectNode());
    }

    @Override
    public void sync() throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            synced = false;
            ensureSynced();
        } finally {
            turn.unlock();
        }
    }

    /** The guest's CLOCK_REALTIME, ns. */
    long timeNs() throws GuestException, InterruptedException {
        return command("guest-get-time", JSON.createObjectNode()).asLong();
    }

    @Override
    public ExecResult exec(List<String> argv, Duration timeout)
            throws GuestException, InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        long pid = execDetached(argv);
        Duration poll = POLL_MIN;
        while (true) {
            ExecResult result = status(pid).result();
            if (result != null) {
                return result;
            }
            if (deadline.passed()) {
                throw outlived(argv, pid, timeout);
            }
            Thread.sleep(deadline.leftAtMost(poll).plusMillis(1));
            poll = poll.multipliedBy(3).dividedBy(2);
            poll = poll.compareTo(POLL_MAX) < 0 ? poll : POLL_MAX;
        }
    }

    private GuestException outlived(List<String> argv, long pid, Duration timeout)
            throws InterruptedException {
        var exception =
                new GuestException(
                        where,
                        String.join(" ", argv) + " had not ended after " + timeout,
                        "it was killed; give it more time, or see in serial.log why it hangs");
        try {
            execDetached(List.of("/bin/sh", "-c", "kill -KILL " + pid));
        } catch (GuestException e) {
            exception.addSuppressed(e);
        }
        return exception;
    }

    @Override
    public long execDetached(List<String> argv) throws GuestException, InterruptedException {
        ObjectNode arguments = JSON.createObjectNode();
        arguments.put("path", argv.getFirst());
        var rest = arguments.putArray("arg");
        argv.stream().skip(1).forEach(rest::add);
        arguments.put("capture-output", true);
        return command("guest-exec", arguments).path("pid").asLong();
    }

    @Override
    public ExecStatus status(long pid) throws GuestException, InterruptedException {
        JsonNode status = command("guest-exec-status", JSON.createObjectNode().put("pid", pid));
        if (!status.path("exited").asBoolean()) {
            return new ExecStatus(null);
        }
        int code =
                status.has("signal")
                        ? 128 + status.path("signal").asInt()
                        : status.path("exitcode").asInt();
        boolean truncated =
                status.path("out-truncated").asBoolean(false)
                        || status.path("err-truncated").asBoolean(false);
        return new ExecStatus(
                new ExecResult(
                        code, decoded(status, "out-data"), decoded(status, "err-data"), truncated));
    }

    @Override
    public byte[] readFile(String path) throws GuestException, InterruptedException {
        long handle = open(path, "r");
        try {
            var content = new ByteArrayOutputStream();
            ObjectNode arguments = JSON.createObjectNode();
            arguments.put("handle", handle).put("count", CHUNK_BYTES);
            boolean eof = false;
            while (!eof) {
                JsonNode chunk = command("guest-file-read", arguments);
                content.writeBytes(decoded(chunk, "buf-b64"));
                eof = chunk.path("eof").asBoolean();
            }
            return content.toByteArray();
        } finally {
            close(handle);
        }
    }

    @Override
    public void writeFile(String path, byte[] content) throws GuestException, InterruptedException {
        long handle = open(path, "w");
        try {
            for (int at = 0; at < content.length; at += CHUNK_BYTES) {
                byte[] chunk =
                        Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK_BYTES));
                ObjectNode arguments = JSON.createObjectNode();
                arguments.put("handle", handle);
                arguments.put("buf-b64", Base64.getEncoder().encodeToString(chunk));
                long count = command("guest-file-write", arguments).path("count").asLong();
                if (count != chunk.length) {
                    throw new GuestException(
                            where,
                            "wrote only part of " + path,
                            "its memory holds /tmp and /run: give the guest more memory");
                }
            }
        } finally {
            close(handle);
        }
    }

    private long open(String path, String mode) throws GuestException, InterruptedException {
        return command(
                        "guest-file-open",
                        JSON.createObjectNode().put("path", path).put("mode", mode))
                .asLong();
    }

    private void close(long handle) throws GuestException, InterruptedException {
        command("guest-file-close", JSON.createObjectNode().put("handle", handle));
    }

    private static byte[] decoded(JsonNode node, String field) {
        return Base64.getDecoder().decode(node.path(field).asString(""));
    }

    private JsonNode command(String name, ObjectNode arguments)
            throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (paused) {
                throw new GuestException(where, "is paused, so its agent is", "resume it first");
            }
            ensureSynced();
            send(name, arguments, false);
            synced = false; // until the answer is here
            Frame frame = next(Deadline.in(TIMEOUT));
            if (frame == null) {
                throw explainer.explain(
                        "its agent has not answered " + name + " within " + TIMEOUT, null);
            }
            JsonNode reply = JSON.readTree(frame.line());
            synced = true;
            JsonNode error = reply.get("error");
            if (error != null) {
                throw new GuestException(
                        where,
                        "its agent refuses "
                                + name
                                + " "
                                + brief(arguments)
                                + ": "
                                + error.path("desc").asString(),
                        "see whether the guest's qemu-ga blocks this command, or the file is"
                                + " there");
            }
            return reply.path("return");
        } finally {
            turn.unlock();
        }
    }

    private static String brief(ObjectNode arguments) {
        String text = arguments.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private void ensureSynced() throws GuestException, InterruptedException {
        if (!synced && !trySync(TIMEOUT)) {
            throw explainer.explain("its agent has not answered within " + TIMEOUT, null);
        }
    }

    private boolean trySync(Duration timeout) throws GuestException, InterruptedException {
        long id = ++lastSync;
        Deadline deadline = Deadline.in(timeout);
        send("guest-sync-delimited", JSON.createObjectNode().put("id", id), true);
        while (true) {
            Frame frame = next(deadline);
            if (frame == null) {
                return false;
            }
            // What is not delimited is an answer to an older command, or the agent's complaint
            // about the delimiter that we sent.
            if (frame.delimited() && JSON.readTree(frame.line()).path("return").asLong() == id) {
                synced = true;
                return true;
            }
        }
    }

    private void send(String name, ObjectNode arguments, boolean delimited)
            throws GuestException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("execute", name);
        request.set("arguments", arguments);
        var bytes = new ByteArrayOutputStream();
        if (delimited) {
            bytes.writeBytes(DELIMITER); // makes the agent drop a half-read command
        }
        bytes.writeBytes(
                (JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
        UnixStream open = stream;
        try {
            if (open == null) {
                throw new IOException("not connected");
            }
            open.send(bytes.toByteArray(), TIMEOUT);
        } catch (IOException e) {
            throw explainer.explain("its agent cannot be reached", e);
        }
    }

    /** The next line, or null if time is up. */
    private @Nullable Frame next(Deadline deadline) throws GuestException, InterruptedException {
        Frame frame = frames.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        if (frame != null && frame.line() == null) {
            frames.add(frame); // the end stays the end
            throw explainer.explain("its agent has gone", new IOException(frame.end()));
        }
        return frame;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }

    private final class Reader implements UnixStream.Listener {

        @Override
        public void line(byte[] line, boolean delimited) {
            frames.add(new Frame(line, delimited, ""));
        }

        @Override
        public void end(String why) {
            frames.add(new Frame(null, false, why));
        }
    }
}
