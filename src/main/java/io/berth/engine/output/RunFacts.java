package io.berth.engine.output;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an output says of a run besides its results.
 *
 * @param version of berth ({@code 0.1.0}), as it stands behind {@code berth-} where fio has its own
 * @param pid the process that ran the jobs
 * @param endedAt when the run ended, on the host's clock; printed in UTC
 * @param commandLine as given, in words
 * @param globalOptions the job file's global section, as written; may be empty
 * @param jobOptions the options of each job as written, in the order of the results; empty to print
 *     those that make up each {@code Job}, in fio's words
 * @param printing what is printed, and how
 */
public record RunFacts(
        String version,
        long pid,
        Instant endedAt,
        List<String> commandLine,
        Map<String, String> globalOptions,
        List<Map<String, String>> jobOptions,
        Printing printing) {

    public RunFacts {
        commandLine = List.copyOf(commandLine);
        globalOptions = ordered(globalOptions);
        jobOptions = jobOptions.stream().map(RunFacts::ordered).toList();
    }

    /** Of a run that was not made from fio's options: those of its jobs are derived from them. */
    public static RunFacts of(String version, long pid, Instant endedAt) {
        return new RunFacts(
                version, pid, endedAt, List.of(), Map.of(), List.of(), Printing.standard());
    }

    private static Map<String, String> ordered(Map<String, String> options) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
