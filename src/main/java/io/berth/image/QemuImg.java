package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.results.ImageCheck;
import io.berth.units.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /** qemu-img's exit code for a format without a check (qemu-img.c, img_check). */
    private static final int NO_CHECK = 63;

    private QemuImg() {}

    /**
     * A part of an image, as {@code qemu-img map --output=json} tells it.
     *
     * @param start in the guest's disk
     * @param depth of the layer that it is read from, 0 the one asked about
     * @param data whether it is in the file and not known to read as zeros
     * @param offset where it is in the file; −1 if it is not, or the format does not tell
     */
    record Extent(long start, long length, int depth, boolean data, long offset) {

        long end() {
            return start + length;
        }
    }

    /**
     * {@code qemu-img info}.
     *
     * @param actualBytes what the host allocated, by st_blocks
     * @param clusterBytes the format's unit of allocation; 0 for raw
     * @param parsed the whole answer
     * @param json whole, as it was printed
     */
    record Info(
            long virtualBytes, long actualBytes, long clusterBytes, JsonNode parsed, String json) {

        /** What only this format tells. */
        JsonNode specific() {
            return parsed.path("format-specific").path("data");
        }
    }

    /** Within which a whole image must be written. */
    static Duration writeLimit(ByteSize size) {
        return Duration.ofSeconds(60 + size.bytes() / BYTES_PER_SECOND_MIN);
    }

    /** Also of an image that a guest has open. */
    static Info info(DiskImage image) {
        Commands.Output output = ask(Nodes.namedForInfo(image), "info", "--force-share");
        JsonNode json = json(output);
        return new Info(
                required(json, "virtual-size", output),
                required(json, "actual-size", output),
                json.path("cluster-size").asLong(0),
                json,
                output.stdout().strip());
    }

    /** The image's parts as they are read through all layers, in order, without gaps. */
    static List<Extent> map(DiskImage image) {
        Commands.Output output = ask(Nodes.named(image), "map", "--force-share");
        return extents(json(output), output);
    }

    private static List<Extent> extents(JsonNode json, Commands.Output output) {
        List<Extent> extents = new ArrayList<>();
        for (JsonNode part : json) {
            extents.add(
                    new Extent(
                            required(part, "start", output),
                            required(part, "length", output),
                            Math.toIntExact(required(part, "depth", output)),
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

    /** What {@code qemu-img check} finds in one layer of an image, counted from the active one. */
    static ImageCheck check(DiskImage image, int layer) {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "check", "--output=json"));
        argv.addAll(Nodes.namedAlone(image, layer));
        Commands.Output output = Commands.run(LIMIT, argv);
        return checked(output.exit(), output.stdout(), output.stderr());
    }

    /** A check's answer; figures that it does not name are none, or not known. */
    static ImageCheck checked(int exit, String stdout, String stderr) {
        if (exit == NO_CHECK) {
            return ImageCheck.NOT_SUPPORTED;
        }
        int brace = stdout.lastIndexOf("\n{");
        String answer = stdout.startsWith("{") ? stdout : brace < 0 ? "" : stdout.substring(brace);
        JsonNode json;
        try {
            json = answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer);
        } catch (JacksonException e) {
            json = JSON.createObjectNode();
        }
        return new ImageCheck(
                true,
                exit,
                json.path("corruptions").asLong(0),
                json.path("leaks").asLong(0),
                json.path("check-errors").asLong(0),
                count(json, "total-clusters"),
                count(json, "allocated-clusters"),
                count(json, "fragmented-clusters"),
                count(json, "compressed-clusters"),
                oneLine(stderr));
    }

    private static @Nullable Long count(JsonNode json, String name) {
        if (json.path(name).isNumber()) {
            return json.path(name).asLong();
        }
        // QEMU leaves out what is 0 (qapi/block-core.json, ImageCheck), but not the total.
        return json.path("total-clusters").isNumber() ? Long.valueOf(0) : null;
    }

    /** The names of the internal snapshots, in order. */
    static List<String> snapshots(Info info) {
        List<String> names = new ArrayList<>();
        info.parsed().path("snapshots").forEach(s -> names.add(s.path("name").asString("")));
        return names;
    }

    private static Commands.Output ask(List<String> image, String... words) {
        List<String> argv =
                Stream.of(Stream.of("qemu-img"), Stream.of(words), Stream.of("--output=json"))
                        .flatMap(part -> part)
                        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        argv.addAll(image);
        return Commands.runChecked(LIMIT, argv);
    }

    static String oneLine(String said) {
        return said.strip().replaceAll("\\s*\\n\\s*", " ");
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
