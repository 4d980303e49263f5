package io.berth.engine.option;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as an fio job file: each in a section of its own, each option that is not fio's or the
 * engine's default written out. fio 3.33 reads it to the same jobs; seeds are comments, as fio
 * draws other numbers from them.
 */
public final class JobListing {

    private final StringBuilder out = new StringBuilder();

    private JobListing() {}

    /** The text of these jobs. */
    public static String text(List<Job> jobs) {
        JobListing listing = new JobListing();
        Job before = null;
        for (Job job : jobs) {
            listing.job(job, before);
            before = job;
        }
        return listing.out.toString();
    }

    private void job(Job job, @Nullable Job before) {
        out.append(before == null ? "" : "\n").append('[' + job.name() + "]\n");
        if (before != null && job.stage() != before.stage()) {
            out.append("stonewall\n");
        } else if (before != null && job.reportGroup() != before.reportGroup()) {
            out.append("new_group\n");
        }
        files(job.files());
        access(job.access());
        queue(job.queue());
        rate(job.rate());
        timing(job.timing());
        sync(job.sync());
        verify(job.verify());
        buffers(job);
        out.append("; number=" + job.number() + " seed=" + job.seed() + "\n");
    }

    private void files(Files files) {
        line(
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
            line("overwrite", "1");
        }
        unless("invalidate", files.invalidate(), true);
        unless("unlink", files.unlink(), false);
    }

    private void amount(String name, @Nullable Amount amount) {
        switch (amount) {
            case null -> {}
            case Amount.Bytes bytes -> line(name, Long.toString(bytes.bytes()));
            case Amount.Percent percent -> line(name, percent.percent() + "%");
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
        line("rw", rw.word() + postfix);
        if (rw.reads() && rw.writes()) {
            line("rwmixread", Integer.toString(access.rwmixread()));
        }
        String read = sizes(access.read());
        String write = sizes(access.write());
        line(sizesName(access), read.equals(write) ? read : read + "," + write);
        above0("blockalign", access.blockAlignBytes());
        if (access.norandommap()) {
            line("norandommap", "1");
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
        line("random_distribution", all);
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
        line("ioengine", queue.ioengine().word());
        line("iodepth", Integer.toString(queue.iodepth()));
        if (queue.iodepth() > 1) {
            line("iodepth_batch_submit", Integer.toString(queue.batchSubmit()));
            line("iodepth_batch_complete_min", Integer.toString(queue.batchCompleteMin()));
            line("iodepth_batch_complete_max", Integer.toString(queue.batchCompleteMax()));
            line("iodepth_low", Integer.toString(queue.low()));
        }
        line("direct", queue.direct() ? "1" : "0");
        if (queue.fixedBuffers()) {
            line("fixedbufs", "1");
        }
        if (queue.registeredFiles()) {
            line("registerfiles", "1");
        }
        if (queue.hugePages()) {
            out.append("; thp=1\n");
        }
        if (queue.polled()) {
            line("hipri", "1");
        }
        if (queue.submissionThread()) {
            line("sqthread_poll", "1");
        }
    }

    private void rate(Rate rate) {
        if (rate.readIops() > 0 || rate.writeIops() > 0) {
            line("rate_iops", rate.readIops() + "," + rate.writeIops());
        }
        if (rate.readBytesPerSecond() > 0 || rate.writeBytesPerSecond() > 0) {
            line("rate", rate.readBytesPerSecond() + "," + rate.writeBytesPerSecond());
        }
        word("rate_process", rate.process(), Rate.Process.LINEAR);
        if (!rate.thinkTime().isZero()) {
            time("thinktime", rate.thinkTime());
            time("thinktime_spin", rate.thinkSpin());
            line("thinktime_blocks", Integer.toString(rate.thinkBlocks()));
        }
    }

    private void timing(Timing timing) {
        time("ramp_time", timing.rampTime());
        time("runtime", timing.runtime());
        if (timing.timeBased()) {
            line("time_based", "1");
        }
        time("startdelay", timing.startDelay());
        if (timing.loops() != 1) {
            line("loops", Integer.toString(timing.loops()));
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
        line("verify", verify.checksum().name().toLowerCase(Locale.ROOT));
        unless("do_verify", verify.afterwards(), true);
        unless("verify_fatal", verify.fatal(), false);
        above0("verify_interval", verify.intervalBytes());
        if (verify.only()) {
            line("verify_only", "1");
        }
    }

    private void buffers(Job job) {
        switch (job.buffers().content()) {
            case SCRAMBLED -> {}
            case RANDOM -> line("scramble_buffers", "0");
            case REFILLED -> line("refill_buffers", "1");
            case ZERO -> line("zero_buffers", "1");
        }
        above0("buffer_compress_percentage", job.buffers().compressPercentage());
    }

    private void unless(String name, boolean value, boolean preset) {
        if (value != preset) {
            line(name, value ? "1" : "0");
        }
    }

    private void above0(String name, long value) {
        if (value > 0) {
            line(name, Long.toString(value));
        }
    }

    private <E extends Enum<E>> void word(String name, E value, E preset) {
        if (value != preset) {
            line(name, value.name().toLowerCase(Locale.ROOT));
        }
    }

    private void time(String name, Duration time) {
        if (!time.isZero()) {
            line(name, time.toNanos() / 1000 + "us");
        }
    }

    private void line(String name, String value) {
        out.append(name).append('=').append(value).append('\n');
    }
}
