package io.berth.engine.pattern;

import io.berth.engine.job.Access;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Jobs as tests want them, and the I/Os of a pattern as a list. */
final class Jobs {

    static final BlockSizes BS_4K = BlockSizes.of(4096);

    private Rw rw;
    private int rwmixread = 50;
    private BlockSizes read = BS_4K;
    private BlockSizes write = BS_4K;
    private long blockAlignBytes;
    private int sequentialCount = 1;
    private long stepBytes;
    private Distribution distribution = new Distribution.Random();
    private boolean norandommap;
    private Files.Service service = Files.Service.ROUNDROBIN;
    private long ioSizeBytes;
    private long seed = 42;

    private Jobs(Rw rw) {
        this.rw = rw;
    }

    static Jobs of(Rw rw) {
        return new Jobs(rw);
    }

    Jobs mix(int percent) {
        rwmixread = percent;
        return this;
    }

    Jobs bs(BlockSizes reads, BlockSizes writes) {
        read = reads;
        write = writes;
        return this;
    }

    Jobs bs(BlockSizes both) {
        return bs(both, both);
    }

    Jobs align(long bytes) {
        blockAlignBytes = bytes;
        return this;
    }

    Jobs sequentialCount(int count) {
        sequentialCount = count;
        return this;
    }

    Jobs step(long bytes) {
        stepBytes = bytes;
        return this;
    }

    Jobs distribution(Distribution wanted) {
        distribution = wanted;
        return this;
    }

    Jobs norandommap() {
        norandommap = true;
        return this;
    }

    Jobs service(Files.Service wanted) {
        service = wanted;
        return this;
    }

    Jobs ioSize(long bytes) {
        ioSizeBytes = bytes;
        return this;
    }

    Jobs seed(long wanted) {
        seed = wanted;
        return this;
    }

    Job job(int files) {
        List<Path> paths =
                IntStream.range(0, files).mapToObj(file -> Path.of("file" + file)).toList();
        return new Job(
                "job",
                0,
                0,
                0,
                new Files(
                        paths,
                        null,
                        0,
                        null,
                        0,
                        service,
                        Files.Allocation.NATIVE,
                        false,
                        false,
                        false,
                        true,
                        false),
                new Access(
                        rw,
                        rwmixread,
                        read,
                        write,
                        blockAlignBytes,
                        sequentialCount,
                        stepBytes,
                        distribution,
                        norandommap),
                Queue.of(IoEngine.PSYNC, 1, true),
                Rate.unlimited(),
                Sync.none(),
                new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 1, ioSizeBytes),
                Verify.none(),
                Buffers.scrambled(),
                seed);
    }

    /** Over regions of these lengths, each from 0 on. */
    IoPattern pattern(long... lengthBytes) {
        return IoPattern.of(job(lengthBytes.length), new long[lengthBytes.length], lengthBytes);
    }

    /** One of fixed sizes with their shares, as {@code bssplit}: bytes, percent, bytes, … */
    static BlockSizes split(int... bytesAndPercents) {
        List<BlockSizes.Part> parts = new ArrayList<>();
        for (int i = 0; i < bytesAndPercents.length; i += 2) {
            int bytes = bytesAndPercents[i];
            parts.add(new BlockSizes.Part(bytes, bytes, bytesAndPercents[i + 1]));
        }
        return new BlockSizes(parts);
    }

    static BlockSizes range(long minBytes, long maxBytes) {
        return new BlockSizes(List.of(new BlockSizes.Part(minBytes, maxBytes, 100)));
    }

    /** An I/O. */
    record Io(int direction, int file, long offsetBytes, int lengthBytes) {
        static Io of(IoPattern pattern) {
            return new Io(
                    pattern.direction(),
                    pattern.file(),
                    pattern.offsetBytes(),
                    pattern.lengthBytes());
        }
    }

    /** Those of a pass, at most so many. */
    static List<Io> drain(IoPattern pattern, int limit) {
        List<Io> ios = new ArrayList<>();
        while (ios.size() < limit && pattern.next()) {
            ios.add(Io.of(pattern));
        }
        return ios;
    }

    /** The offsets of a pass, at most so many. */
    static long[] offsets(IoPattern pattern, int limit) {
        long[] offsets = new long[limit];
        int count = 0;
        while (count < limit && pattern.next()) {
            offsets[count++] = pattern.offsetBytes();
        }
        return Arrays.copyOf(offsets, count);
    }
}
