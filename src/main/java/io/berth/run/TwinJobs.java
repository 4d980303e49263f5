package io.berth.run;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.option.JobReader;
import io.berth.engine.option.Reading;
import io.berth.fio.FioException;
import io.berth.fio.JobFiles;
import io.berth.fio.TwinJob;
import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Layer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine's jobs at the layer host, one twin after another.
 *
 * @param twins by guest, from 1
 * @param jobs of all twins
 * @param twinOf by job: whose twin it works on
 * @param notes of the engine's reader, each once
 */
public record TwinJobs(
        List<TwinJob> twins, List<Job> jobs, List<Integer> twinOf, List<String> notes) {

    private static final Path JOB_FILE = Path.of("job.fio");
    private static final Pattern PLACE = Pattern.compile("job\\.fio:(\\d+)(?::\\d+)?:? *");

    public TwinJobs {
        twins = List.copyOf(twins);
        jobs = List.copyOf(jobs);
        twinOf = List.copyOf(twinOf);
        notes = List.copyOf(notes);
    }

    /**
     * Checks that the engine can do what every case of the layer host asks for. Creates nothing.
     *
     * @throws FioException with the workload and the option, or the job file's line
     */
    public static void check(Plan plan) {
        for (Case planned : plan.cases()) {
            if (planned.layer() == Layer.HOST) {
                read(planned, List.of(Path.of("twin")), 1);
            }
        }
    }

    /**
     * The jobs of a case.
     *
     * @param files by guest
     * @param seed of the block
     */
    static TwinJobs read(Case subject, List<Path> files, long seed) {
        List<TwinJob> twins = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        List<Integer> twinOf = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int guest = 1; guest <= files.size(); guest++) {
            TwinJob twin =
                    TwinJob.write(
                            subject.workload(),
                            subject.disk().cache(),
                            files.get(guest - 1),
                            subject.disk().size().bytes(),
                            JobFiles.seed(seed, guest));
            twins.add(twin);
            Reading reading = reading(subject, twin);
            reading.notes().stream().filter(n -> !notes.contains(n)).forEach(notes::add);
            for (Job job : reading.jobs()) {
                jobs.add(together(job, guest));
                twinOf.add(guest);
            }
        }
        return new TwinJobs(twins, jobs, twinOf, notes);
    }

    /** All in one stage, each twin's a group of its own. */
    private static Job together(Job job, int guest) {
        return new Job(
                job.name(),
                job.number(),
                guest - 1,
                0,
                job.files(),
                job.access(),
                job.queue(),
                job.rate(),
                job.sync(),
                job.timing(),
                job.verify(),
                job.buffers(),
                job.seed());
    }

    private static Reading reading(Case subject, TwinJob twin) {
        // The seed is given, so none is drawn.
        JobReader reader = new JobReader(Map.of(), () -> 1, false);
        try {
            return reader.text(JOB_FILE, twin.text());
        } catch (EngineException e) {
            throw new FioException(
                    where(subject, twin, String.valueOf(e.getMessage()))
                            + "; berth's own engine does the work at layer host: change the"
                            + " workload, or measure it with layers: [guest]",
                    e);
        }
    }

    /** The reader's message, with the place in what the user wrote. */
    private static String where(Case subject, TwinJob twin, String message) {
        Matcher place = PLACE.matcher(message);
        String name = "workload " + subject.workload().name();
        if (!place.find()) {
            return name + ": " + message;
        }
        String origin = twin.origin(Integer.parseInt(place.group(1)));
        String rest = place.replaceFirst("");
        return (origin.isEmpty() ? name : origin) + ": " + rest;
    }
}
