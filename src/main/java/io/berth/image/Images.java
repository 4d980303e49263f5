package io.berth.image;

import io.berth.plan.ImageConfig;
import io.berth.results.ImageRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A run's images, in its own directory under the storage directory. */
public final class Images implements AutoCloseable {

    public Images(Path storageDirectory, String runId) {
        this(storageDirectory, runId, false);
    }

    public Images(Path storageDirectory, String runId, boolean keep) {
        throw new UnsupportedOperationException();
    }

    public Path directory() {
        throw new UnsupportedOperationException();
    }

    public List<PreparedImage> prepare(
            ImageConfig config, int count, long seed, Consumer<String> progress) {
        throw new UnsupportedOperationException();
    }

    public List<PreparedImage> restore(
            ImageConfig config, int count, long seed, Consumer<String> progress) {
        throw new UnsupportedOperationException();
    }

    public ImageRecord record(PreparedImage image) {
        throw new UnsupportedOperationException();
    }

    public ImageRecord recordAfter(ImageRecord before) {
        throw new UnsupportedOperationException();
    }

    public List<String> verify(List<PreparedImage> images) {
        throw new UnsupportedOperationException();
    }

    public void deleteFresh() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
