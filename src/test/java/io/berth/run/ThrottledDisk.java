package io.berth.run;

import io.berth.host.BlockDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cgroup (v1, {@code blkio.throttle}) in which direct reads of the disk under a directory are
 * capped: a storage of known capacity. Needs root; removed on close.
 */
final class ThrottledDisk implements AutoCloseable {

    private static final Path CONTROLLER = Path.of("/sys/fs/cgroup/blkio");

    private final Path group;

    /**
     * @param storage a directory on the disk
     * @throws AssertionError if this host has no such controller: this test cannot be done here
     */
    ThrottledDisk(Path storage, int readIops) throws IOException {
        if (!Files.isWritable(CONTROLLER)) {
            throw new AssertionError(
                    CONTROLLER
                            + " is not writable: run as root on a host with cgroup v1 blkio"
                            + " ('mount -t cgroup -o blkio none /sys/fs/cgroup/blkio')");
        }
        BlockDevice device =
                BlockDevice.under(storage)
                        .orElseThrow(() -> new AssertionError(storage + " is on no disk"));
        String number = Files.readString(Path.of("/sys/class/block", device.name(), "dev")).strip();
        group = Files.createDirectory(CONTROLLER.resolve("berth-" + ProcessHandle.current().pid()));
        Files.writeString(
                group.resolve("blkio.throttle.read_iops_device"), number + " " + readIops);
    }

    /** A wrapper for {@link BerthProcess#start}: it joins the group, then becomes the command. */
    List<String> wrapper() {
        return List.of("sh", "-c", "echo $$ > " + group + "/cgroup.procs && exec \"$@\"", "join");
    }

    @Override
    public void close() throws IOException {
        // The kernel refuses while a process is still ending.
        IOException last = null;
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                Files.delete(group);
                return;
            } catch (IOException e) {
                last = e;
                pause();
            }
        }
        throw new IOException(group + " cannot be removed", last);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
