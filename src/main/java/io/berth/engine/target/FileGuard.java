package io.berth.engine.target;

import io.berth.engine.job.Job;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether an existing regular file may be written.
 *
 * <p>Never: swap space, what is under a loop device, what another process has locked (QEMU locks
 * its images), the stored results of a berth run. Only with its absolute path in {@code
 * --allow-overwrite}: what carries a file system, a partition table or a disk image, since that is
 * somebody's disk. All else is written as fio would. No file is ever truncated.
 */
final class FileGuard {

    /** Both lie in the directory of a run. */
    private static final Set<String> RUN_FILES = Set.of("plan.json", "journal.jsonl");

    private final Kernel kernel;
    private final Set<String> allowOverwrite;

    FileGuard(Kernel kernel, Set<String> allowOverwrite) {
        this.kernel = kernel;
        this.allowOverwrite = Set.copyOf(allowOverwrite);
    }

    /**
     * Lets a job write a file.
     *
     * @throws io.berth.engine.job.EngineException if it must not be written
     */
    void permit(Job job, Target target) {
        Path file = target.file();
        if (!Files.isWritable(file)) {
            throw refused(
                    job, target, "may not be written by this user", "see 'ls -l " + file + "'");
        }
        Optional<String> use = new DeviceUse(kernel).ofFile(file).or(() -> locked(file));
        if (use.isPresent()) {
            throw refused(job, target, use.get(), "give a file that nobody uses");
        }
        Optional<Path> run = runDirectory(file);
        if (run.isPresent()) {
            throw refused(
                    job,
                    target,
                    "belongs to the stored results of the run " + run.get(),
                    "give a file elsewhere");
        }
        if (target.sizeBytes() > 0 && !allowOverwrite.contains(file.toString())) {
            Optional<String> signature = Signatures.of(file, target.sizeBytes());
            if (signature.isPresent()) {
                throw refused(
                        job,
                        target,
                        signature.get(),
                        "if all of it may be overwritten, give --allow-overwrite=" + file);
            }
        }
    }

    /** The directory of the run whose results a file belongs to. */
    private static Optional<Path> runDirectory(Path file) {
        for (Path at = file.getParent(); at != null; at = at.getParent()) {
            Path directory = at;
            if (RUN_FILES.stream().allMatch(name -> Files.exists(directory.resolve(name)))) {
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    /**
     * By trying a lock on all of it: POSIX locks meet the OFD locks with which QEMU marks its
     * images (block/file-posix.c). Let go at once.
     */
    private static Optional<String> locked(Path file) {
        try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null
                    ? Optional.of("is locked by another process (a QEMU locks its images)")
                    : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.of("is locked by berth itself");
        } catch (IOException e) {
            throw Refusal.host(
                    file + " cannot be opened for writing, or locked: " + e.getMessage(),
                    "is it in use, immutable (lsattr), or on a network mount without locks?",
                    e);
        }
    }

    private static RuntimeException refused(Job job, Target target, String what, String remedy) {
        return Refusal.job(
                job,
                target.file()
                        + " ("
                        + ByteSize.of(target.sizeBytes()).display()
                        + ") "
                        + what
                        + "; it is not written",
                remedy);
    }
}
