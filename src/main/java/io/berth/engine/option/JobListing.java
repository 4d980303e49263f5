package io.berth.engine.option;

import io.berth.engine.job.FioOptions;
import io.berth.engine.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as an fio job file: each in a section of its own, each value that is not fio's default
 * written out. fio 3.33 reads it to the same jobs; seeds are comments, as fio draws other numbers
 * from them.
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
        FioOptions.of(job)
                .forEach(
                        (name, value) -> {
                            // An option that fio has not.
                            out.append(name.equals("thp") ? "; " : "");
                            out.append(name).append('=').append(value).append('\n');
                        });
        out.append("; number=" + job.number() + " seed=" + job.seed() + "\n");
    }
}
