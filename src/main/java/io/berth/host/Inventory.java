package io.berth.host;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** The machine and its tools, as they are. */
public final class Inventory {
    private Inventory() {}

    public static SortedMap<String, SortedMap<String, String>> facts(List<Path> storages) {
        throw new UnsupportedOperationException();
    }

    public static SortedMap<String, String> tools() {
        throw new UnsupportedOperationException();
    }
}
