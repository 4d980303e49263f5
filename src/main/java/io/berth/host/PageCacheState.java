package io.berth.host;

import java.nio.file.Path;
import java.util.List;

/** The host page cache's state for files. */
public final class PageCacheState {
    private PageCacheState() {}

    public static void makeCold(List<Path> files) {
        throw new UnsupportedOperationException();
    }

    public static void makeWarm(List<Path> files) {
        throw new UnsupportedOperationException();
    }

    public static long residentBytes(Path file) {
        throw new UnsupportedOperationException();
    }
}
