package io.berth.profile;

import io.berth.profile.Profile.Measure;
import io.berth.profile.Profile.Workload;
import io.berth.units.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a rate has a runtime longer than its ramp. fio 3.33 compares the time since the start,
 * ramp included, with runtime when it waits for the rate (io_u.c, rate_ddir): with a ramp as long
 * as the runtime it keeps no latency at all.
 */
final class RateCheck {

    private static final List<String> RATES = List.of("rate_iops", "rate");

    private RateCheck() {}

    static void check(List<Workload> workloads, Measure measure, Problems problems) {
        for (Workload workload : workloads) {
            Duration ramp = longest(workload.axis("ramp_time"), measure.rampTime());
            Duration runtime = shortest(workload.axis("runtime"), measure.runtime());
            if (ramp.compareTo(runtime) < 0) {
                continue;
            }
            for (String rate : RATES) {
                workload.axis(rate)
                        .ifPresent(axis -> problems.add(axis.at(), message(rate, ramp, runtime)));
            }
        }
    }

    private static String message(String rate, Duration ramp, Duration runtime) {
        return "with %s fio keeps no latency unless runtime (%s) is longer than ramp_time (%s): set runtime: %s, or a shorter ramp_time"
                .formatted(
                        rate,
                        Durations.exact(runtime),
                        Durations.exact(ramp),
                        Durations.exact(ramp.multipliedBy(2)));
    }

    private static Duration longest(Optional<Axis> own, Duration otherwise) {
        return own.stream()
                .flatMap(axis -> axis.values().stream())
                .map(Durations::parse)
                .max(Duration::compareTo)
                .orElse(otherwise);
    }

    private static Duration shortest(Optional<Axis> own, Duration otherwise) {
        return own.stream()
                .flatMap(axis -> axis.values().stream())
                .map(Durations::parse)
                .min(Duration::compareTo)
                .orElse(otherwise);
    }
}
