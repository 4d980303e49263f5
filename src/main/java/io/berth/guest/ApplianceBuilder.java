package io.berth.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds an appliance into a cache directory: in a temporary directory first, renamed when whole,
 * under a lock file.
 *
 * <p>supermin makes the root image. The initrd is our own, because supermin's mounts the root
 * read-write, which a read-only disk refuses, and loads 36 modules, where half of them do for the
 * disks of every bus.
 */
final class ApplianceBuilder {

    /** How many appliances are kept; the least recently used go (270 MB each). */
    private static final int KEPT = 3;

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(100);

    /** Left out of the root image: nothing that fio, the agent or busybox read. */
    private static final String EXCLUDED =
            """
            -/usr/share/doc/*
            -/usr/share/man/*
            -/usr/share/info/*
            -/usr/share/locale/*
            -/usr/share/lintian/*
            -/boot/*
            """;

    /** A FileLock holds against other programs, not against threads of this one. */
    private static final ReentrantLock IN_THIS_PROGRAM = new ReentrantLock();

    private final Path cache;
    private final ApplianceParts parts;
    private final Consumer<String> progress;

    ApplianceBuilder(Path cache, ApplianceParts parts, Consumer<String> progress) {
        this.cache = cache.toAbsolutePath();
        this.parts = parts;
        this.progress = progress;
    }

    Appliance build() throws GuestException, IOException, InterruptedException {
        String key = parts.key();
        Path directory = cache.resolve(key);
        Files.createDirectories(cache);
        IN_THIS_PROGRAM.lockInterruptibly();
        try (FileChannel channel =
                        FileChannel.open(
                                cache.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            assert lock.isValid();
            if (!Files.isDirectory(directory)) {
                removeLeftovers();
                buildInto(directory, key);
            }
            Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
            prune();
        } finally {
            IN_THIS_PROGRAM.unlock();
        }
        return Appliance.in(directory, parts.kernel().version(), key);
    }

    private FileLock lock(FileChannel channel)
            throws IOException, GuestException, InterruptedException {
        Instant deadline = Instant.now().plus(TIMEOUT);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            progress.accept("another berth is building the guest appliance; waiting for it");
        }
        while (lock == null) {
            if (Instant.now().isAfter(deadline)) {
                throw new GuestException(
                        "appliance",
                        "another program has held " + cache.resolve("lock") + " for " + TIMEOUT,
                        "see which one: fuser " + cache.resolve("lock"));
            }
            Thread.sleep(STEP);
            lock = channel.tryLock();
        }
        return lock;
    }

    private void buildInto(Path directory, String key)
            throws GuestException, IOException, InterruptedException {
        progress.accept(
                "building the guest appliance (kernel " + parts.kernel().version() + ", fio)");
        Path work = cache.resolve(".build-" + ProcessHandle.current().pid());
        Files.createDirectory(work);
        try {
            Path prepared = prepare(work);
            Path built = work.resolve("built");
            supermin(
                    List.of(
                            "--build",
                            "--use-installed",
                            "--format",
                            "ext2",
                            prepared.toString(),
                            "-o",
                            built.toString()));
            // A link to /boot as supermin leaves it; a copy outlives the package.
            Files.delete(built.resolve("kernel"));
            Files.copy(parts.kernel().image(), built.resolve("kernel"));
            Files.write(built.resolve("initrd"), initrd());
            for (String file : List.of("kernel", "initrd", "root")) {
                // Written back now: neither torn by a power cut nor in the way of a measurement.
                try (FileChannel channel =
                        FileChannel.open(built.resolve(file), StandardOpenOption.WRITE)) {
                    channel.force(true);
                } catch (IOException e) {
                    throw new IOException(file + " of appliance " + key, e);
                }
            }
            Files.move(built, directory, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    /** supermin's input: the packages, and our init with the mount points in a base image. */
    private Path prepare(Path work) throws GuestException, IOException, InterruptedException {
        Path prepared = work.resolve("prepared");
        List<String> arguments =
                Stream.of(
                                Stream.of("--prepare", "--use-installed"),
                                parts.packages().stream(),
                                Stream.of("-o", prepared.toString()))
                        .flatMap(a -> a)
                        .toList();
        supermin(arguments);
        Path base = Files.createDirectory(work.resolve("base"));
        // supermin resolves /bin on the host, so its target has to be there as well.
        for (String name : List.of("proc", "sys", "dev", "run", "tmp", "usr", "usr/bin")) {
            Files.createDirectory(base.resolve(name));
        }
        Files.createSymbolicLink(base.resolve("usr/bin/sh"), parts.busybox());
        Path init = Files.write(base.resolve("init"), ApplianceParts.resource("init"));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        must(
                List.of(
                        "tar",
                        "-C",
                        base.toString(),
                        "--owner=0",
                        "--group=0",
                        "-czf",
                        prepared.resolve("berth.tar.gz").toString(),
                        "."),
                Map.of());
        Files.writeString(prepared.resolve("excluded"), EXCLUDED);
        return prepared;
    }

    /** A static busybox, the modules that the root disk and the channel need, our script. */
    private byte[] initrd() throws GuestException, IOException, InterruptedException {
        var archive = new Newc();
        for (String name : List.of("bin", "dev", "modules", "proc", "root", "sys")) {
            archive.directory(name);
        }
        archive.file("bin/busybox", Files.readAllBytes(parts.busybox()));
        archive.link("bin/sh", "busybox");
        archive.file("init", ApplianceParts.resource("initrd-init"));
        var order = new StringBuilder();
        KernelModules modules = KernelModules.read(parts.kernel().modules());
        for (Path module : modules.loadOrder(ApplianceParts.loaded(modules))) {
            String name = module.getFileName().toString().replaceFirst("\\.ko\\..*$", ".ko");
            archive.file("modules/" + name, unpacked(module));
            order.append(name).append('\n');
        }
        archive.file("modules/order", order.toString().getBytes(StandardCharsets.US_ASCII));
        return archive.bytes();
    }

    /** A module as insmod takes it: distributions compress them, busybox does not unpack all. */
    private static byte[] unpacked(Path module)
            throws GuestException, IOException, InterruptedException {
        String name = module.getFileName().toString();
        String tool =
                name.endsWith(".xz")
                        ? "xz"
                        : name.endsWith(".zst") ? "zstd" : name.endsWith(".gz") ? "gzip" : "";
        if (tool.isEmpty()) {
            return Files.readAllBytes(module);
        }
        Path plain = Files.createTempFile("berth-", ".ko");
        try {
            // Through the shell: the output is binary, and goes to a file.
            String script = "exec \"$0\" -dc \"$1\" > \"$2\"";
            must(List.of("sh", "-c", script, tool, module.toString(), plain.toString()), Map.of());
            return Files.readAllBytes(plain);
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    private void supermin(List<String> arguments)
            throws GuestException, IOException, InterruptedException {
        List<String> argv =
                Stream.concat(
                                Stream.of(ApplianceParts.program("supermin").toString()),
                                arguments.stream())
                        .toList();
        must(
                argv,
                Map.of(
                        "SUPERMIN_KERNEL", parts.kernel().image().toString(),
                        "SUPERMIN_MODULES", parts.kernel().modules().toString(),
                        "SUPERMIN_KERNEL_VERSION", parts.kernel().version()));
    }

    private static void must(List<String> argv, Map<String, String> environment)
            throws GuestException, IOException, InterruptedException {
        Tool.Outcome outcome = Tool.run(argv, environment, TIMEOUT);
        if (outcome.exitCode() != 0) {
            throw new GuestException(
                    "appliance",
                    String.join(" ", argv)
                            + " ended with exit code "
                            + outcome.exitCode()
                            + ": "
                            + outcome.err().strip(),
                    "run it by hand with -v; a half-installed package or a full disk is usual");
        }
    }

    /** Of builders that were killed: we hold the lock, so nobody is building. */
    private void removeLeftovers() throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(".build-")) {
                    delete(entry);
                }
            }
        }
    }

    private void prune() throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            List<Path> appliances =
                    entries.filter(e -> Files.exists(e.resolve("root")))
                            .sorted(Comparator.comparing(ApplianceBuilder::used).reversed())
                            .toList();
            for (Path old : appliances.stream().skip(KEPT).toList()) {
                delete(old);
            }
        }
    }

    private static FileTime used(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
