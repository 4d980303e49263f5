package io.berth.image;

import io.berth.host.HostException;
import java.nio.file.Path;

/** Says whether a block device may be written as a disk, and holds those that may. */
public interface DeviceClaims extends AutoCloseable {

    /** Of a run without devices. */
    DeviceClaims NONE =
            new DeviceClaims() {
                @Override
                public void claim(Path device) {
                    throw new HostException(
                            device + " is not written: nobody allowed it",
                            "name it with --allow-overwrite");
                }

                @Override
                public void release(Path device) {}

                @Override
                public void close() {}
            };

    /**
     * Takes a device for the run, if it is not yet taken.
     *
     * @throws HostException if it must not be written
     */
    void claim(Path device);

    /** Lets a device go, for another of berth's own users that takes it by the same rule. */
    void release(Path device);

    /** Lets all go. */
    @Override
    void close();
}
