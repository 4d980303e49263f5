package io.berth.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program's entry: it reads the command line and turns its outcome into an exit code. */
@Command(
        name = "berth",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "How many guests fit on this storage, and with which virtual disk?")
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"berth " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
