package io.berth.run;

import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.Json;
import io.berth.results.OperationResult;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A run of a plan in this process, with what it told. */
final class OperationRun {

    final Events events = new Events();
    final RunDirectory directory;

    /** Makes the run's directory with the plan in it. */
    OperationRun(Path results, Plan plan) {
        directory = RunDirectory.create(results, "r1");
        Json.write(directory.planFile(), plan);
    }

    Runner.Outcome run() throws Exception {
        Plan plan = read().plan();
        RunSettings settings =
                new RunSettings(Path.of("target", "appliance-cache"), false, false, Set.of());
        try (Interruption interruption = Interruption.watch()) {
            return new Runner(plan, directory, settings, events, interruption).run();
        }
    }

    RunData read() {
        return RunReader.read(directory);
    }

    /** Keeps what is told of operations. */
    static final class Events implements RunEvents {

        final List<String> phases = new ArrayList<>();
        final List<OperationResult> ended = new ArrayList<>();

        @Override
        public void started(Plan plan, Path directory, int pending) {}

        @Override
        public void step(String sentence) {}

        @Override
        public void warning(String sentence) {}

        @Override
        public void caseStarted(Case c, int block) {}

        @Override
        public void phase(Case c, int block, String phase) {}

        @Override
        public void load(Case c, int block, double iops) {}

        @Override
        public void caseEnded(Case c, int block, CaseResult result) {}

        @Override
        public void operationStarted(OperationCase operation, int block) {}

        @Override
        public void operationPhase(OperationCase operation, int block, String phase) {
            phases.add(phase);
        }

        @Override
        public void operationEnded(OperationCase operation, int block, OperationResult result) {
            ended.add(result);
        }

        @Override
        public void ended(Path directory, int failed, int pending) {}
    }
}
