package io.berth.image;

import io.berth.profile.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as QEMU's block nodes: what {@code --blockdev} takes, and the {@code json:} file names
 * of qemu-img. Every format is said, of every layer; none is probed.
 */
final class Nodes {

    /** The id of the secret with the passphrase. */
    static final String SECRET = "berth-secret";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Nodes() {}

    /** Cache flags of every node. */
    record Cache(boolean direct, boolean noFlush) {}

    /** The tree of an image with all its layers. */
    static Map<String, Object> chain(DiskImage image, boolean device, @Nullable Cache cache) {
        return tree(image, 0, image.layers().size(), device, cache);
    }

    /** The tree of one layer alone, counted from the active one: its backing file is cut off. */
    static Map<String, Object> alone(
            DiskImage image, int layer, boolean device, @Nullable Cache cache) {
        return tree(image, layer, layer + 1, device, cache);
    }

    private static Map<String, Object> tree(
            DiskImage image, int from, int to, boolean device, @Nullable Cache cache) {
        DiskImage.Layer layer = image.layers().get(from);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", layer.format().word());
        if (layer.format() == Format.LUKS) {
            node.put("key-secret", SECRET);
        } else if (layer.encrypted()) {
            node.put("encrypt", Map.of("format", "luks", "key-secret", SECRET));
        }
        node.put("file", file(layer.file(), device, cache));
        Path data = image.dataFile();
        if (from == 0 && data != null) {
            node.put("data-file", file(data, false, cache));
        }
        putCache(node, cache);
        if (from + 1 < to) {
            node.put("backing", tree(image, from + 1, to, device, cache));
        } else if (from + 1 < image.layers().size()) {
            node.put("backing", null);
        }
        return node;
    }

    private static Map<String, Object> file(Path path, boolean device, @Nullable Cache cache) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("driver", device ? "host_device" : "file");
        file.put("filename", path.toString());
        putCache(file, cache);
        return file;
    }

    private static void putCache(Map<String, Object> node, @Nullable Cache cache) {
        if (cache != null) {
            node.put("cache", Map.of("direct", cache.direct(), "no-flush", cache.noFlush()));
        }
    }

    static String json(Map<String, Object> node) {
        return JSON.writeValueAsString(node);
    }

    /** {@code --object} of the secret, by its file; nothing for images that are not encrypted. */
    static List<String> secretOption(@Nullable Path secret) {
        return secret == null
                ? List.of()
                : List.of("--object", "secret,id=" + SECRET + ",file=" + escaped(secret));
    }

    /**
     * How qemu-img is told which image to open: a plain name with its format where that is enough
     * (the names of backing files and their formats are in the image), else the whole tree. qcow
     * does not keep the format of its backing file, and qed only raw.
     */
    static List<String> named(DiskImage image) {
        List<DiskImage.Layer> overlays = image.layers().subList(0, image.layers().size() - 1);
        boolean probing =
                overlays.stream()
                        .map(DiskImage.Layer::format)
                        .anyMatch(format -> format == Format.QCOW || format == Format.QED);
        return image.secret() == null && !probing
                ? plain(image.layers().getFirst())
                : tree(image.secret(), chain(image, false, null));
    }

    /** The same for {@code qemu-img info}, which opens no backing file and takes no word of one. */
    static List<String> namedForInfo(DiskImage image) {
        DiskImage.Layer active = image.layers().getFirst();
        if (!active.encrypted()) {
            return plain(active);
        }
        Map<String, Object> node = alone(image, 0, false, null);
        node.remove("backing");
        return tree(image.secret(), node);
    }

    /** The same for one layer alone, counted from the active one. */
    static List<String> namedAlone(DiskImage image, int layer) {
        boolean base = layer == image.layers().size() - 1;
        return base && !image.layers().get(layer).encrypted()
                ? plain(image.layers().get(layer))
                : tree(image.secret(), alone(image, layer, false, null));
    }

    private static List<String> plain(DiskImage.Layer layer) {
        return List.of("-f", layer.format().word(), layer.file().toString());
    }

    private static List<String> tree(@Nullable Path secret, Map<String, Object> node) {
        List<String> words = new ArrayList<>(secretOption(secret));
        words.add("json:" + json(node));
        return words;
    }

    /** qemu-img reads a doubled comma as one within a value. */
    static String escaped(Object value) {
        return value.toString().replace(",", ",,");
    }
}
