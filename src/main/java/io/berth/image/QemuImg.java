package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** qemu-img, each of its answers as JSON. The format is always said, never probed. */
final class QemuImg {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of a command that only reads metadata. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A disk slower than this cannot be prepared in a bearable time. */
    private static final long BYTES_PER_SECOND_MIN = 5_000_000;

    /** Options that would name files or secrets beyond the image, or that berth sets itself. */
    private static final Set<String> REFUSED_OPTIONS =
            Set.of(
                    "backing_file",
                    "backing_fmt",
                    "data_file",
                    "data_file_raw",
                    "encryption",
                    "preallocation",
                    "size");

    private QemuImg() {}

    /**
     * A part of an image, as {@code qemu-img map --output=json} tells it.
     *
     * @param start in the guest's disk
     * @param data whether it is in the file and not known to read as zeros
     * @param offset where it is in the file; −1 if it is not
     */
    record Extent(long start, long length, boolean data, long offset) {

        long end() {
            return start + length;
        }
    }

    /**
     * {@code qemu-img info}.
     *
     * @param actualBytes what the host allocated, by st_blocks
     * @param clusterBytes the format's unit of allocation; 0 for raw
     * @param json whole, as it was printed
     */
    record Info(long virtualBytes, long actualBytes, long clusterBytes, String json) {}

    static List<String> createCommand(ImageConfig config, Path file) {
        List<String> options = new ArrayList<>();
        options.add("preallocation=" + config.preallocation().word());
        config.options()
                .forEach(
                        (name, value) -> {
                            if (REFUSED_OPTIONS.contains(name) || name.startsWith("encrypt.")) {
                                throw new HostException(
                                        "disk.options: "
                                                + name
                                                + " would reach beyond the image or is set by"
                                                + " berth",
                                        "remove it from the profile's disk.options");
                            }
                            // qemu-img reads a doubled comma as one within a value.
                            options.add(name + "=" + value.replace(",", ",,"));
                        });
        return List.of(
                "qemu-img",
                "create",
                "-f",
                config.format().word(),
                "-o",
                String.join(",", options),
                file.toString(),
                Long.toString(config.size().bytes()));
    }

    /**
     * Runs a create command.
     *
     * @throws HostException if it fails; a full disk is told apart
     */
    static Commands.Output create(ImageConfig config, List<String> command) {
        Commands.Output output = Commands.run(writeLimit(config.size()), command);
        if (output.ok()) {
            return output;
        }
        if (output.stderr().contains("No space left on device")) {
            throw StorageFull.whileMaking(config, Path.of(command.get(command.size() - 2)));
        }
        throw new HostException(
                "'" + output.commandLine() + "' failed: " + output.stderr().strip(),
                "see 'qemu-img create -f " + config.format().word() + " -o help'");
    }

    /** Within which a whole image must be written. */
    static Duration writeLimit(ByteSize size) {
        return Duration.ofSeconds(60 + size.bytes() / BYTES_PER_SECOND_MIN);
    }

    /** Also of an image that a guest has open. */
    static Info info(Path file, Format format) {
        Commands.Output output =
                Commands.runChecked(
                        LIMIT,
                        "qemu-img",
                        "info",
                        "--force-share",
                        "-f",
                        format.word(),
                        "--output=json",
                        file.toString());
        JsonNode json = json(output);
        return new Info(
                required(json, "virtual-size", output),
                required(json, "actual-size", output),
                json.path("cluster-size").asLong(0),
                output.stdout().strip());
    }

    /** The image's parts, in order, without gaps. */
    static List<Extent> map(Path file, Format format) {
        Commands.Output output =
                Commands.runChecked(
                        LIMIT,
                        "qemu-img",
                        "map",
                        "--force-share",
                        "-f",
                        format.word(),
                        "--output=json",
                        file.toString());
        return extents(json(output), output);
    }

    private static List<Extent> extents(JsonNode json, Commands.Output output) {
        List<Extent> extents = new ArrayList<>();
        for (JsonNode part : json) {
            extents.add(
                    new Extent(
                            required(part, "start", output),
                            required(part, "length", output),
                            part.path("data").asBoolean(false)
                                    && !part.path("zero").asBoolean(false),
                            part.path("offset").asLong(-1)));
        }
        return extents;
    }

    /** The extents of a recorded answer. */
    static List<Extent> extents(String answer) {
        return extents(
                JSON.readTree(answer),
                new Commands.Output(0, answer, "", Duration.ZERO, List.of("qemu-img", "map")));
    }

    /**
     * What {@code qemu-img check} finds wrong; empty if nothing is, or if the format has no check
     * (raw).
     */
    static Optional<String> check(Path file, Format format) {
        if (format == Format.RAW) {
            return Optional.empty();
        }
        Commands.Output output =
                Commands.run(
                        LIMIT,
                        List.of(
                                "qemu-img",
                                "check",
                                "-f",
                                format.word(),
                                "--output=json",
                                file.toString()));
        if (output.ok()) {
            return Optional.empty();
        }
        // 2 is corruption and 3 leaked clusters, told on stdout; others are told on stderr.
        String said = output.stderr().isBlank() ? output.stdout() : output.stderr();
        return Optional.of(
                "qemu-img check ended with exit code "
                        + output.exit()
                        + ": "
                        + said.strip().replaceAll("\\s*\\n\\s*", " "));
    }

    private static JsonNode json(Commands.Output output) {
        try {
            return JSON.readTree(output.stdout());
        } catch (JacksonException e) {
            throw notUnderstood(output);
        }
    }

    private static long required(JsonNode json, String name, Commands.Output output) {
        JsonNode value = json.path(name);
        if (!value.isNumber()) {
            throw notUnderstood(output);
        }
        return value.asLong();
    }

    private static HostException notUnderstood(Commands.Output output) {
        String said = output.stdout().strip();
        return new HostException(
                "'"
                        + output.commandLine()
                        + "' gave no JSON that berth knows: "
                        + said.substring(0, Math.min(200, said.length())),
                "berth knows qemu-img from version 5.0 on; see 'qemu-img --version'");
    }
}
