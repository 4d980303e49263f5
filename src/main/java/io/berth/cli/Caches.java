package io.berth.cli;

import java.nio.file.Path;

/** Where berth keeps what it can make again, by the XDG base directory specification. */
final class Caches {

    private Caches() {}

    /** The guests' appliance. */
    static Path appliance() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        return base.resolve("berth");
    }
}
