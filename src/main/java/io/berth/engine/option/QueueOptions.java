package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.QUEUE;

import io.berth.engine.job.IoEngine;
import java.util.List;
import java.util.Map;

/** Options about how I/O is handed to the kernel. */
final class QueueOptions {

    /** fio's engines that do the same as one of berth's by another system call. */
    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    Map.entry("libaio", "io_uring"),
                    Map.entry("posixaio", "io_uring"),
                    Map.entry("io_uring_cmd", "io_uring"),
                    Map.entry("sync", "psync"),
                    Map.entry("vsync", "psync"),
                    Map.entry("pvsync", "psync"),
                    Map.entry("pvsync2", "psync"),
                    Map.entry("mmap", "psync"));

    static final Option<IoEngine> IOENGINE =
            Option.of(
                    QUEUE,
                    "ioengine",
                    "WORD",
                    IoEngine.IO_URING,
                    "io_uring",
                    v -> engine(v),
                    "io_uring (fio: psync), psync, or Java's filechannel.");

    static final Option<Integer> IODEPTH =
            Option.count(QUEUE, "iodepth", 1, 1, "I/Os kept in flight by io_uring; others do one.");

    static final Option<Integer> BATCH =
            Option.count(
                    QUEUE,
                    "iodepth_batch_submit iodepth_batch",
                    0,
                    1,
                    "I/Os handed over by one system call; 0 for iodepth.");

    static final Option<Integer> COMPLETE_MIN =
            Option.count(
                    QUEUE,
                    "iodepth_batch_complete_min iodepth_batch_complete",
                    0,
                    1,
                    "Completions waited for when the queue is full; 0 polls.");

    static final Option<Integer> COMPLETE_MAX =
            Option.of(
                    QUEUE,
                    "iodepth_batch_complete_max",
                    "N",
                    0,
                    "iodepth",
                    v -> v.integer32(0, Integer.MAX_VALUE),
                    "Most completions taken at once: all that are there unless given (fio:"
                            + " iodepth_batch_complete_min).");

    static final Option<Integer> LOW =
            Option.of(
                    QUEUE,
                    "iodepth_low",
                    "N",
                    0,
                    "iodepth",
                    v -> v.integer32(0, Integer.MAX_VALUE),
                    "A full queue drains to this depth before it is filled again.");

    static final Option<Boolean> DIRECT =
            Option.bool(QUEUE, "direct", false, "Past the page cache, with O_DIRECT; buffered=0.")
                    .inverse("buffered", v -> !v.bool());

    static final Option<Boolean> FIXEDBUFS =
            Option.of(
                    QUEUE,
                    "fixedbufs",
                    "0|1",
                    true,
                    "1",
                    Value::flag,
                    "Whether buffers are registered with io_uring (fio: 0). What could not be"
                            + " registered is said.");

    static final Option<Boolean> REGISTERFILES =
            Option.of(
                    QUEUE,
                    "registerfiles",
                    "0|1",
                    true,
                    "1",
                    Value::flag,
                    "Whether files are registered with io_uring (fio: 0).");

    static final Option<Boolean> HIPRI =
            Option.flag(
                    QUEUE, "hipri", "io_uring polls the device for completions; direct=1 only.");

    static final Option<Boolean> SQTHREAD_POLL =
            Option.flag(QUEUE, "sqthread_poll", "A kernel thread submits for io_uring.");

    static final Option<Boolean> THP =
            Option.bool(
                    QUEUE,
                    "thp",
                    false,
                    "Whether buffers lie on transparent huge pages (fio has it for mmap): large"
                            + " I/Os are faster then, and not to be compared with fio's.");

    static final List<Option<?>> ALL =
            List.of(
                    IOENGINE,
                    IODEPTH,
                    BATCH,
                    COMPLETE_MIN,
                    COMPLETE_MAX,
                    LOW,
                    DIRECT,
                    FIXEDBUFS,
                    REGISTERFILES,
                    HIPRI,
                    SQTHREAD_POLL,
                    THP);

    private QueueOptions() {}

    private static IoEngine engine(Value value) {
        String word = value.required();
        for (IoEngine engine : IoEngine.values()) {
            if (engine.word().equals(word)) {
                return engine;
            }
        }
        String instead = INSTEAD.get(word);
        throw value.place()
                .error(
                        "berth's engine does I/O with io_uring, psync or filechannel, not "
                                + word
                                + (instead == null ? "" : "; use ioengine=" + instead));
    }
}
