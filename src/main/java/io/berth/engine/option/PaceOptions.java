package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.PACE;

import io.berth.engine.job.Amount;
import io.berth.engine.job.Rate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options about how fast I/Os are offered and how long a job runs. */
final class PaceOptions {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MICROSECOND = Duration.ofNanos(1000);

    static final Option<Pair<Long>> RATE =
            Option.pair(
                    PACE,
                    "rate",
                    "SIZE",
                    0L,
                    "",
                    v -> v.bytes(0),
                    "Bytes a second of reads, and of writes.");

    static final Option<Pair<Long>> RATE_IOPS =
            Option.pair(
                    PACE,
                    "rate_iops",
                    "N",
                    0L,
                    "",
                    v -> v.integer(0, Integer.MAX_VALUE),
                    "I/Os a second of reads, and of writes; a single one is for each.");

    static final Option<Rate.Process> RATE_PROCESS =
            Option.of(
                    PACE,
                    "rate_process",
                    "WORD",
                    Rate.Process.LINEAR,
                    "linear",
                    v -> process(v),
                    "linear, or poisson as independent users make it.");

    static final Option<Duration> THINKTIME =
            time("thinktime", "TIME", MICROSECOND, "Pause after I/Os, in microseconds.");

    static final Option<Duration> THINKTIME_SPIN =
            time(
                    "thinktime_spin",
                    "TIME",
                    MICROSECOND,
                    "The part of thinktime that burns CPU, in microseconds.");

    static final Option<Integer> THINKTIME_BLOCKS =
            Option.count(PACE, "thinktime_blocks", 1, 1, "I/Os between pauses.");

    static final Option<Duration> RUNTIME =
            time(
                    "runtime timeout",
                    "TIME",
                    SECOND,
                    "Ends the job after this time, in seconds (also 500ms, 5m); what is measured"
                            + " begins when ramp_time is over.");

    static final Option<Boolean> TIME_BASED =
            Option.flag(
                    PACE, "time_based", "Begins again when size is done, until runtime is over.");

    static final Option<Duration> RAMP_TIME =
            time("ramp_time", "TIME", SECOND, "Load before the measurement, in seconds.");

    static final Option<Duration> STARTDELAY =
            time("startdelay", "TIME", SECOND, "Wait before the job begins, in seconds.");

    static final Option<Integer> LOOPS =
            Option.count(PACE, "loops", 0, 1, "How often size is done.");

    static final Option<Amount> IO_SIZE =
            Option.of(
                    PACE,
                    "io_size io_limit",
                    "SIZE|N%",
                    new Amount.Bytes(0),
                    "",
                    Value::amount,
                    "Bytes to do in place of size: less, or more by beginning again.");

    static final List<Option<?>> ALL =
            List.of(
                    RUNTIME,
                    TIME_BASED,
                    RAMP_TIME,
                    STARTDELAY,
                    LOOPS,
                    IO_SIZE,
                    RATE,
                    RATE_IOPS,
                    RATE_PROCESS,
                    THINKTIME,
                    THINKTIME_SPIN,
                    THINKTIME_BLOCKS);

    private PaceOptions() {}

    private static Option<Duration> time(
            String names, String form, Duration unit, String sentence) {
        return Option.of(PACE, names, form, Duration.ZERO, "0", v -> v.time(unit), sentence);
    }

    private static Rate.Process process(Value value) {
        Map<String, Rate.Process> words = new LinkedHashMap<>();
        words.put("linear", Rate.Process.LINEAR);
        words.put("poisson", Rate.Process.POISSON);
        return value.word(words);
    }
}
