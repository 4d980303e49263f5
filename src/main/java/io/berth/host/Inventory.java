package io.berth.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * The machine and its tools, as they are: the maps of {@link io.berth.results.Environment}.
 *
 * <p>What the host does not have is "absent"; what could not be read says why. Nothing here fails a
 * run.
 */
public final class Inventory {

    private static final Duration VERSION_LIMIT = Duration.ofSeconds(15);
    private static final Path VM = Path.of("/proc/sys/vm");
    private static final Path SYSTEM = Path.of("/sys/devices/system");

    /** Where distributions put the system emulator for x86 guests. */
    static final List<String> QEMU_SYSTEM =
            List.of("qemu-system-x86_64", "/usr/libexec/qemu-kvm", "qemu-kvm");

    private Inventory() {}

    /**
     * Facts by section: machine, cpu, memory, kernel, limits, pressure, cgroup, and {@code storage
     * DIR} for each storage directory.
     */
    public static SortedMap<String, SortedMap<String, String>> facts(List<Path> storages) {
        SortedMap<String, SortedMap<String, String>> facts = new TreeMap<>();
        HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
        facts.put("machine", machine(hardware));
        facts.put("cpu", cpu(hardware));
        facts.put("memory", memory());
        facts.put("kernel", kernel());
        facts.put("limits", limits(Facts.read(Path.of("/proc/self/limits"))));
        facts.put(
                "pressure",
                new Facts().files(Path.of("/proc/pressure"), "cpu", "io", "memory").asMap());
        facts.put("cgroup", new Facts().file("self", Path.of("/proc/self/cgroup")).asMap());
        for (Path storage : storages) {
            facts.put("storage " + storage, StorageFacts.of(storage));
        }
        return facts;
    }

    /** Versions by tool, as each tells it; "absent" where there is none. */
    public static SortedMap<String, String> tools() {
        SortedMap<String, String> tools = new TreeMap<>();
        for (String tool : List.of("qemu-img", "qemu-storage-daemon", "fio", "supermin")) {
            tools.put(tool.equals("fio") ? "fio (host)" : tool, version(tool));
        }
        tools.put(
                "qemu-system",
                QEMU_SYSTEM.stream()
                        .map(Inventory::version)
                        .filter(version -> !version.equals(Facts.ABSENT))
                        .findFirst()
                        .orElse(Facts.ABSENT));
        tools.put("kernel", Facts.read(Path.of("/proc/sys/kernel/osrelease")));
        tools.put("java", Runtime.version() + " " + System.getProperty("java.vendor", ""));
        tools.put("util-linux", version("findmnt"));
        tools.put("coreutils", version("dd"));
        return tools;
    }

    /** The first line of {@code TOOL --version}. */
    private static String version(String tool) {
        Commands.Output output;
        try {
            output = Commands.run(VERSION_LIMIT, List.of(tool, "--version"));
        } catch (HostException e) {
            return e.getCause() instanceof IOException
                    ? Facts.ABSENT
                    : "not readable: " + e.getMessage();
        }
        String said = output.ok() ? output.stdout() : "not readable: " + output.stderr();
        return said.lines().findFirst().orElse("not readable: it printed nothing").strip();
    }

    private static SortedMap<String, String> machine(HardwareAbstractionLayer hardware) {
        return new Facts()
                .put("manufacturer", () -> hardware.getComputerSystem().getManufacturer())
                .put("model", () -> hardware.getComputerSystem().getModel())
                .put("os", () -> new SystemInfo().getOperatingSystem().toString())
                .file("hypervisor_type", Path.of("/sys/hypervisor/type"))
                .put("dev_kvm", Files.exists(Path.of("/dev/kvm")) ? "present" : Facts.ABSENT)
                .asMap();
    }

    private static SortedMap<String, String> cpu(HardwareAbstractionLayer hardware) {
        CentralProcessor cpu = hardware.getProcessor();
        Facts facts = new Facts();
        facts.put("model", () -> cpu.getProcessorIdentifier().getName());
        facts.put("identifier", () -> cpu.getProcessorIdentifier().getIdentifier());
        facts.put("microarchitecture", () -> cpu.getProcessorIdentifier().getMicroarchitecture());
        facts.put("sockets", () -> Integer.toString(cpu.getPhysicalPackageCount()));
        facts.put("cores", () -> Integer.toString(cpu.getPhysicalProcessorCount()));
        facts.put("logical_cpus", () -> Integer.toString(cpu.getLogicalProcessorCount()));
        facts.file("numa_nodes_online", SYSTEM.resolve("node/online"));
        String flags = flags(Facts.read(Path.of("/proc/cpuinfo")));
        for (String flag : List.of("hypervisor", "vmx", "svm")) {
            facts.put("flag_" + flag, flags.contains(" " + flag + " ") ? "present" : Facts.ABSENT);
        }
        facts.file("smt_control", SYSTEM.resolve("cpu/smt/control"));
        facts.file("smt_active", SYSTEM.resolve("cpu/smt/active"));
        Path cpufreq = SYSTEM.resolve("cpu/cpu0/cpufreq");
        facts.file("scaling_driver", cpufreq.resolve("scaling_driver"));
        facts.file("scaling_governor", cpufreq.resolve("scaling_governor"));
        facts.file("boost", SYSTEM.resolve("cpu/cpufreq/boost"));
        facts.file("intel_no_turbo", SYSTEM.resolve("cpu/intel_pstate/no_turbo"));
        facts.file("clocksource", SYSTEM.resolve("clocksource/clocksource0/current_clocksource"));
        mitigations(facts);
        return facts.asMap();
    }

    /** The flags of the first CPU in /proc/cpuinfo (made one line), each between spaces. */
    static String flags(String cpuinfo) {
        return Arrays.stream(cpuinfo.split("; "))
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .map(line -> " " + line.substring(line.indexOf(':') + 1).strip() + " ")
                .orElse(" ");
    }

    private static void mitigations(Facts facts) {
        Path directory = SYSTEM.resolve("cpu/vulnerabilities");
        if (!Files.isDirectory(directory)) {
            facts.put("mitigation", Facts.ABSENT);
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> facts.file("mitigation " + file.getFileName(), file));
        } catch (IOException e) {
            facts.put("mitigation", "not readable: " + Storage.reason(e));
        }
    }

    private static SortedMap<String, String> memory() {
        Facts facts = new Facts();
        var meminfo = ProcText.memory(new ProcReader().read("/proc/meminfo"));
        for (String name :
                List.of("MemTotal", "MemAvailable", "SwapTotal", "HugePages_Total", "Dirty")) {
            Long value = meminfo.get(name);
            String unit = name.startsWith("HugePages") ? "" : "_bytes";
            facts.put(
                    name.toLowerCase(Locale.ROOT) + unit,
                    value == null ? Facts.ABSENT : value.toString());
        }
        Path thp = Path.of("/sys/kernel/mm/transparent_hugepage");
        facts.file("thp_enabled", thp.resolve("enabled"));
        facts.file("thp_defrag", thp.resolve("defrag"));
        facts.file("ksm_run", Path.of("/sys/kernel/mm/ksm/run"));
        facts.files(
                VM,
                "swappiness",
                "dirty_ratio",
                "dirty_bytes",
                "dirty_background_ratio",
                "dirty_background_bytes",
                "dirty_expire_centisecs",
                "dirty_writeback_centisecs",
                "overcommit_memory");
        return facts.asMap();
    }

    private static SortedMap<String, String> kernel() {
        return new Facts()
                .files(Path.of("/proc/sys/kernel"), "osrelease", "version", "io_uring_disabled")
                .files(Path.of("/proc/sys/fs"), "aio-nr", "aio-max-nr")
                .file("cmdline", Path.of("/proc/cmdline"))
                .asMap();
    }

    /** /proc/self/limits (made one line): its columns are apart by two spaces or more. */
    static SortedMap<String, String> limits(String limits) {
        Facts facts = new Facts();
        for (String line : limits.split("; ", -1)) {
            String[] columns = line.strip().split("\\s{2,}", -1);
            if (columns.length >= 3 && !columns[0].equals("Limit")) {
                String unit = columns.length > 3 ? " " + columns[3] : "";
                facts.put(columns[0], "soft " + columns[1] + ", hard " + columns[2] + unit);
            }
        }
        return facts.asMap();
    }
}
