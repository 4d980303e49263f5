package io.berth.run;

import io.berth.analysis.Spread;
import io.berth.calibration.Calibration;
import io.berth.calibration.Calibration.State;
import io.berth.calibration.CalibrationFiles;
import io.berth.calibration.Judge;
import io.berth.calibration.Measure;
import io.berth.calibration.Pair;
import io.berth.calibration.Row;
import io.berth.calibration.RowResult;
import io.berth.calibration.Schedule;
import io.berth.calibration.Side;
import io.berth.calibration.SideResult;
import io.berth.host.BlockDevice;
import io.berth.host.HostException;
import io.berth.host.Inventory;
import io.berth.results.Environment;
import io.berth.results.ResultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a calibration: row after row, pair after pair, each side as a process of its own. What was
 * measured is stored after every pair.
 */
public final class Calibrator {

    private final Schedule schedule;
    private final CalibrationFiles files;
    private final List<String> berth;
    private final CalibrationEvents events;
    private final Interruption interruption;
    private final List<RowResult> done = new ArrayList<>();
    private Calibration stored;

    /**
     * @param id the calibration's, its directory's name
     * @param berth how this berth is started, without a command
     * @param tenants who else uses the host
     */
    public Calibrator(
            String id,
            Schedule schedule,
            CalibrationFiles files,
            List<String> berth,
            List<String> tenants,
            CalibrationEvents events,
            Interruption interruption) {
        this.schedule = schedule;
        this.files = files;
        this.berth = List.copyOf(berth);
        this.events = events;
        this.interruption = interruption;
        this.stored =
                new Calibration(
                        Calibration.SCHEMA_VERSION,
                        id,
                        State.RUNNING,
                        Instant.now(),
                        null,
                        schedule,
                        tenants,
                        environment(),
                        List.of());
    }

    /**
     * Runs it to its end, or until this thread is interrupted.
     *
     * @param keep whether the files that were worked on stay
     * @return what was measured, as it is stored
     * @throws HostException if the files cannot be laid out; then nothing is stored
     */
    public Calibration run(boolean keep) {
        boolean complete = false;
        try (CalibrationLayout layout = CalibrationLayout.write(schedule, keep, events)) {
            BlockDevice device = BlockDevice.under(schedule.file()).orElse(null);
            SideRun sideRun = new SideRun(schedule, berth, device);
            for (Row row : schedule.rows()) {
                row(row, sideRun, layout);
            }
            complete = true;
        } catch (HostException e) {
            if (!Thread.currentThread().isInterrupted() || done.isEmpty()) {
                throw e;
            }
        } finally {
            State state = complete ? State.COMPLETE : State.INTERRUPTED;
            if (!done.isEmpty()) {
                store(state, Instant.now());
            }
        }
        return stored;
    }

    private void row(Row row, SideRun sideRun, CalibrationLayout layout) {
        events.rowBegins(row);
        Long rateIops = null;
        Row.Load load = row.load();
        if (load != null) {
            rateIops = rate(load);
            if (rateIops == null) {
                String why = "its rate is a share of row " + load.row() + ", which has none";
                done.add(new RowResult(row, null, List.of(), why));
                ended();
                return;
            }
        }
        List<Pair> pairs = new ArrayList<>();
        done.add(new RowResult(row, rateIops, pairs, null));
        for (int number = 1; number <= schedule.pairs(); number++) {
            layout.prepare(row);
            Pair pair = pair(row, number, rateIops, sideRun);
            pairs.add(pair);
            done.set(done.size() - 1, new RowResult(row, rateIops, pairs, null));
            store(State.RUNNING, null);
            events.pairEnded(row, pair);
        }
        ended();
    }

    private void ended() {
        store(State.RUNNING, null);
        RowResult result = done.getLast();
        Judge.judge(stored).rows().stream()
                .filter(verdict -> verdict.row().equals(result.row().name()))
                .forEach(verdict -> events.rowEnded(result, verdict));
    }

    private Pair pair(Row row, int number, @Nullable Long rateIops, SideRun sideRun) {
        Side first = schedule.first(row, number);
        Map<Side, SideResult> results = new EnumMap<>(Side.class);
        for (Side side : List.of(first, first.other())) {
            Path json = files.raw(row, number, side);
            makeParent(json);
            String shown = files.path().relativize(json).toString();
            results.put(side, sideRun.run(row, side, rateIops, json.toAbsolutePath(), shown));
        }
        return new Pair(
                number,
                first,
                Objects.requireNonNull(results.get(Side.BERTH)),
                Objects.requireNonNull(results.get(Side.FIO)));
    }

    /** The offered rate of a row; null if the row that it depends on has no figures. */
    private @Nullable Long rate(Row.Load load) {
        List<Double> iops =
                done.stream()
                        .filter(result -> result.row().name().equals(load.row()))
                        .flatMap(result -> result.valid().stream())
                        .map(pair -> Measure.IOPS.of(pair.fio()))
                        .filter(Objects::nonNull)
                        .toList();
        return Spread.of(iops)
                .map(spread -> Math.max(1, Math.round(spread.median() * load.share())))
                .orElse(null);
    }

    private void store(State state, @Nullable Instant endedAt) {
        stored =
                new Calibration(
                        stored.schemaVersion(),
                        stored.id(),
                        state,
                        stored.startedAt(),
                        endedAt,
                        schedule,
                        stored.tenants(),
                        stored.environment(),
                        done);
        Calibration so = stored;
        interruption.shielded(() -> files.store(so));
    }

    private Environment environment() {
        return new Environment(
                Environment.SCHEMA_VERSION,
                Instant.now(),
                Environments.hostName(),
                Environments.Version.text(),
                Inventory.tools(),
                Inventory.facts(List.of(schedule.directory())),
                null);
    }

    private static void makeParent(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw new ResultsException(file.getParent() + ": cannot be made: " + e, e);
        }
    }
}
