package io.berth.profile;

import java.util.List;
import java.util.Map;

/** The factors that cases differ in, by the dotted names of the table of keys. */
public final class Factors {

    private static final Map<String, Key> KEYS = Keys.factors();
    private static final List<String> ORDER = List.copyOf(KEYS.keySet());

    private Factors() {}

    /** All names, in the order of the table: storage first, guests last. */
    public static List<String> order() {
        return ORDER;
    }

    /**
     * A canonical value as fio and qemu-img take it: sizes in plain bytes.
     *
     * @throws IllegalArgumentException if there is no such factor
     */
    public static String plain(String factor, String canonical) {
        Key key = KEYS.get(factor);
        if (key == null) {
            throw new IllegalArgumentException("no factor '" + factor + "'");
        }
        return key.value().plain(canonical);
    }

    /**
     * The share of the data that each of {@code depth} images above a base holds, 0 to 1.
     *
     * @param data a canonical value of {@code disk.backing.data}
     */
    public static double layerShare(String data, int depth) {
        return ValueType.LayerData.share(data, depth);
    }
}
