package io.berth.fio;

import io.berth.plan.Workload;
import java.time.Duration;
import java.util.TreeMap;

/** Workloads for tests. */
final class Workloads {

    private Workloads() {}

    /** An inline workload: {@code "rw=randread bs=4096"}. */
    static Workload of(String name, Duration rampTime, Duration runtime, String options) {
        TreeMap<String, String> map = new TreeMap<>();
        for (String option : options.split(" ")) {
            int equals = option.indexOf('=');
            map.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return new Workload(name, map, null, rampTime, runtime);
    }

    static Workload file(String text) {
        return new Workload(
                "mine",
                new TreeMap<>(),
                new Workload.JobFile("jobs/mine.fio", text),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
    }
}
