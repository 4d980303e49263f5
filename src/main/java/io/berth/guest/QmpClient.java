package io.berth.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of the QEMU machine protocol (docs/interop/qmp-spec.rst): greeting, capabilities, then
 * commands with ids, their answers, and events at any time. Threads may share it.
 */
final class QmpClient implements AutoCloseable {

    /** Something that QEMU told by itself. */
    record Event(String name, JsonNode data) {}

    /** How long a command may take; none of ours waits for I/O of a guest. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final JsonMapper JSON = JsonMapper.shared();

    private record Expected(Predicate<Event> wanted, CompletableFuture<Event> came) {}

    private final String where;
    private final Explainer explainer;
    private final Consumer<Event> events;
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<Expected> expected = new CopyOnWriteArrayList<>();
    private final AtomicLong lastId = new AtomicLong();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile @Nullable String ended;
    private @Nullable UnixStream stream;

    private QmpClient(String where, Explainer explainer, Consumer<Event> events) {
        this.where = where;
        this.explainer = explainer;
        this.events = events;
    }

    /**
     * Connects and negotiates.
     *
     * @param events told of every event, by the reading thread
     */
    static QmpClient connect(
            String where,
            Path socket,
            Deadline deadline,
            BooleanSupplier alive,
            Explainer explainer,
            Consumer<Event> events)
            throws GuestException, InterruptedException {
        var client = new QmpClient(where, explainer, events);
        try {
            client.stream =
                    UnixStream.connect(
                            socket, "qmp " + where, deadline, alive, client.new Reader());
        } catch (IOException e) {
            throw explainer.explain("there is no QMP at " + socket, e);
        }
        client.await(client.greeting, "its greeting", deadline.leftAtMost(TIMEOUT));
        client.execute("qmp_capabilities");
        return client;
    }

    JsonNode execute(String command) throws GuestException, InterruptedException {
        return execute(command, JSON.createObjectNode());
    }

    /**
     * Runs a command and gives its "return".
     *
     * @throws QmpException if QEMU refuses it
     */
    JsonNode execute(String command, ObjectNode arguments)
            throws GuestException, InterruptedException {
        return execute(command, arguments, TIMEOUT);
    }

    JsonNode execute(String command, ObjectNode arguments, Duration timeout)
            throws GuestException, InterruptedException {
        long id = lastId.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        try {
            ObjectNode request = JSON.createObjectNode();
            request.put("execute", command);
            request.put("id", id);
            request.set("arguments", arguments);
            send(request);
            if (ended != null) { // the reader may have failed all answers before ours was there
                answer.completeExceptionally(new IOException(ended));
            }
            JsonNode reply = await(answer, command, timeout);
            JsonNode error = reply.get("error");
            if (error != null) {
                throw new QmpException(
                        where,
                        command,
                        error.path("class").asString(),
                        error.path("desc").asString());
            }
            return reply.path("return");
        } finally {
            answers.remove(id);
        }
    }

    /** Sends a command whose answer nobody waits for. */
    void post(String command) throws GuestException, InterruptedException {
        send(JSON.createObjectNode().put("execute", command));
    }

    /** An event that is to come; ask before the command that causes it. */
    CompletableFuture<Event> expect(Predicate<Event> wanted) {
        var came = new CompletableFuture<Event>();
        var entry = new Expected(wanted, came);
        expected.add(entry);
        came.whenComplete((_, _) -> expected.remove(entry));
        return came;
    }

    /**
     * Waits for an answer or an event of this client's.
     *
     * @param what what is waited for, for the error message
     */
    <T> T await(CompletableFuture<T> future, String what, Duration timeout)
            throws GuestException, InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(false);
            throw explainer.explain(
                    "QEMU has not answered within " + timeout.toMillis() + " ms (" + what + ")", e);
        } catch (ExecutionException e) {
            throw explainer.explain("QEMU has gone (" + what + ")", e);
        }
    }

    private void send(ObjectNode request) throws GuestException, InterruptedException {
        UnixStream open = stream;
        sending.lockInterruptibly();
        try {
            if (open == null) {
                throw new IOException("not connected");
            }
            open.send(
                    (JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8),
                    TIMEOUT);
        } catch (IOException e) {
            throw explainer.explain("QEMU has gone", e);
        } finally {
            sending.unlock();
        }
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
            JsonNode message = JSON.readTree(line);
            if (message.has("QMP")) {
                greeting.complete(message);
            } else if (message.has("event")) {
                var event = new Event(message.get("event").asString(), message.path("data"));
                events.accept(event);
                for (Expected entry : expected) {
                    if (entry.wanted().test(event)) {
                        entry.came().complete(event);
                    }
                }
            } else {
                CompletableFuture<JsonNode> answer = answers.get(message.path("id").asLong(0));
                if (answer != null) { // else nobody waits any more
                    answer.complete(message);
                }
            }
        }

        @Override
        public void end(String why) {
            ended = why;
            var gone = new IOException(why);
            greeting.completeExceptionally(gone);
            answers.values().forEach(answer -> answer.completeExceptionally(gone));
            expected.forEach(entry -> entry.came().completeExceptionally(gone));
        }
    }
}
