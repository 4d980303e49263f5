package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.Environment;
import io.berth.results.GuestResult;
import io.berth.results.ImageRecord;
import io.berth.results.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects the command lines and job files of a run, quoted for a shell. */
final class ExactCommandLines {

    private ExactCommandLines() {}

    static ExactCommands of(RunData run, Labels labels) {
        Environment environment = run.environment();
        Environment.Hypervisor hypervisor = environment == null ? null : environment.hypervisor();
        Set<String> images = new LinkedHashSet<>();
        for (CaseResult result : run.results()) {
            for (ImageRecord image : result.images()) {
                image.commands().forEach(command -> images.add(quoted(command)));
            }
        }
        return new ExactCommands(
                hypervisor == null
                        ? List.of()
                        : hypervisor.commandLines().stream()
                                .map(ExactCommandLines::quoted)
                                .toList(),
                List.copyOf(images),
                jobs(run, labels));
    }

    private static List<ExactCommands.Job> jobs(RunData run, Labels labels) {
        Map<String, ExactCommands.Job> jobs = new LinkedHashMap<>();
        for (CaseResult result : run.results()) {
            Case planned = run.plan().find(result.caseId());
            boolean host = planned.layer() == Layer.HOST;
            String workload = labels.workload(planned) + (host ? ", at the host" : "");
            for (GuestResult guest : result.guests()) {
                if (!jobs.containsKey(workload)) {
                    run.jobFile(result.caseId(), result.block(), guest.guest())
                            .ifPresent(
                                    text ->
                                            jobs.put(
                                                    workload,
                                                    new ExactCommands.Job(
                                                            workload, result.caseId(), text)));
                }
            }
        }
        return new ArrayList<>(jobs.values());
    }

    /** A command line that a POSIX shell reads back as these words. */
    static String quoted(List<String> words) {
        return words.stream().map(ExactCommandLines::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
