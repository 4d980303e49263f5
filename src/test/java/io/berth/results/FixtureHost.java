package io.berth.results;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The machine of the synthetic runs. */
final class FixtureHost {

    private FixtureHost() {}

    static Environment environment(Instant at, boolean emulated, int guests) {
        SortedMap<String, SortedMap<String, String>> facts = new TreeMap<>();
        facts.put("cpu", new TreeMap<>(Map.of("model", "Example CPU 9000", "logical", "8")));
        facts.put("memory", new TreeMap<>(Map.of("total", "32.0 GiB", "swap", "absent")));
        facts.put(
                "storage /var/lib/berth",
                new TreeMap<>(Map.of("device", "nvme0n1", "file system", "ext4")));
        List<Double> bootMs = new ArrayList<>();
        List<List<String>> commandLines = new ArrayList<>();
        for (int guest = 1; guest <= guests; guest++) {
            bootMs.add(2400.0 + 10 * guest);
            commandLines.add(
                    List.of(
                            "qemu-system-x86_64",
                            "-name",
                            "berth guest " + guest,
                            "-accel",
                            emulated ? "tcg,thread=multi" : "kvm",
                            "-m",
                            "256"));
        }
        return new Environment(
                Environment.SCHEMA_VERSION,
                at,
                "hv01",
                "0.1.0",
                new TreeMap<>(Map.of("qemu-img", "8.2.0", "java", "25", "kernel", "6.12.1")),
                facts,
                new Environment.Hypervisor(
                        emulated ? "tcg" : "kvm",
                        emulated ? "the CPU shows neither vmx nor svm" : "/dev/kvm opens",
                        emulated,
                        "6.12.1",
                        "3.33",
                        bootMs,
                        commandLines));
    }
}
