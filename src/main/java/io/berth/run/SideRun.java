package io.berth.run;

import io.berth.calibration.CommandLines;
import io.berth.calibration.Row;
import io.berth.calibration.Schedule;
import io.berth.calibration.Side;
import io.berth.calibration.SideResult;
import io.berth.calibration.SideResult.Figures;
import io.berth.calibration.SideResult.Witness;
import io.berth.fio.FioException;
import io.berth.fio.FioOutput;
import io.berth.fio.FioOutput.Latencies;
import io.berth.fio.FioOutput.Totals;
import io.berth.host.BlockDevice;
import io.berth.host.HostException;
import io.berth.host.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one side of a pair as a process of its own, and reads what it found. */
final class SideRun {

    /** What starting and ending may take on a slow host. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Schedule schedule;
    private final List<String> berth;
    private final @Nullable BlockDevice device;

    /**
     * @param berth how this berth is started
     * @param device the disk under the files; null if there is none
     */
    SideRun(Schedule schedule, List<String> berth, @Nullable BlockDevice device) {
        this.schedule = schedule;
        this.berth = List.copyOf(berth);
        this.device = device;
    }

    /**
     * Runs it.
     *
     * @param json where its output goes
     * @param shown the same, as it is stored
     * @throws HostException if this thread is interrupted
     */
    SideResult run(Row row, Side side, @Nullable Long rateIops, Path json, String shown) {
        boolean fio = side == Side.FIO || schedule.againstItself();
        List<String> command =
                fio
                        ? CommandLines.fio(schedule, row, rateIops, json)
                        : CommandLines.berth(berth, schedule, row, rateIops, json);
        Duration load = schedule.rampTime().plus(schedule.runtime());
        Watch.Watched watched;
        try {
            watched = Watch.run(load.plus(PATIENCE), command, device, load);
        } catch (HostException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new SideResult(command, shown, -1, 0, null, null, e.getMessage());
        }
        int exit = watched.output().exit();
        long elapsedMs = watched.output().elapsed().toMillis();
        try {
            byte[] bytes = read(json, watched);
            FioOutput output = FioOutput.parse(bytes);
            OwnNotes own = OwnNotes.of(bytes);
            String failure =
                    own.errors().isEmpty()
                            ? failure(output, watched)
                            : String.join("; ", own.errors());
            if (failure != null) {
                return new SideResult(command, shown, exit, elapsedMs, null, null, failure);
            }
            return new SideResult(
                    command,
                    shown,
                    exit,
                    elapsedMs,
                    figures(output, own),
                    witness(watched, own),
                    null);
        } catch (FioException e) {
            String said = said(watched);
            String failure = e.getMessage() + (said.isEmpty() ? "" : "; it said: " + said);
            return new SideResult(command, shown, exit, elapsedMs, null, null, failure);
        }
    }

    private static byte[] read(Path json, Watch.Watched watched) {
        try {
            return Files.readAllBytes(json);
        } catch (IOException e) {
            throw new FioException(
                    "exit code " + watched.output().exit() + ", and no output in " + json, e);
        }
    }

    /** Why a run is no measurement; null if it is one. */
    static @Nullable String failure(FioOutput output, Watch.Watched watched) {
        for (FioOutput.Job job : output.jobs()) {
            if (job.error() != 0 || job.totalErrors() != 0) {
                return "I/O errors: "
                        + (job.totalErrors() == 0 ? "" : job.totalErrors() + ", ")
                        + "errno "
                        + job.error()
                        + (output.notes().isEmpty() ? "" : "; " + output.notes())
                        + (said(watched).isEmpty() ? "" : "; " + said(watched));
            }
        }
        if (!watched.output().ok()) {
            return "exit code " + watched.output().exit() + ": " + said(watched);
        }
        boolean idle =
                output.jobs().stream()
                        .flatMap(job -> job.totals().values().stream())
                        .allMatch(totals -> totals.lat().count() == 0);
        return idle ? "no I/O ended in the measured time" : null;
    }

    private static String said(Watch.Watched watched) {
        String said = watched.output().stderr().isBlank() ? "" : watched.output().stderr().strip();
        int most = 400;
        return said.length() <= most ? said : "…" + said.substring(said.length() - most);
    }

    /** All jobs and directions together. */
    static Figures figures(FioOutput output, OwnNotes own) {
        Latencies lat = Latencies.NONE;
        long bytes = 0;
        double iops = 0;
        double bytesPerSecond = 0;
        long userNs = 0;
        long systemNs = 0;
        for (FioOutput.Job job : output.jobs()) {
            userNs += job.userCpuNs();
            systemNs += job.systemCpuNs();
            for (Totals totals : job.totals().values()) {
                double seconds = Math.max(1, totals.runtimeMs()) / 1000.0;
                lat = lat.plus(totals.lat());
                bytes += totals.bytes();
                iops += totals.lat().count() / seconds;
                bytesPerSecond += totals.bytes() / seconds;
            }
        }
        return new Figures(
                output.version(),
                lat.count(),
                bytes,
                iops,
                bytesPerSecond,
                lat.summary(),
                userNs,
                systemNs,
                own.pages(),
                own.fallbacks());
    }

    private @Nullable Witness witness(Watch.Watched watched, OwnNotes own) {
        double endMs = own.endUnixMs() - watched.startedUnixMs();
        double runtimeMs = schedule.runtime().toMillis();
        Watch.Rates rates = watched.between(endMs - 0.75 * runtimeMs, endMs - 0.25 * runtimeMs);
        if (rates == null) {
            return null;
        }
        return new Witness(
                rates.seconds(),
                rates.processCpus(),
                rates.otherCpus(),
                Runtime.getRuntime().availableProcessors(),
                device == null ? null : device.name(),
                device == null ? null : Double.valueOf(rates.readBytesPerSecond()),
                device == null ? null : Double.valueOf(rates.writeBytesPerSecond()),
                watched.hugePageBytes());
    }
}
