package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.JOB;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options about jobs: their names, how many, one after another, their seeds. */
final class JobOptions {

    /** fio's own (options.c, randseed). */
    private static final long SEED = 0x89;

    private static final int KB = 1024;

    static final Option<String> NAME =
            Option.of(
                    JOB,
                    "name",
                    "NAME",
                    "",
                    "",
                    Value::required,
                    "Begins a new job on the command line; renames that of a section. Options"
                            + " before the first name, and behind the name 'global', are for all"
                            + " jobs after them, those of job files included.");

    static final Option<String> DESCRIPTION =
            Option.of(
                    JOB,
                    "description",
                    "TEXT",
                    "",
                    "",
                    Value::required,
                    "Printed with the job's results.");

    static final Option<Integer> NUMJOBS =
            Option.count(
                    JOB,
                    "numjobs",
                    1,
                    1,
                    "Clones of the job, each with a number and random numbers of its own.");

    static final Option<Boolean> STONEWALL =
            Option.flag(
                    JOB,
                    "stonewall wait_for_previous",
                    "Waits until the jobs before it have ended; begins a group.");

    static final Option<Boolean> NEW_GROUP =
            Option.flag(JOB, "new_group", "Begins a group without waiting.");

    static final Option<Long> RANDSEED =
            Option.of(
                    JOB,
                    "randseed",
                    "N",
                    SEED,
                    "137",
                    v -> v.integer(0, Long.MAX_VALUE),
                    "Seed of all random numbers. The same seed gives the same I/Os in every"
                            + " release of berth; they are not those that fio draws from it.");

    static final Option<Boolean> RANDREPEAT =
            Option.bool(
                    JOB,
                    "randrepeat allrandrepeat",
                    true,
                    "0 draws a new seed for each run, and prints it. randseed overrides it.");

    static final Option<Integer> KB_BASE =
            Option.of(
                    JOB,
                    "kb_base",
                    "1024|1000",
                    KB,
                    "1024",
                    v -> v.word(bases()),
                    "What 4k means in options: 4096 bytes, or 4000, and 4KiB is 4096 then.");

    static final List<Option<?>> ALL =
            List.of(
                    NAME,
                    DESCRIPTION,
                    NUMJOBS,
                    STONEWALL,
                    NEW_GROUP,
                    RANDSEED,
                    RANDREPEAT,
                    KB_BASE);

    private JobOptions() {}

    private static Map<String, Integer> bases() {
        Map<String, Integer> words = new LinkedHashMap<>();
        words.put("1024", KB);
        words.put("1000", 1000);
        return words;
    }
}
