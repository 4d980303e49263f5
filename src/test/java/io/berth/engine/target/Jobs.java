package io.berth.engine.target;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Files.Allocation;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import io.berth.engine.job.Verify.Checksum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs for tests, changed a word at a time; begins as one of 4 KiB writes that may make files. */
public final class Jobs {

    private List<Path> paths;
    private Rw rw = Rw.WRITE;
    private BlockSizes bs = BlockSizes.of(4096);
    private @Nullable Amount size;
    private @Nullable Amount offset;
    private long offsetIncrement;
    private long fileSize;
    private Allocation allocation = Allocation.NATIVE;
    private boolean create = true;
    private boolean readOnly;
    private boolean overwrite;
    private boolean unlink;
    private int number;
    private int stage;
    private Verify verify = Verify.none();
    private Buffers buffers = Buffers.scrambled();
    private long blockAlign;

    private Queue queue = Queue.of(IoEngine.PSYNC, 1, false);
    private Timing timing = new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 1, 0);

    private Jobs(List<Path> paths) {
        this.paths = paths;
    }

    public static Jobs on(Path... paths) {
        return new Jobs(List.of(paths));
    }

    public Jobs rw(Rw rw) {
        this.rw = rw;
        return this;
    }

    public Jobs bs(BlockSizes bs) {
        this.bs = bs;
        return this;
    }

    public Jobs size(long bytes) {
        size = new Amount.Bytes(bytes);
        return this;
    }

    public Jobs sizePercent(int percent) {
        size = new Amount.Percent(percent);
        return this;
    }

    public Jobs offset(Amount offset) {
        this.offset = offset;
        return this;
    }

    public Jobs offsetIncrement(long bytes) {
        offsetIncrement = bytes;
        return this;
    }

    public Jobs fileSize(long bytes) {
        fileSize = bytes;
        return this;
    }

    public Jobs allocation(Allocation allocation) {
        this.allocation = allocation;
        return this;
    }

    public Jobs create(boolean create) {
        this.create = create;
        return this;
    }

    public Jobs readOnly() {
        readOnly = true;
        return this;
    }

    public Jobs overwrite() {
        overwrite = true;
        return this;
    }

    public Jobs unlink() {
        unlink = true;
        return this;
    }

    public Jobs number(int number) {
        this.number = number;
        return this;
    }

    public Jobs stage(int stage) {
        this.stage = stage;
        return this;
    }

    public Jobs verify(Checksum checksum) {
        return verify(new Verify(checksum, false, true, false, 0));
    }

    public Jobs verify(Verify verify) {
        this.verify = verify;
        return this;
    }

    public Jobs buffers(Buffers buffers) {
        this.buffers = buffers;
        return this;
    }

    public Jobs blockAlign(long bytes) {
        blockAlign = bytes;
        return this;
    }

    public Jobs queue(Queue queue) {
        this.queue = queue;
        return this;
    }

    public Jobs timing(Timing timing) {
        this.timing = timing;
        return this;
    }

    public Job job() {
        Files files =
                new Files(
                        paths,
                        size,
                        fileSize,
                        offset,
                        offsetIncrement,
                        Files.Service.ROUNDROBIN,
                        allocation,
                        create,
                        readOnly,
                        overwrite,
                        true,
                        unlink);
        return new Job(
                "job",
                number,
                0,
                stage,
                files,
                new Access(rw, 50, bs, bs, blockAlign, 1, 0, new Distribution.Random(), false),
                queue,
                Rate.unlimited(),
                Sync.none(),
                timing,
                verify,
                buffers,
                42);
    }
}
