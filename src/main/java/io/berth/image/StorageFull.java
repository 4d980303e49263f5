package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import java.io.Serial;
import java.nio.file.Path;

/** The storage directory's file system has no space left for an image. */
public final class StorageFull extends HostException {

    @Serial private static final long serialVersionUID = 1L;

    private StorageFull(String what, String remedy) {
        super(what, remedy);
    }

    static StorageFull whileMaking(ImageConfig config, Path file) {
        return new StorageFull(
                "no space left while making the image "
                        + file
                        + " ("
                        + config.slug()
                        + "); it was removed again",
                "free space ('df -h "
                        + file.getParent()
                        + "'), name another directory with --storage, or use fewer guests or a"
                        + " smaller disk.size");
    }
}
