package io.berth.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program's entry: it reads the command line and turns its outcome into an exit code. */
@Command(
        name = "berth",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            PlanCommand.class,
            ReportCommand.class,
            ShowCommand.class,
            EngineCommand.class,
            CalibrateCommand.class,
            HelpCommand.class
        },
        synopsisHeading = "",
        customSynopsis = "Usage: berth COMMAND [OPTIONS]",
        description = {
            "",
            "How many guests fit on this storage, and with which virtual disk?",
            "",
            "berth runs fio in real QEMU guests, over every disk of a profile, and",
            "renders what it measured as an HTML report."
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "In a clone of the sources also:",
            "  test    run every test",
            "  bench   measure berth's own code (JMH); see berth bench --help",
            "  dist    make a tarball that needs no JDK: berth-VERSION-linux-x86_64.tar.gz",
            "",
            "Start here:  ./berth run profiles/quickstart.yaml",
            "",
            "Exit codes: 0 done, 1 internal error, 2 wrong usage or profile,",
            "            3 host not ready, 4 some cases failed,",
            "            130 interrupted by Ctrl-C (143 by SIGTERM, 129 by SIGHUP)"
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine berth =
                new CommandLine(new Main())
                        .setExecutionExceptionHandler(new Failures())
                        .setParameterExceptionHandler(Failures::usage)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setUsageHelpWidth(80);
        EngineCommand.prepare(Objects.requireNonNull(berth.getSubcommands().get("engine")));
        return berth;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"berth " + number()};
        }

        static String number() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(not from a jar)" : version;
        }
    }
}
