package io.berth.calibration;

import io.berth.units.Durations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command lines of both sides: the same options, in fio's words. */
public final class CommandLines {

    private CommandLines() {}

    /**
     * fio's. Its jobs are threads, as berth's are, so that both count their own CPU the same way
     * (RUSAGE_THREAD); its random data is what it writes by default.
     *
     * @param rateIops offered; null for all that goes
     */
    public static List<String> fio(Schedule schedule, Row row, @Nullable Long rateIops, Path json) {
        List<String> command = new ArrayList<>(List.of("fio"));
        command.addAll(shared(schedule, row, rateIops));
        command.addAll(
                List.of(
                        "--thread=1",
                        "--lat_percentiles=1",
                        "--clat_percentiles=1",
                        "--output-format=json+",
                        "--output=" + json));
        return List.copyOf(command);
    }

    /**
     * berth's.
     *
     * @param program how this berth is started: {@code ./berth}
     */
    public static List<String> berth(
            List<String> program, Schedule schedule, Row row, @Nullable Long rateIops, Path json) {
        List<String> command = new ArrayList<>(program);
        command.add("engine");
        command.addAll(shared(schedule, row, rateIops));
        command.addAll(List.of("--output-format=json+", "--output=" + json));
        return List.copyOf(command);
    }

    private static List<String> shared(Schedule schedule, Row row, @Nullable Long rateIops) {
        List<String> options = new ArrayList<>();
        options.add("--name=" + row.name());
        options.add("--filename=" + schedule.file(row));
        options.add("--size=" + schedule.bytes(row));
        row.options().forEach((name, value) -> options.add("--" + name + "=" + value));
        if (rateIops != null) {
            options.add("--rate_iops=" + rateIops);
        }
        if (row.cached()) {
            options.add("--invalidate=0");
        }
        options.add("--randseed=" + schedule.seed());
        options.add("--ramp_time=" + Durations.exact(schedule.rampTime()));
        options.add("--runtime=" + Durations.exact(schedule.runtime()));
        options.add("--time_based=1");
        options.add("--group_reporting=1");
        return options;
    }
}
