package io.berth.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where programs of this host lie. */
public final class Programs {

    private static final List<Path> SYSTEM_EMULATORS =
            List.of(
                    Path.of("/usr/bin/qemu-system-x86_64"),
                    Path.of("/usr/local/bin/qemu-system-x86_64"),
                    Path.of("/usr/libexec/qemu-kvm"));

    private Programs() {}

    /** The program that runs guests; empty if there is none. Red Hat keeps it out of PATH. */
    public static Optional<Path> systemEmulator() {
        return SYSTEM_EMULATORS.stream().filter(Files::isExecutable).findFirst();
    }

    /** A program by its name, as a shell would find it. */
    static Optional<Path> inPath(String name) {
        String path = System.getenv("PATH");
        return inPath(name, path == null ? "" : path);
    }

    static Optional<Path> inPath(String name, String path) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .flatMap(file -> Files.isExecutable(file) ? Stream.of(file) : Stream.empty())
                .findFirst();
    }
}
