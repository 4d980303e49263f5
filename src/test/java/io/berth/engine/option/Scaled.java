package io.berth.engine.option;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.Files;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs made small enough for a test: files in a directory of its own, short, little data. */
final class Scaled {

    private static final Duration RUNTIME = Duration.ofMillis(500);
    private static final Duration DELAY = Duration.ofMillis(100);

    private Scaled() {}

    static Job of(Job job, Path directory, long sizeMax) {
        long block = Math.max(blockMax(job.access()), 4096);
        long most = Math.max(sizeMax, 8 * block * job.files().paths().size());
        return new Job(
                job.name(),
                job.number(),
                job.reportGroup(),
                job.stage(),
                files(job.files(), directory, most),
                job.access(),
                job.queue(),
                rate(job.rate()),
                job.sync(),
                timing(job.timing(), most),
                job.verify(),
                job.buffers(),
                job.seed());
    }

    private static long blockMax(Access access) {
        return access.maxBytes();
    }

    private static Files files(Files files, Path directory, long most) {
        List<Path> paths =
                files.paths().stream()
                        .map(p -> directory.resolve(p.toString().replace('/', '_')))
                        .toList();
        return new Files(
                paths,
                files.size() == null ? new Amount.Bytes(most) : least(files.size(), most),
                Math.min(files.fileSizeBytes(), most),
                least(files.offset(), most),
                0,
                files.service(),
                files.allocation(),
                files.create(),
                false,
                files.overwrite(),
                files.invalidate(),
                files.unlink());
    }

    private static @Nullable Amount least(@Nullable Amount amount, long most) {
        return amount instanceof Amount.Bytes bytes
                ? new Amount.Bytes(Math.min(bytes.bytes(), most))
                : amount;
    }

    private static Rate rate(Rate rate) {
        return new Rate(
                rate.readIops(),
                rate.writeIops(),
                rate.readBytesPerSecond(),
                rate.writeBytesPerSecond(),
                rate.process(),
                shorter(rate.thinkTime(), DELAY),
                shorter(rate.thinkSpin(), DELAY),
                rate.thinkBlocks());
    }

    private static Timing timing(Timing timing, long most) {
        return new Timing(
                shorter(timing.rampTime(), DELAY),
                timing.runtime().isZero() ? RUNTIME : shorter(timing.runtime(), RUNTIME),
                timing.timeBased(),
                shorter(timing.startDelay(), DELAY),
                Math.min(timing.loops(), 2),
                Math.min(timing.ioSizeBytes(), most));
    }

    private static Duration shorter(Duration time, Duration most) {
        return time.compareTo(most) > 0 ? most : time;
    }
}
