package io.berth.engine.option;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a job that all of its clones share, with fio's rules between options (init.c). */
final class Parts {

    private static final int PERCENT = 100;

    private final Settings settings;
    private final Place section;
    private final Access access;

    /**
     * Reads the settings of a section.
     *
     * @param section where it begins
     */
    Parts(Settings settings, Place section) {
        this.settings = settings;
        this.section = section;
        access = makeAccess();
        requireSizeFits();
    }

    /** An error at an option, or at the section if the option was not given. */
    EngineException error(Option<?> option, String message) {
        return (settings.has(option) ? settings.place(option) : section).error(message);
    }

    Access access() {
        return access;
    }

    private Access makeAccess() {
        AccessOptions.Direction direction = settings.get(AccessOptions.RW);
        Distribution distribution = settings.get(AccessOptions.RANDOM_DISTRIBUTION);
        boolean uniform = distribution instanceof Distribution.Random;
        return new Access(
                direction.rw(),
                settings.get(AccessOptions.RWMIXREAD),
                sizes(true),
                sizes(false),
                alignBytes(),
                direction.count(),
                direction.stepBytes(),
                distribution,
                settings.get(AccessOptions.NORANDOMMAP) || !uniform || alignedApart());
    }

    private BlockSizes sizes(boolean read) {
        BlockSizes split = side(settings.get(AccessOptions.BSSPLIT), read);
        BlockSizes range = side(settings.get(AccessOptions.BSRANGE), read);
        if (split != null) {
            return split;
        }
        return range != null
                ? range
                : BlockSizes.of(
                        Objects.requireNonNull(side(settings.get(AccessOptions.BS_OPTION), read)));
    }

    private static <T> @Nullable T side(Pair<T> pair, boolean read) {
        return read ? pair.read() : pair.write();
    }

    private long alignBytes() {
        Pair<Long> align = settings.get(AccessOptions.BLOCKALIGN);
        AccessOptions.Direction direction = settings.get(AccessOptions.RW);
        if (!settings.has(AccessOptions.BLOCKALIGN) || !direction.rw().random()) {
            return 0;
        }
        if (!Objects.equals(align.read(), align.write())) {
            throw error(
                    AccessOptions.BLOCKALIGN,
                    "berth's engine has one alignment for reads and writes");
        }
        return Objects.requireNonNull(align.read());
    }

    /** Whether offsets are aligned otherwise than blocks; as in fio that excludes a random map. */
    boolean alignedApart() {
        long align = alignBytes();
        return align != 0 && (align != sizes(true).minBytes() || align != sizes(false).minBytes());
    }

    private void requireSizeFits() {
        if (settings.has(TargetOptions.SIZE)
                && settings.get(TargetOptions.SIZE) instanceof Amount.Bytes size
                && size.bytes() < access.minBytes()) {
            throw error(
                    TargetOptions.SIZE,
                    "it is less than the smallest block, " + access.minBytes() + " bytes");
        }
        long file = settings.get(TargetOptions.FILESIZE);
        if (file > 0 && file < access.minBytes()) {
            throw error(
                    TargetOptions.FILESIZE,
                    "it is less than the smallest block, " + access.minBytes() + " bytes");
        }
    }

    /** The offset of a clone, its increments included. */
    @Nullable Amount offset(int number) {
        Amount offset =
                settings.has(TargetOptions.OFFSET) ? settings.get(TargetOptions.OFFSET) : null;
        Amount increment = settings.get(TargetOptions.OFFSET_INCREMENT);
        if (isZero(increment)) {
            return offset;
        }
        Amount base = offset == null || isZero(offset) ? times(increment, 0) : offset;
        Amount added = times(increment, number);
        if (base instanceof Amount.Percent a && added instanceof Amount.Percent b) {
            if (a.percent() + b.percent() >= PERCENT) {
                throw beyond(number);
            }
            return new Amount.Percent(a.percent() + b.percent());
        }
        if (base instanceof Amount.Bytes a && added instanceof Amount.Bytes b) {
            return new Amount.Bytes(Math.addExact(a.bytes(), b.bytes()));
        }
        throw error(
                TargetOptions.OFFSET_INCREMENT,
                "write it and offset alike, both in percent or both in bytes");
    }

    private static boolean isZero(Amount amount) {
        return switch (amount) {
            case Amount.Bytes bytes -> bytes.bytes() == 0;
            case Amount.Percent percent -> percent.percent() == 0;
        };
    }

    private Amount times(Amount increment, int number) {
        try {
            return switch (increment) {
                case Amount.Bytes bytes ->
                        new Amount.Bytes(Math.multiplyExact(bytes.bytes(), (long) number));
                case Amount.Percent percent -> new Amount.Percent(percent.percent() * number);
            };
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw beyond(number);
        }
    }

    private EngineException beyond(int number) {
        return error(
                TargetOptions.OFFSET_INCREMENT, "clone " + number + " would begin beyond the end");
    }

    Queue queue() {
        IoEngine engine = settings.get(QueueOptions.IOENGINE);
        boolean ring = engine == IoEngine.IO_URING;
        for (Option<Boolean> option :
                List.of(
                        QueueOptions.FIXEDBUFS,
                        QueueOptions.REGISTERFILES,
                        QueueOptions.HIPRI,
                        QueueOptions.SQTHREAD_POLL)) {
            if (!ring && settings.has(option) && settings.get(option)) {
                throw error(option, "it needs ioengine=io_uring, not " + engine.word());
            }
        }
        boolean direct = settings.get(QueueOptions.DIRECT);
        if (settings.get(QueueOptions.HIPRI) && !direct) {
            throw error(QueueOptions.HIPRI, "it needs direct=1: only devices are polled");
        }
        int depth = ring ? settings.get(QueueOptions.IODEPTH) : 1;
        int min = Math.min(settings.get(QueueOptions.COMPLETE_MIN), depth);
        int max = capped(QueueOptions.COMPLETE_MAX, depth);
        return new Queue(
                engine,
                depth,
                capped(QueueOptions.BATCH, depth),
                min,
                Math.max(max, min),
                capped(QueueOptions.LOW, depth),
                direct,
                ring && settings.get(QueueOptions.FIXEDBUFS),
                ring && settings.get(QueueOptions.REGISTERFILES),
                settings.get(QueueOptions.THP),
                ring && settings.get(QueueOptions.HIPRI),
                ring && settings.get(QueueOptions.SQTHREAD_POLL));
    }

    /** As fio: 0, or more than the depth, is the depth. */
    private int capped(Option<Integer> option, int depth) {
        int value = settings.get(option);
        return value == 0 || value > depth ? depth : value;
    }

    Rate rate() {
        Pair<Long> bytes = settings.get(PaceOptions.RATE);
        Pair<Long> iops = settings.get(PaceOptions.RATE_IOPS);
        if (positive(bytes) && positive(iops)) {
            throw error(PaceOptions.RATE_IOPS, "a job has rate or rate_iops, not both");
        }
        Duration think = settings.get(PaceOptions.THINKTIME);
        Duration spin = settings.get(PaceOptions.THINKTIME_SPIN);
        return new Rate(
                orZero(iops.read()),
                orZero(iops.write()),
                orZero(bytes.read()),
                orZero(bytes.write()),
                settings.get(PaceOptions.RATE_PROCESS),
                think,
                spin.compareTo(think) > 0 ? think : spin,
                settings.get(PaceOptions.THINKTIME_BLOCKS));
    }

    private static boolean positive(Pair<Long> pair) {
        return orZero(pair.read()) + orZero(pair.write()) > 0;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    Sync sync() {
        return new Sync(
                settings.get(DataOptions.FSYNC),
                settings.get(DataOptions.FDATASYNC),
                settings.get(DataOptions.END_FSYNC),
                settings.get(DataOptions.SYNC));
    }

    Timing timing() {
        Duration runtime = settings.get(PaceOptions.RUNTIME);
        boolean timeBased = settings.get(PaceOptions.TIME_BASED);
        if (timeBased && runtime.isZero()) {
            throw error(PaceOptions.TIME_BASED, "it needs a runtime");
        }
        return new Timing(
                settings.get(PaceOptions.RAMP_TIME),
                runtime,
                timeBased,
                settings.get(PaceOptions.STARTDELAY),
                Math.max(1, settings.get(PaceOptions.LOOPS)),
                ioSizeBytes());
    }

    private long ioSizeBytes() {
        return switch (settings.get(PaceOptions.IO_SIZE)) {
            case Amount.Bytes bytes -> bytes.bytes();
            case Amount.Percent percent -> {
                if (settings.has(TargetOptions.SIZE)
                        && settings.get(TargetOptions.SIZE) instanceof Amount.Bytes size) {
                    yield size.bytes() / PERCENT * percent.percent();
                }
                throw error(PaceOptions.IO_SIZE, "in percent it needs a size in bytes");
            }
        };
    }

    Verify verify() {
        Verify.Checksum checksum = settings.get(DataOptions.VERIFY);
        boolean only = settings.get(DataOptions.VERIFY_ONLY);
        if (only && checksum == Verify.Checksum.NONE) {
            throw error(DataOptions.VERIFY_ONLY, "it needs verify=… as the data was written with");
        }
        long interval = settings.get(DataOptions.VERIFY_INTERVAL);
        if (checksum != Verify.Checksum.NONE && interval > 0) {
            for (BlockSizes.Part part : access.write().parts()) {
                if (part.minBytes() % interval != 0) {
                    throw error(
                            DataOptions.VERIFY_INTERVAL,
                            "blocks of " + part.minBytes() + " bytes are no multiple of it");
                }
            }
        }
        return new Verify(
                checksum,
                only,
                settings.get(DataOptions.DO_VERIFY),
                settings.get(DataOptions.VERIFY_FATAL),
                interval);
    }

    Buffers buffers() {
        int compress = settings.get(DataOptions.BUFFER_COMPRESS_PERCENTAGE);
        if (settings.get(DataOptions.ZERO_BUFFERS) || compress == PERCENT) {
            return new Buffers(Buffers.Content.ZERO, 0);
        }
        boolean refill =
                settings.has(DataOptions.REFILL_BUFFERS)
                        ? settings.get(DataOptions.REFILL_BUFFERS)
                        : compress > 0;
        if (refill) {
            return new Buffers(Buffers.Content.REFILLED, compress);
        }
        return new Buffers(
                settings.get(DataOptions.SCRAMBLE_BUFFERS)
                        ? Buffers.Content.SCRAMBLED
                        : Buffers.Content.RANDOM,
                compress);
    }
}
