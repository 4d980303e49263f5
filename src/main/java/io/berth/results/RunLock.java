package io.berth.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write to a run: one berth process at a time. The kernel takes it back when the
 * process ends, however it ends. The file holds the holder's pid, and stays.
 */
public final class RunLock implements AutoCloseable {

    // POSIX drops a process's locks on a file when it closes any descriptor of it, so this process
    // must not open a second one while it holds the lock.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws ResultsException naming the holder's pid, if another berth works on the run
     */
    public static RunLock acquire(RunDirectory run) {
        Path file = run.lockFile().toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            throw new ResultsException(inUse(run, Long.toString(ProcessHandle.current().pid())));
        }
        try {
            return new RunLock(file, lock(run, file));
        } catch (IOException e) {
            HELD.remove(file);
            throw new ResultsException(file + ": cannot be locked: " + Disk.reason(e), e);
        } catch (ResultsException e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(RunDirectory run, Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new ResultsException(
                        inUse(run, Files.readString(file, StandardCharsets.UTF_8).strip()));
            }
            locked = true;
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static String inUse(RunDirectory run, String pid) {
        return "run "
                + run.runId()
                + " is in use by berth process "
                + pid
                + "; wait until it ends, or end it with 'kill "
                + pid
                + "'";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be released: " + Disk.reason(e), e);
        } finally {
            HELD.remove(file);
        }
    }
}
