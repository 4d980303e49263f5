package io.berth.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Putting dirty pages of images onto the device, timed. */
public final class Drain {
    private Drain() {}

    public static Duration drain(List<Path> images) {
        throw new UnsupportedOperationException();
    }
}
