package io.berth.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules of one kernel by depmod's tables: {@code modules.dep} ("file: what it needs, nearest
 * first") and {@code modules.builtin}.
 */
final class KernelModules {

    private final Path directory;
    private final Map<String, List<String>> dependencies;
    private final Map<String, String> files;
    private final Set<String> builtin;

    private KernelModules(
            Path directory,
            Map<String, List<String>> dependencies,
            Map<String, String> files,
            Set<String> builtin) {
        this.directory = directory;
        this.dependencies = dependencies;
        this.files = files;
        this.builtin = builtin;
    }

    /** Reads the tables of a directory like /lib/modules/6.1.0. */
    static KernelModules read(Path directory) throws IOException {
        Map<String, List<String>> dependencies = new HashMap<>();
        Map<String, String> files = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("modules.dep"))) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String file = line.substring(0, colon);
            String needs = line.substring(colon + 1).strip();
            dependencies.put(file, needs.isEmpty() ? List.of() : List.of(needs.split("\\s+")));
            files.put(name(file), file);
        }
        Set<String> builtin = new LinkedHashSet<>();
        for (String line : Files.readAllLines(directory.resolve("modules.builtin"))) {
            builtin.add(name(line.strip()));
        }
        return new KernelModules(directory, dependencies, files, builtin);
    }

    /** Whether the kernel has a module of this name, built in or as a file. */
    boolean has(String module) {
        return builtin.contains(module) || files.containsKey(module);
    }

    /**
     * The files to load, in this order, so that all wanted modules are there; nothing for one that
     * is built in.
     *
     * @throws IllegalArgumentException if the kernel lacks a wanted module
     */
    List<Path> loadOrder(List<String> wanted) {
        Set<String> order = new LinkedHashSet<>();
        for (String module : wanted) {
            if (builtin.contains(module)) {
                continue;
            }
            String file = files.get(module);
            if (file == null) {
                throw new IllegalArgumentException("no module " + module + " in " + directory);
            }
            // modules.dep lists the nearest dependency first; the deepest has to be loaded first.
            order.addAll(new ArrayList<>(dependencies.getOrDefault(file, List.of())).reversed());
            order.add(file);
        }
        return order.stream().map(directory::resolve).toList();
    }

    private static String name(String file) {
        String base = file.substring(file.lastIndexOf('/') + 1);
        return base.replaceFirst("\\.ko(\\.(gz|xz|zst))?$", "").replace('-', '_');
    }
}
