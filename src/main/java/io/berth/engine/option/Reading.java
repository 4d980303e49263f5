package io.berth.engine.option;

import io.berth.engine.job.Job;
import java.util.List;
import java.util.Map;

/**
 * What a command line or job files ask for.
 *
 * @param jobs in fio's order; clones of one section follow one another
 * @param reports how each of them is to be reported, in the same order
 * @param global the options of {@code global} sections as they were written, in their order
 * @param notes what the reader should say: a depth that was capped, a seed that was drawn
 */
public record Reading(
        List<Job> jobs, List<Report> reports, Map<String, String> global, List<String> notes) {

    /**
     * How one job is reported.
     *
     * @param options of its own section as they were written, in their order: fio's {@code job
     *     options}; an option without a value has an empty one
     * @param description its {@code description}; empty for none
     * @param groupReporting whether it is reported as one with the others of its group
     */
    public record Report(Map<String, String> options, String description, boolean groupReporting) {}

    public Reading {
        jobs = List.copyOf(jobs);
        reports = List.copyOf(reports);
        notes = List.copyOf(notes);
        if (reports.size() != jobs.size()) {
            throw new IllegalArgumentException(jobs.size() + " jobs, " + reports.size());
        }
    }
}
