package io.berth.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found on the host, as far as a plan's needs go.
 *
 * @param brokenTools why a tool does not run, by its name
 * @param directoryRefusals why a directory cannot be used, by directory
 * @param usable what each file system has left, by the storage directories on it
 * @param memoryAvailableBytes MemAvailable
 * @param kvmRefusal why /dev/kvm does not open; null if it does or nobody asked
 * @param ioUringDisabled kernel.io_uring_disabled; null where the kernel has no such switch
 * @param privileged whether berth has CAP_SYS_ADMIN
 * @param aioNr aio requests reserved on the host now
 * @param aioMaxNr the most there may be
 */
record PreflightFindings(
        Map<String, HostException> brokenTools,
        Map<Path, String> directoryRefusals,
        List<Usable> usable,
        long memoryAvailableBytes,
        @Nullable String kvmRefusal,
        @Nullable Integer ioUringDisabled,
        boolean privileged,
        long aioNr,
        long aioMaxNr,
        Tenants tenants) {

    /** Free space that storage directories share. */
    record Usable(List<Path> storages, long bytes) {}

    private static final Duration TOOL_LIMIT = Duration.ofSeconds(15);

    /** Bit 21 of the effective capabilities (linux/capability.h). */
    private static final int CAP_SYS_ADMIN = 21;

    static PreflightFindings look(PreflightNeeds needs, Path results, Set<Long> ownPids) {
        Map<String, HostException> broken = new LinkedHashMap<>();
        needs.tools().forEach(tool -> broken(tool).ifPresent(e -> broken.put(tool, e)));
        Map<Path, String> refusals = new LinkedHashMap<>();
        needs.storages()
                .forEach(
                        (dir, direct) -> refusal(dir, direct).ifPresent(e -> refusals.put(dir, e)));
        Storage.refusal(results, false).ifPresent(e -> refusals.put(results, e));
        ProcReader reader = new ProcReader();
        return new PreflightFindings(
                broken,
                refusals,
                usable(List.copyOf(needs.spaceBytes().keySet())),
                ProcText.memory(reader.read("/proc/meminfo")).getOrDefault("MemAvailable", 0L),
                needs.kvm() ? kvmRefusal(Path.of("/dev/kvm")) : null,
                reader.find("/proc/sys/kernel/io_uring_disabled")
                        .map(text -> Integer.valueOf(text.strip()))
                        .orElse(null),
                hasCapability(reader.read("/proc/self/status"), CAP_SYS_ADMIN),
                number(reader, "/proc/sys/fs/aio-nr", 0),
                number(reader, "/proc/sys/fs/aio-max-nr", 0),
                Tenants.look(List.copyOf(needs.storages().keySet()), ownPids));
    }

    /** Devices are only looked at: whether they may be written is asked when they are taken. */
    private static Optional<String> refusal(Path storage, boolean direct) {
        if (!BlockDevice.is(storage)) {
            return Storage.refusal(storage, direct);
        }
        try {
            Storage.readDirectly(storage);
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return direct || !Files.isReadable(storage)
                    ? Optional.of("it does not take O_DIRECT: " + Storage.reason(e))
                    : Optional.empty();
        }
    }

    /** Why a tool does not run; of QEMU's system emulators one will do. */
    private static Optional<HostException> broken(String tool) {
        List<String> names =
                tool.equals(Inventory.QEMU_SYSTEM.getFirst())
                        ? Inventory.QEMU_SYSTEM
                        : List.of(tool);
        Optional<HostException> first = Optional.empty();
        for (String name : names) {
            try {
                Commands.runChecked(TOOL_LIMIT, name, "--version");
                return Optional.empty();
            } catch (HostException e) {
                first = first.or(() -> Optional.of(e));
            }
        }
        return first;
    }

    static List<Usable> usable(List<Path> storages) {
        Map<Object, List<Path>> byFileSystem = new LinkedHashMap<>();
        List<Usable> usable = new ArrayList<>();
        try {
            for (Path storage : storages) {
                Object device = Files.getAttribute(Storage.nearestExisting(storage), "unix:dev");
                byFileSystem.computeIfAbsent(device, d -> new ArrayList<>()).add(storage);
            }
            for (List<Path> together : byFileSystem.values()) {
                Path existing = Storage.nearestExisting(together.getFirst());
                usable.add(new Usable(together, existing.toFile().getUsableSpace()));
            }
        } catch (IOException e) {
            throw new HostException(
                    "the free space under " + storages + " cannot be read: " + Storage.reason(e),
                    "see 'df'",
                    e);
        }
        return usable;
    }

    static @Nullable String kvmRefusal(Path kvm) {
        if (!Files.exists(kvm)) {
            return "there is no " + kvm;
        }
        try (FileChannel channel =
                FileChannel.open(kvm, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.isOpen() ? null : kvm + " does not stay open";
        } catch (IOException e) {
            return kvm + " cannot be opened: " + Storage.reason(e);
        }
    }

    static boolean hasCapability(String status, int bit) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(bits -> (bits >>> bit & 1) == 1);
    }

    private static long number(ProcReader reader, String file, long absent) {
        return reader.find(file).map(text -> Long.valueOf(text.strip())).orElse(absent);
    }
}
