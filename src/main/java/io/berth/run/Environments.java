package io.berth.run;

import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Guest;
import io.berth.host.Inventory;
import io.berth.plan.Plan;
import io.berth.results.Environment;
import io.berth.results.Environment.Hypervisor;
import io.berth.results.Json;
import io.berth.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects environment.json once the guests are up, if the run has any. */
final class Environments {

    private final RunDirectory directory;
    private final Plan plan;

    Environments(RunDirectory directory, Plan plan) {
        this.directory = directory;
        this.plan = plan;
    }

    /**
     * Writes environment.json, without a hypervisor if there are no guests; for a resumed run
     * environment-2.json and so on, since the machine may have changed and raw files are never
     * overwritten.
     */
    void write(@Nullable AcceleratorChoice accelerator, List<Guest> guests) {
        SortedMap<String, String> tools = new TreeMap<>(Inventory.tools());
        if (!guests.isEmpty()) {
            tools.put("fio (guest)", guests.getFirst().fioVersion());
        }
        Environment environment =
                new Environment(
                        Environment.SCHEMA_VERSION,
                        Instant.now(),
                        hostName(),
                        Version.text(),
                        tools,
                        Inventory.facts(storages()),
                        accelerator == null || guests.isEmpty()
                                ? null
                                : hypervisor(accelerator, guests));
        Json.write(freeFile(), environment);
    }

    private static Hypervisor hypervisor(AcceleratorChoice accelerator, List<Guest> guests) {
        Guest first = guests.getFirst();
        return new Hypervisor(
                accelerator.accelerator().word(),
                accelerator.reason(),
                accelerator.emulated(),
                first.kernel(),
                first.fioVersion(),
                guests.stream().map(g -> g.bootTime().toNanos() / 1e6).toList(),
                guests.stream().map(Guest::commandLine).toList());
    }

    private Path freeFile() {
        Path free = directory.environmentFile();
        for (int attempt = 2; Files.exists(free); attempt++) {
            free = directory.path().resolve("environment-" + attempt + ".json");
        }
        return free;
    }

    private List<Path> storages() {
        return plan.storagePaths();
    }

    /** The host's name, as the kernel has it. */
    static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "unknown (" + e.getMessage() + ")";
        }
    }

    /** berth's version, from the jar's manifest. */
    static final class Version {

        private Version() {}

        static String text() {
            return Objects.requireNonNullElse(
                    Environments.class.getPackage().getImplementationVersion(), "unpackaged");
        }
    }
}
