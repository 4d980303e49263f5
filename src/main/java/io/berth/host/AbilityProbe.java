package io.berth.host;

import io.berth.plan.Abilities;
import io.berth.plan.Abilities.StorageAbilities;
import io.berth.profile.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks the installed tools and the storage what they can do, all at once: a tenth of a second here.
 *
 * <p>What is not installed is null or empty in the answer. The tools are asked once in a process,
 * the storage each time.
 */
public final class AbilityProbe {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /**
     * Formats that hand preallocation to the file beneath them; {@code -o help} shows it only where
     * a file is named (qemu/block/file-posix.c, raw_create_opts). All other formats show it, too,
     * once a file is named, but ignore it (qemu-img ends with exit code 0), so that what the file's
     * options are is asked once and added by us.
     */
    private static final Set<Format> FILE_PREALLOCATES = EnumSet.of(Format.RAW, Format.LUKS);

    private static final String PREALLOCATION = "preallocation";

    /** Not created: qemu-img prints its help and ends. */
    private static final String NO_FILE = "berth-no-such-file";

    private static @Nullable Tools asked;

    private AbilityProbe() {}

    /** What qemu-img said; null and empty where it is not installed. */
    private record QemuImg(
            @Nullable String version, SortedMap<Format, SortedSet<String>> createOptions) {}

    /** What the system emulator said; null and empty where it is not installed. */
    private record Emulator(
            @Nullable String version, SortedSet<Format> writable, SortedSet<String> devices) {}

    private record Tools(QemuImg qemuImg, Emulator emulator) {}

    /**
     * Asks.
     *
     * @param storages directories, which need not exist yet, and block devices
     * @throws HostException if a tool that is installed does not answer
     */
    public static Abilities probe(Collection<Path> storages) {
        List<Path> paths = List.copyOf(new LinkedHashSet<>(storages));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Tools> tools = threads.submit(AbilityProbe::tools);
            List<Optional<StorageAbilities>> found =
                    all(
                            threads,
                            paths.stream()
                                    .<Callable<Optional<StorageAbilities>>>map(
                                            path -> () -> StorageProbe.probe(path))
                                    .toList());
            SortedMap<Path, StorageAbilities> byPath = new TreeMap<>();
            for (int i = 0; i < paths.size(); i++) {
                Path path = paths.get(i);
                found.get(i).ifPresent(abilities -> byPath.put(path, abilities));
            }
            Tools said = get(tools);
            return new Abilities(
                    said.qemuImg().version(),
                    said.qemuImg().createOptions(),
                    said.emulator().version(),
                    said.emulator().writable(),
                    said.emulator().devices(),
                    GuestKernels.lacking(Path.of("/lib/modules")),
                    byPath);
        }
    }

    private static synchronized Tools tools() {
        Tools known = asked;
        if (known == null) {
            known = ask();
            asked = known;
        }
        return known;
    }

    private static Tools ask() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<QemuImg> qemuImg = threads.submit(() -> askQemuImg(threads));
            Future<Emulator> emulator = threads.submit(() -> askEmulator(threads));
            return new Tools(get(qemuImg), get(emulator));
        }
    }

    private static QemuImg askQemuImg(ExecutorService threads) {
        Optional<Path> program = Programs.inPath("qemu-img");
        if (program.isEmpty()) {
            return new QemuImg(null, Collections.emptySortedMap());
        }
        String tool = program.get().toString();
        List<Format> all = List.of(Format.values());
        List<Callable<Commands.Output>> questions = new ArrayList<>();
        questions.add(() -> Commands.run(LIMIT, List.of(tool, "--version")));
        questions.add(() -> Commands.run(LIMIT, List.of(tool, "--help")));
        questions.add(() -> Commands.run(LIMIT, createHelp(tool, Format.RAW, NO_FILE)));
        all.forEach(f -> questions.add(() -> Commands.run(LIMIT, createHelp(tool, f, null))));
        List<Commands.Output> answers = all(threads, questions);
        Set<Format> supported = ToolText.formats(tool + " --help", ok(answers.get(1)));
        SortedSet<String> ofFile = ToolText.options(ok(answers.get(2)));
        SortedMap<Format, SortedSet<String>> options = new TreeMap<>();
        for (Format format : all) {
            if (supported.contains(format)) {
                SortedSet<String> names = new TreeSet<>(ofFile);
                if (!FILE_PREALLOCATES.contains(format)) {
                    names.remove(PREALLOCATION);
                }
                names.addAll(ToolText.options(ok(answers.get(3 + format.ordinal()))));
                options.put(format, Collections.unmodifiableSortedSet(names));
            }
        }
        return new QemuImg(
                ToolText.version(tool, ok(answers.getFirst())),
                Collections.unmodifiableSortedMap(options));
    }

    private static List<String> createHelp(String tool, Format format, @Nullable String file) {
        List<String> line =
                new ArrayList<>(List.of(tool, "create", "-f", format.word(), "-o", "help"));
        if (file != null) {
            line.add(file);
        }
        return line;
    }

    private static Emulator askEmulator(ExecutorService threads) {
        Optional<Path> program = Programs.systemEmulator();
        if (program.isEmpty()) {
            return new Emulator(null, Collections.emptySortedSet(), Collections.emptySortedSet());
        }
        String qemu = program.get().toString();
        List<List<String>> lines =
                List.of(
                        List.of(qemu, "--version"),
                        List.of(qemu, "-drive", "format=help"),
                        List.of(qemu, "-device", "help"));
        List<Commands.Output> answers =
                all(
                        threads,
                        lines.stream()
                                .<Callable<Commands.Output>>map(
                                        line -> () -> Commands.run(LIMIT, line))
                                .toList());
        return new Emulator(
                ToolText.version(qemu, ok(answers.getFirst())),
                ToolText.formats(qemu + " -drive format=help", ok(answers.get(1))),
                ToolText.devices(ok(answers.get(2))));
    }

    private static String ok(Commands.Output output) {
        if (!output.ok()) {
            throw new HostException(
                    "'"
                            + output.commandLine()
                            + "' ended with exit code "
                            + output.exit()
                            + ": "
                            + output.stderr().strip(),
                    "try it by hand");
        }
        return output.stdout();
    }

    /** Does all at once; the answers are in the order of the questions. */
    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> questions) {
        List<Future<T>> futures = questions.stream().map(threads::submit).toList();
        List<T> answers = new ArrayList<>();
        futures.forEach(future -> answers.add(get(future)));
        return answers;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    "asking the tools what they can do was interrupted", "start it again", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
