package io.berth.guest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The memory of a running guest: written to a file as {@code virsh save} does, or with its disk
 * into a snapshot of the image.
 *
 * <p>Each operation gives the QMP commands that it said, one line of JSON each.
 */
public final class GuestMemory {

    /** Migration to a file is throttled to 128 MiB/s by default (QEMU 7.2): lifted. */
    private static final long BANDWIDTH_BYTES_MAX = 1L << 40;

    private static final Duration POLL = Duration.ofMillis(1);

    private final String where;
    private final QmpClient qmp;

    GuestMemory(String where, QmpClient qmp) {
        this.where = where;
        this.qmp = qmp;
    }

    /**
     * Writes memory and devices of a paused guest to a file, by migration to a command: the one way
     * of all QEMU versions that needs neither privileges nor descriptors over the socket. The guest
     * is of no use afterwards but to be ended.
     *
     * @param file not there yet; it is whole when this returns, though not yet on the device
     */
    public List<String> save(Path file, Duration limit)
            throws GuestException, InterruptedException {
        List<String> said = new ArrayList<>();
        say("migrate-set-capabilities", capabilities(), said);
        say("migrate-set-parameters", json().put("max-bandwidth", BANDWIDTH_BYTES_MAX), said);
        CompletableFuture<QmpClient.Event> ended = qmp.expect(GuestMemory::migrationEnded);
        // The name changes once cat has written all: QEMU does not wait for it before it says so.
        Path part = file.resolveSibling(file.getFileName() + ".part");
        say(
                "migrate",
                json().put(
                                "uri",
                                "exec:cat >"
                                        + quoted(part)
                                        + " && mv "
                                        + quoted(part)
                                        + " "
                                        + quoted(file)),
                said);
        QmpClient.Event end = qmp.await(ended, "the end of saving its memory", limit);
        if (!end.data().path("status").asString("").equals("completed")) {
            throw failed("its memory was not saved", migrationError(), file);
        }
        awaitFile(file, limit);
        return said;
    }

    /**
     * Writes memory and disk into a snapshot of the disk's image; the guest stands still meanwhile
     * and goes on afterwards.
     */
    public List<String> checkpoint(PluggedDisk disk, String tag, Duration limit)
            throws GuestException, InterruptedException {
        return job("snapshot-save", disk, tag, limit);
    }

    /** Puts memory and disk back to a snapshot; the guest goes on from there. */
    public List<String> load(PluggedDisk disk, String tag, Duration limit)
            throws GuestException, InterruptedException {
        return job("snapshot-load", disk, tag, limit);
    }

    private List<String> job(String command, PluggedDisk disk, String tag, Duration limit)
            throws GuestException, InterruptedException {
        String node = disk.wiring().formatNodes().getFirst();
        String id = "berth-" + command;
        ObjectNode arguments = json().put("job-id", id).put("tag", tag).put("vmstate", node);
        arguments.putArray("devices").add(node);
        CompletableFuture<QmpClient.Event> concluded =
                qmp.expect(
                        event ->
                                event.name().equals("JOB_STATUS_CHANGE")
                                        && event.data().path("id").asString("").equals(id)
                                        && event.data()
                                                .path("status")
                                                .asString("")
                                                .equals("concluded"));
        List<String> said = new ArrayList<>();
        say(command, arguments, said);
        qmp.await(concluded, "the end of " + command, limit);
        String error = "";
        for (JsonNode job : qmp.execute("query-jobs")) {
            if (job.path("id").asString("").equals(id)) {
                error = job.path("error").asString("");
            }
        }
        qmp.execute("job-dismiss", json().put("id", id));
        if (!error.isEmpty()) {
            throw new GuestException(
                    where,
                    command + " failed: " + error,
                    "a checkpoint needs a qcow2 image with room for the guest's memory, and a bus"
                            + " that can be migrated");
        }
        return said;
    }

    static boolean migrationEnded(QmpClient.Event event) {
        return event.name().equals("MIGRATION")
                && List.of("completed", "failed", "cancelled")
                        .contains(event.data().path("status").asString(""));
    }

    /** That the end of a migration is told as an event, which is not so by default. */
    static ObjectNode capabilities() {
        ObjectNode arguments = json();
        arguments
                .putArray("capabilities")
                .addObject()
                .put("capability", "events")
                .put("state", true);
        return arguments;
    }

    private String migrationError() throws GuestException, InterruptedException {
        return qmp.execute("query-migrate").path("error-desc").asString("");
    }

    private GuestException failed(String what, String error, Path file) {
        return new GuestException(
                where,
                what + (error.isEmpty() ? "" : ": " + error),
                "see qemu.log in the operation's directory, and the free space ('df "
                        + file.getParent()
                        + "')");
    }

    private void awaitFile(Path file, Duration limit) throws GuestException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        while (!Files.exists(file)) {
            if (deadline.passed()) {
                throw failed("its memory is not in " + file, "", file);
            }
            Thread.sleep(POLL);
        }
    }

    private void say(String command, ObjectNode arguments, List<String> said)
            throws GuestException, InterruptedException {
        qmp.execute(command, arguments);
        said.add(line(command, arguments));
    }

    static String line(String command, ObjectNode arguments) {
        ObjectNode line = json().put("execute", command);
        line.set("arguments", arguments);
        return line.toString();
    }

    /** As the shell that QEMU gives the command to reads it. */
    static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    static ObjectNode json() {
        return JsonMapper.shared().createObjectNode();
    }
}
