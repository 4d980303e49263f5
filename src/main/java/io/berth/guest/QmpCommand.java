package io.berth.guest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that QEMU is told to put a disk in, either over QMP or on its command line, where the
 * same JSON follows the option of its kind (QEMU 6.2 and later).
 *
 * @param name {@code object-add}, {@code blockdev-add}, {@code device_add} or {@code
 *     blockdev-snapshot}
 */
record QmpCommand(String name, ObjectNode arguments) {

    static QmpCommand object(ObjectNode arguments) {
        return new QmpCommand("object-add", arguments);
    }

    static QmpCommand node(ObjectNode arguments) {
        return new QmpCommand("blockdev-add", arguments);
    }

    static QmpCommand device(ObjectNode arguments) {
        return new QmpCommand("device_add", arguments);
    }

    static ObjectNode json() {
        return JsonMapper.shared().createObjectNode();
    }

    /** The id of an object or a device, the name of a node. */
    String id() {
        return arguments.path(name.equals("blockdev-add") ? "node-name" : "id").asString("");
    }

    /** Over QMP, as one line of JSON. */
    String text() {
        ObjectNode command = json().put("execute", name);
        command.set("arguments", arguments);
        return command.toString();
    }

    /** On the command line. */
    List<String> option() {
        return switch (name) {
            case "object-add" -> List.of("-object", arguments.toString());
            case "blockdev-add" -> List.of("-blockdev", arguments.toString());
            case "device_add" -> List.of("-device", arguments.toString());
            default -> throw new IllegalArgumentException(name + " has no option");
        };
    }

    /** What takes it back; null if nothing does but the removal of what it was done to. */
    @Nullable QmpCommand inverse() {
        return switch (name) {
            case "object-add" -> new QmpCommand("object-del", json().put("id", id()));
            case "blockdev-add" -> new QmpCommand("blockdev-del", json().put("node-name", id()));
            case "device_add" -> new QmpCommand("device_del", json().put("id", id()));
            default -> null;
        };
    }
}
