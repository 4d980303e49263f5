package io.berth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How this very berth is started again, as a process of its own. */
final class Program {

    private Program() {}

    /** The launcher; without one, as under a test, the same Java with the same classes. */
    static List<String> commandLine() {
        String home = System.getProperty("berth.home");
        if (home != null && Files.isExecutable(Path.of(home, "berth"))) {
            return List.of(Path.of(home, "berth").toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }
}
