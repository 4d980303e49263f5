package io.berth.run;

import io.berth.fio.FioException;
import io.berth.fio.Gate;
import io.berth.fio.GuestJob;
import io.berth.fio.Measured.GuestFiles;
import io.berth.guest.ClockReading;
import io.berth.guest.ExecResult;
import io.berth.guest.ExecStatus;
import io.berth.guest.Guest;
import io.berth.guest.GuestException;
import io.berth.guest.PluggedDisk;
import io.berth.units.Figures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One guest's part in a case: its disk, its fio job, and what the job left. */
final class GuestPart {

    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    /** A quarter of a histogram row. */
    private static final Duration CLOCK_MOVES_MAX = Duration.ofMillis(250);

    private final Guest guest;
    private final PluggedDisk disk;
    private final GuestJob job;
    private final long seed;
    private @Nullable ClockReading clock;
    private @Nullable Long fioPid;
    private @Nullable ExecResult fioEnd;

    GuestPart(Guest guest, PluggedDisk disk, GuestJob job, long seed) {
        this.guest = guest;
        this.disk = disk;
        this.job = job;
        this.seed = seed;
    }

    Guest guest() {
        return guest;
    }

    PluggedDisk disk() {
        return disk;
    }

    GuestJob job() {
        return job;
    }

    /** Starts fio; its jobs set themselves up and come to stand at the gate. */
    void startFio() throws GuestException, CaseFailure, InterruptedException {
        ExecResult prepared = guest.agent().exec(job.prepareCommand(), SETUP_TIMEOUT);
        if (prepared.exitCode() != 0) {
            throw new CaseFailure(name() + ": " + job.directory() + " cannot be made: " + prepared);
        }
        guest.agent().writeFile(job.jobPath(), utf8(job.jobFile()));
        guest.agent().writeFile(job.gatePath(), utf8(job.gateScript()));
        fioPid = guest.agent().execDetached(job.command());
    }

    /** Waits until all of fio's jobs stand at the gate. */
    void awaitReady() throws GuestException, CaseFailure, InterruptedException {
        long deadline = System.nanoTime() + SETUP_TIMEOUT.toNanos();
        while (true) {
            byte[] ready = guest.agent().readFile(job.readyPath());
            if (Gate.ready(ready) >= job.jobs()) {
                return;
            }
            if (ended()) {
                checkEnd();
                throw new CaseFailure(name() + ": fio ended before the start, without an error");
            }
            if (System.nanoTime() > deadline) {
                throw new CaseFailure(
                        name()
                                + ": fio was not ready within "
                                + SETUP_TIMEOUT.toSeconds()
                                + " s; give the guest more memory or look at "
                                + guest.serialLog());
            }
            Thread.sleep(POLL);
        }
    }

    void readClock() throws GuestException, InterruptedException {
        clock = guest.readClock();
    }

    /**
     * The guest's clock over the load, from a reading before it and one after: the middle of both,
     * with half of what it moved counted as uncertain.
     *
     * @throws CaseFailure if it moved so far that rows may be of another second
     */
    static ClockReading over(ClockReading before, ClockReading after) throws CaseFailure {
        long movedNs = after.offsetNs() - before.offsetNs();
        if (Math.abs(movedNs) > CLOCK_MOVES_MAX.toNanos()) {
            throw new CaseFailure(
                    "its clock moved by "
                            + Figures.nanos(Math.abs(movedNs))
                            + " against the host's while it was measured: stop the guest's time"
                            + " synchronisation, and the host's if it steps the clock");
        }
        return new ClockReading(
                before.offsetNs() + movedNs / 2,
                Math.max(before.uncertaintyNs(), after.uncertaintyNs()) + Math.abs(movedNs) / 2);
    }

    ClockReading clock() {
        if (clock == null) {
            throw new IllegalStateException("the clock of " + name() + " was not read");
        }
        return clock;
    }

    /** Opens the gate, at an instant of the guest's own clock. */
    void open(String goText) throws GuestException, InterruptedException {
        guest.agent().writeFile(job.goPath(), utf8(goText));
    }

    /** Whether fio has ended. */
    boolean ended() throws GuestException, InterruptedException {
        if (fioEnd == null && fioPid != null) {
            ExecStatus status = guest.agent().status(fioPid);
            fioEnd = status.result();
        }
        return fioEnd != null;
    }

    /**
     * Requires that fio has ended well.
     *
     * @throws FioException with fio's words and the remedy
     */
    void checkEnd() {
        if (fioEnd == null) {
            throw new IllegalStateException(name() + ": fio has not ended");
        }
        if (fioEnd.exitCode() != 0) {
            throw FioException.ofExit(guest.number(), fioEnd.exitCode(), fioWords(fioEnd));
        }
    }

    /** What fio left, brought here. */
    GuestFiles collect() throws GuestException, CaseFailure, InterruptedException {
        ClockReading reading;
        try {
            reading = over(clock(), guest.readClock());
        } catch (CaseFailure e) {
            throw new CaseFailure(name() + ": " + e.getMessage());
        }
        byte[] json = guest.agent().readFile(job.jsonPath());
        Map<String, byte[]> logs = new TreeMap<>();
        for (String log : job.histLogs()) {
            logs.put(log, guest.agent().readFile(job.directory() + "/" + log));
        }
        return new GuestFiles(
                guest.number(), seed, json, logs, reading.offsetNs(), reading.uncertaintyNs());
    }

    /** Ends fio if it still runs, and pulls the disk out if the guest was not booted with it. */
    void end() throws GuestException, InterruptedException {
        if (fioPid != null && !ended()) {
            guest.agent().exec(job.stopCommand(), SETUP_TIMEOUT);
        }
        if (!disk.booted()) {
            guest.unplug(disk);
        }
    }

    String name() {
        return "guest " + guest.number();
    }

    /** fio names the cause at the end of what it prints. */
    private static String fioWords(ExecResult end) {
        List<String> lines =
                (end.outText() + "\n" + end.errText()).lines().filter(l -> !l.isBlank()).toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
