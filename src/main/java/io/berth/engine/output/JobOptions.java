package io.berth.engine.output;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import io.berth.units.Durations;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job in fio's options: those that differ from fio's defaults, and those that people look for.
 */
final class JobOptions {

    private final Map<String, String> options = new LinkedHashMap<>();

    private JobOptions() {}

    static Map<String, String> of(Job job) {
        JobOptions options = new JobOptions();
        options.put("name", job.name());
        options.files(job.files());
        options.access(job.access());
        options.queue(job.queue());
        options.rate(job.rate());
        options.sync(job.sync());
        options.timing(job.timing());
        options.verify(job.verify());
        options.put("randseed", Long.toUnsignedString(job.seed()));
        return options.options;
    }

    private void files(Files files) {
        put(
                "filename",
                files.paths().stream()
                        .map(Path::toString)
                        .map(path -> path.replace(":", "\\:"))
                        .collect(Collectors.joining(":")));
        amount("size", files.size());
        amount("offset", files.offset());
        if (files.fileSizeBytes() > 0) {
            put("filesize", Long.toString(files.fileSizeBytes()));
        }
    }

    private void access(Access access) {
        put("rw", access.rw().word());
        String read = sizes(access.read());
        String write = sizes(access.write());
        if (read.contains("/") || write.contains("/")) {
            put("bssplit", read + "," + write);
        } else if (read.contains("-") || write.contains("-")) {
            put("bsrange", read + "," + write);
        } else {
            put("bs", read.equals(write) ? read : read + "," + write);
        }
        if (access.rw().reads() && access.rw().writes()) {
            put("rwmixread", Integer.toString(access.rwmixread()));
        }
        switch (access.distribution()) {
            case Distribution.Random _ -> {}
            case Distribution.Zipf zipf -> put("random_distribution", "zipf:" + zipf.theta());
            case Distribution.Pareto pareto -> put("random_distribution", "pareto:" + pareto.h());
            case Distribution.Normal normal ->
                    put("random_distribution", "normal:" + normal.deviationPercent());
        }
        flag("norandommap", access.norandommap());
    }

    /** {@code 4096}, {@code 4096-65536} or {@code 4096/60:65536/40}. */
    private static String sizes(BlockSizes sizes) {
        if (sizes.parts().size() > 1) {
            return sizes.parts().stream()
                    .map(part -> part.minBytes() + "/" + part.percent())
                    .collect(Collectors.joining(":"));
        }
        return sizes.minBytes() == sizes.maxBytes()
                ? Long.toString(sizes.minBytes())
                : sizes.minBytes() + "-" + sizes.maxBytes();
    }

    private void queue(Queue queue) {
        put("ioengine", queue.ioengine().word());
        put("iodepth", Integer.toString(queue.iodepth()));
        put("iodepth_batch_submit", Integer.toString(queue.batchSubmit()));
        put("iodepth_batch_complete_min", Integer.toString(queue.batchCompleteMin()));
        put("direct", queue.direct() ? "1" : "0");
        flag("hipri", queue.polled());
        flag("sqthread_poll", queue.submissionThread());
    }

    private void rate(Rate rate) {
        pair("rate_iops", rate.readIops(), rate.writeIops());
        pair("rate", rate.readBytesPerSecond(), rate.writeBytesPerSecond());
        if (rate.limited()) {
            put("rate_process", rate.process().name().toLowerCase(Locale.ROOT));
        }
        if (rate.thinkTime().isPositive()) {
            put("thinktime", Durations.exact(rate.thinkTime()));
            put("thinktime_blocks", Integer.toString(rate.thinkBlocks()));
        }
    }

    private void sync(Sync sync) {
        count("fsync", sync.fsync());
        count("fdatasync", sync.fdatasync());
        flag("end_fsync", sync.endFsync());
        if (sync.open() != Sync.Open.NONE) {
            put("sync", sync.open().name().toLowerCase(Locale.ROOT));
        }
    }

    private void timing(Timing timing) {
        if (timing.rampTime().isPositive()) {
            put("ramp_time", Durations.exact(timing.rampTime()));
        }
        if (timing.runtime().isPositive()) {
            put("runtime", Durations.exact(timing.runtime()));
        }
        flag("time_based", timing.timeBased());
        if (timing.startDelay().isPositive()) {
            put("startdelay", Durations.exact(timing.startDelay()));
        }
        count("loops", timing.loops() == 1 ? 0 : timing.loops());
        if (timing.ioSizeBytes() > 0) {
            put("io_size", Long.toString(timing.ioSizeBytes()));
        }
    }

    private void verify(Verify verify) {
        if (verify.checksum() != Verify.Checksum.NONE) {
            put("verify", verify.checksum().name().toLowerCase(Locale.ROOT));
        }
        flag("verify_only", verify.only());
        flag("verify_fatal", verify.fatal());
    }

    private void put(String name, String value) {
        options.put(name, value);
    }

    private void flag(String name, boolean set) {
        if (set) {
            put(name, "1");
        }
    }

    private void count(String name, int count) {
        if (count > 0) {
            put(name, Integer.toString(count));
        }
    }

    private void pair(String name, long read, long write) {
        if (read > 0 || write > 0) {
            put(name, (read > 0 ? read : "") + "," + (write > 0 ? write : ""));
        }
    }

    private void amount(String name, @Nullable Amount amount) {
        switch (amount) {
            case null -> {}
            case Amount.Bytes bytes -> put(name, Long.toString(bytes.bytes()));
            case Amount.Percent percent -> put(name, percent.percent() + "%");
        }
    }
}
