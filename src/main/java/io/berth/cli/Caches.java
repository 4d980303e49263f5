package io.berth.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where berth keeps what it can make again, by the XDG base directory specification. */
final class Caches {

    private Caches() {}

    /** The guests' appliance. */
    static Path appliance() {
        return appliance(System.getenv(), System.getProperty("user.home"));
    }

    /**
     * The same in an environment.
     *
     * @param home of the user's entry in passwd, which counts where HOME is not set
     */
    static Path appliance(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        // "All paths … must be absolute": a relative one is ignored.
        if (cache.startsWith("/")) {
            return Path.of(cache, "berth");
        }
        String own = environment.getOrDefault("HOME", "");
        return Path.of(own.isBlank() ? home : own, ".cache", "berth");
    }
}
