package io.berth.engine.job;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job in fio's options: name to value, each value that is not fio's default, sizes in bytes. The
 * name, group and seed of a job are not among them; {@code thp} is berth's own.
 */
public final class FioOptions {

    private final Map<String, String> options = new LinkedHashMap<>();

    private FioOptions() {}

    /** The options of a job, in the order in which they are usually written. */
    public static Map<String, String> of(Job job) {
        FioOptions all = new FioOptions();
        all.files(job.files());
        all.access(job.access());
        all.queue(job.queue());
        all.rate(job.rate());
        all.timing(job.timing());
        all.sync(job.sync());
        all.verify(job.verify());
        all.buffers(job.buffers());
        return Collections.unmodifiableMap(all.options);
    }

    private void files(Files files) {
        put(
                "filename",
                files.paths().stream()
                        .map(path -> path.toString().replace(":", "\\:"))
                        .collect(Collectors.joining(":")));
        amount("size", files.size());
        above0("filesize", files.fileSizeBytes());
        amount("offset", files.offset());
        word("file_service_type", files.service(), Files.Service.ROUNDROBIN);
        word("fallocate", files.allocation(), Files.Allocation.NATIVE);
        unless("allow_file_create", files.create(), true);
        if (files.overwrite()) {
            put("overwrite", "1");
        }
        unless("invalidate", files.invalidate(), true);
        unless("unlink", files.unlink(), false);
    }

    private void amount(String name, @Nullable Amount amount) {
        switch (amount) {
            case null -> {}
            case Amount.Bytes bytes -> put(name, Long.toString(bytes.bytes()));
            case Amount.Percent percent -> put(name, percent.percent() + "%");
        }
    }

    private void access(Access access) {
        Rw rw = access.rw();
        String postfix = "";
        if (rw.random() && access.sequentialCount() != 1) {
            postfix = ":" + access.sequentialCount();
        } else if (!rw.random() && access.sequentialStepBytes() != 0) {
            postfix = ":" + access.sequentialStepBytes();
        }
        put("rw", rw.word() + postfix);
        if (rw.reads() && rw.writes()) {
            put("rwmixread", Integer.toString(access.rwmixread()));
        }
        String read = sizes(access.read());
        String write = sizes(access.write());
        put(sizesName(access), read.equals(write) ? read : read + "," + write);
        above0("blockalign", access.blockAlignBytes());
        if (access.norandommap()) {
            put("norandommap", "1");
        }
        switch (access.distribution()) {
            case Distribution.Random() -> {}
            case Distribution.Zipf(double theta, double center) ->
                    distribution("zipf", theta, center);
            case Distribution.Pareto(double h, double center) -> distribution("pareto", h, center);
            case Distribution.Normal(double deviation, double center) ->
                    distribution("normal", deviation, center);
        }
    }

    private void distribution(String word, double parameter, double center) {
        String all = word + ":" + parameter + (Double.isNaN(center) ? "" : ":" + center);
        put("random_distribution", all);
    }

    private static String sizesName(Access access) {
        if (several(access.read()) || several(access.write())) {
            return "bssplit";
        }
        return ranged(access.read()) || ranged(access.write()) ? "bsrange" : "bs";
    }

    private static boolean several(BlockSizes sizes) {
        return sizes.parts().size() > 1;
    }

    private static boolean ranged(BlockSizes sizes) {
        return sizes.parts().stream().anyMatch(p -> p.minBytes() != p.maxBytes());
    }

    private static String sizes(BlockSizes sizes) {
        if (several(sizes)) {
            return sizes.parts().stream()
                    .map(p -> p.minBytes() + "/" + p.percent())
                    .collect(Collectors.joining(":"));
        }
        return ranged(sizes)
                ? sizes.minBytes() + "-" + sizes.maxBytes()
                : Long.toString(sizes.minBytes());
    }

    private void queue(Queue queue) {
        put("ioengine", queue.ioengine().word());
        put("iodepth", Integer.toString(queue.iodepth()));
        if (queue.iodepth() > 1) {
            put("iodepth_batch_submit", Integer.toString(queue.batchSubmit()));
            put("iodepth_batch_complete_min", Integer.toString(queue.batchCompleteMin()));
            put("iodepth_batch_complete_max", Integer.toString(queue.batchCompleteMax()));
            put("iodepth_low", Integer.toString(queue.low()));
        }
        put("direct", queue.direct() ? "1" : "0");
        if (queue.ioengine() == IoEngine.IO_URING) {
            put("fixedbufs", queue.fixedBuffers() ? "1" : "0");
            put("registerfiles", queue.registeredFiles() ? "1" : "0");
        }
        unless("thp", queue.hugePages(), false);
        if (queue.polled()) {
            put("hipri", "1");
        }
        if (queue.submissionThread()) {
            put("sqthread_poll", "1");
        }
    }

    private void rate(Rate rate) {
        if (rate.readIops() > 0 || rate.writeIops() > 0) {
            put("rate_iops", rate.readIops() + "," + rate.writeIops());
        }
        if (rate.readBytesPerSecond() > 0 || rate.writeBytesPerSecond() > 0) {
            put("rate", rate.readBytesPerSecond() + "," + rate.writeBytesPerSecond());
        }
        word("rate_process", rate.process(), Rate.Process.LINEAR);
        if (!rate.thinkTime().isZero()) {
            time("thinktime", rate.thinkTime());
            time("thinktime_spin", rate.thinkSpin());
            put("thinktime_blocks", Integer.toString(rate.thinkBlocks()));
        }
    }

    private void timing(Timing timing) {
        time("ramp_time", timing.rampTime());
        time("runtime", timing.runtime());
        if (timing.timeBased()) {
            put("time_based", "1");
        }
        time("startdelay", timing.startDelay());
        if (timing.loops() != 1) {
            put("loops", Integer.toString(timing.loops()));
        }
        above0("io_size", timing.ioSizeBytes());
    }

    private void sync(Sync sync) {
        above0("fsync", sync.fsync());
        above0("fdatasync", sync.fdatasync());
        unless("end_fsync", sync.endFsync(), false);
        word("sync", sync.open(), Sync.Open.NONE);
    }

    private void verify(Verify verify) {
        if (verify.checksum() == Verify.Checksum.NONE) {
            return;
        }
        put("verify", verify.checksum().name().toLowerCase(Locale.ROOT));
        unless("do_verify", verify.afterwards(), true);
        unless("verify_fatal", verify.fatal(), false);
        above0("verify_interval", verify.intervalBytes());
        if (verify.only()) {
            put("verify_only", "1");
        }
    }

    private void buffers(Buffers buffers) {
        switch (buffers.content()) {
            case SCRAMBLED -> {}
            case RANDOM -> put("scramble_buffers", "0");
            case REFILLED -> put("refill_buffers", "1");
            case ZERO -> put("zero_buffers", "1");
        }
        above0("buffer_compress_percentage", buffers.compressPercentage());
    }

    private void unless(String name, boolean value, boolean preset) {
        if (value != preset) {
            put(name, value ? "1" : "0");
        }
    }

    private void above0(String name, long value) {
        if (value > 0) {
            put(name, Long.toString(value));
        }
    }

    private <E extends Enum<E>> void word(String name, E value, E preset) {
        if (value != preset) {
            put(name, value.name().toLowerCase(Locale.ROOT));
        }
    }

    private void time(String name, Duration time) {
        if (!time.isZero()) {
            put(name, time.toNanos() / 1000 + "us");
        }
    }

    private void put(String name, String value) {
        options.put(name, value);
    }
}
