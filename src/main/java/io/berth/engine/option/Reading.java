package io.berth.engine.option;

import io.berth.engine.job.Job;
import io.berth.engine.output.Printing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command line or job files ask for.
 *
 * @param jobs in fio's order; clones of one section follow one another
 * @param options of each of them as its own section has them, in the order of the jobs: fio's
 *     {@code job options}; an option without a value has an empty one
 * @param global the options of {@code global} sections as they were written, in their order
 * @param printing how the results are to be printed
 * @param notes what the reader should say: a depth that was capped, a seed that was drawn
 */
public record Reading(
        List<Job> jobs,
        List<Map<String, String>> options,
        Map<String, String> global,
        Printing printing,
        List<String> notes) {

    public Reading {
        jobs = List.copyOf(jobs);
        options = List.copyOf(options);
        global = Collections.unmodifiableMap(new LinkedHashMap<>(global));
        notes = List.copyOf(notes);
        if (options.size() != jobs.size()) {
            throw new IllegalArgumentException(jobs.size() + " jobs, " + options.size());
        }
    }
}
