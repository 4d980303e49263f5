package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.results.ImageFile;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as an operation sees it: how qemu-img is told of it, and how large its files are.
 *
 * @param encrypted whether its qcow2 layers open only with the secret
 */
record OperationImage(DiskImage disk, boolean encrypted) {

    private static final String SECRET = "berth-secret";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static OperationImage of(PreparedImage image) {
        return new OperationImage(image.disk(), image.config().encryption() == Encryption.LUKS);
    }

    /** A new file that stands alone. */
    static OperationImage file(Path file, Format format, @Nullable Path secret) {
        DiskImage.Layer layer = new DiskImage.Layer(file, format);
        return new OperationImage(new DiskImage(List.of(layer), null, secret), false);
    }

    /** The base of the chain, alone. */
    OperationImage base() {
        DiskImage.Layer base = disk.layers().getLast();
        Path secret = locked(base) ? disk.secret() : null;
        return new OperationImage(new DiskImage(List.of(base), null, secret), encrypted);
    }

    Format format() {
        return disk.layers().getFirst().format();
    }

    /**
     * The words that name it for qemu-img: a file with its format where that is enough, for the
     * names and formats of backing files are in the image; else all of it as {@code json:}.
     */
    List<String> named() {
        return disk.secret() == null
                ? List.of("-f", format().word(), disk.active().toString())
                : described();
    }

    /** The same for commands that take no {@code -f}, which would probe the format. */
    List<String> described() {
        List<String> words = new ArrayList<>();
        Path secret = disk.secret();
        if (secret != null) {
            words.addAll(secretOption(secret));
        }
        words.add(json());
        return words;
    }

    String json() {
        return "json:" + JSON.writeValueAsString(node(0));
    }

    /** {@code --object} of a secret, by the file that holds it. */
    static List<String> secretOption(Path file) {
        return List.of("--object", "secret,id=" + SECRET + ",file=" + escaped(file));
    }

    /** What a new encrypted image is told. */
    static String keyOption() {
        return "key-secret=" + SECRET;
    }

    /** In qemu-img's options a comma ends a value; doubled it is one. */
    private static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }

    private boolean locked(DiskImage.Layer layer) {
        return layer.format() == Format.LUKS || (encrypted && layer.format() == Format.QCOW2);
    }

    private Map<String, Object> node(int at) {
        DiskImage.Layer layer = disk.layers().get(at);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", layer.format().word());
        if (layer.format() == Format.LUKS) {
            node.put("key-secret", SECRET);
        } else if (locked(layer)) {
            node.put("encrypt", opened("format", "luks", "key-secret", SECRET));
        }
        node.put("file", opened("driver", "file", "filename", layer.file().toString()));
        Path data = disk.dataFile();
        if (at == 0 && data != null) {
            node.put("data-file", opened("driver", "file", "filename", data.toString()));
        }
        if (at + 1 < disk.layers().size()) {
            node.put("backing", node(at + 1));
        }
        return node;
    }

    private static Map<String, Object> opened(String a, String of, String b, String is) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(a, of);
        options.put(b, is);
        return options;
    }

    /** {@code qemu-img info} of the active image, also if a guest has it open. */
    JsonNode info() {
        List<String> argv =
                new ArrayList<>(List.of("qemu-img", "info", "--force-share", "--output=json"));
        argv.addAll(named());
        return json(Commands.runChecked(LIMIT, argv));
    }

    /** {@code qemu-img check}, whose exit code is 0 for a sound image. */
    JsonNode checked() {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "check", "--output=json"));
        argv.addAll(named());
        return json(Commands.runChecked(LIMIT, argv));
    }

    private static JsonNode json(Commands.Output output) {
        try {
            return JSON.readTree(output.stdout());
        } catch (JacksonException e) {
            throw new HostException(
                    "'" + output.commandLine() + "' gave no JSON: " + e.getOriginalMessage(),
                    "berth knows qemu-img from version 5.0 on; see 'qemu-img --version'",
                    e);
        }
    }

    /** All its files, by path, with their roles: active, extents, data file, backing files. */
    Map<Path, String> files() {
        return files(info());
    }

    private Map<Path, String> files(JsonNode info) {
        Map<Path, String> files = new LinkedHashMap<>();
        List<DiskImage.Layer> layers = disk.layers();
        files.put(disk.active(), "active");
        for (JsonNode extent : info.path("format-specific").path("data").path("extents")) {
            files.putIfAbsent(Path.of(extent.path("filename").asString("")), "extent");
        }
        Path data = disk.dataFile();
        if (data != null) {
            files.put(data, "data_file");
        }
        for (int i = 1; i < layers.size(); i++) {
            files.put(layers.get(i).file(), "backing " + (layers.size() - i));
        }
        return files;
    }

    /** How large it is now. */
    Extent extent() {
        JsonNode info = info();
        return extent(info.path("virtual-size").asLong(), files(info));
    }

    /** How large files are now. */
    static Extent extent(@Nullable Long virtualBytes, Map<Path, String> roles) {
        List<String> argv = new ArrayList<>(List.of("stat", "--format=%s %b %B", "--"));
        roles.keySet().forEach(file -> argv.add(file.toString()));
        List<String> lines = Commands.runChecked(LIMIT, argv).stdout().lines().toList();
        List<ImageFile> files = new ArrayList<>();
        long apparentBytes = 0;
        long allocatedBytes = 0;
        for (Map.Entry<Path, String> file : roles.entrySet()) {
            String[] counts = lines.get(files.size()).split(" ", -1);
            long apparent = Long.parseLong(counts[0]);
            long allocated =
                    Math.multiplyExact(Long.parseLong(counts[1]), Long.parseLong(counts[2]));
            files.add(
                    new ImageFile(file.getValue(), file.getKey().toString(), apparent, allocated));
            apparentBytes += apparent;
            allocatedBytes += allocated;
        }
        return new Extent(virtualBytes, apparentBytes, allocatedBytes, List.copyOf(files));
    }
}
