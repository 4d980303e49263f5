package io.berth.cli;

import io.berth.host.Preflight;
import io.berth.host.Preflight.Problem;
import io.berth.plan.Plan;
import io.berth.plan.PlanText;
import io.berth.results.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth plan}: what a profile would measure, and what that takes. Creates nothing. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Show what a profile would measure, and what that takes.",
        description = {
            "",
            "Its cases, what is left out and why, the order, time and disk space. Creates",
            "nothing. Exit code 3 if the images do not fit.",
            ""
        })
final class PlanCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROFILE", description = "the profile, a YAML file")
    private Path profile;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "directory on the storage under test, in place of the profile's")
    private @Nullable Path storage;

    @Option(names = "--json", description = "print the plan as JSON, as plan.json holds it")
    private boolean json;

    @Override
    public Integer call() {
        Plan plan = Plans.read(profile, storage);
        var out = spec.commandLine().getOut();
        out.print(json ? Json.text(plan) : PlanText.render(plan));
        out.flush();
        List<Problem> missing = Preflight.room(plan);
        missing.forEach(p -> spec.commandLine().getErr().println("berth: " + p));
        return missing.isEmpty() ? ExitCode.DONE : ExitCode.HOST_NOT_READY;
    }
}
