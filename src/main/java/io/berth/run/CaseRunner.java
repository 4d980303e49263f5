package io.berth.run;

import io.berth.fio.FioException;
import io.berth.fio.Gate;
import io.berth.fio.GuestFio;
import io.berth.fio.GuestJob;
import io.berth.fio.JobFiles;
import io.berth.fio.Measured;
import io.berth.fio.Measured.GuestFiles;
import io.berth.guest.BlockStats;
import io.berth.guest.BootDisk;
import io.berth.guest.Guest;
import io.berth.guest.GuestException;
import io.berth.guest.PluggedDisk;
import io.berth.host.BlockDevice;
import io.berth.host.Drain;
import io.berth.host.HostException;
import io.berth.host.HostSampler;
import io.berth.host.LoadEnd;
import io.berth.image.DiskImage;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.Case;
import io.berth.results.CaseResult;
import io.berth.results.EffectiveDisk;
import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Notice;
import io.berth.results.ResultsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** Measures one case in one block, from its images to its result. */
final class CaseRunner {

    /** fio may end late by what its last I/Os take. */
    private static final Duration END_GRACE = Duration.ofSeconds(60);

    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration END_POLL = Duration.ofMillis(50);
    private static final String DIRECTORY_IN_GUEST = "/run/berth";

    private final Fleets fleets;
    private final Images images;
    private final RunEvents events;
    private final RawFiles raw;
    private final List<String> tenants;
    private final Map<Guest, GuestFio> fios = new ConcurrentHashMap<>();

    /**
     * @param tenants whom berth was allowed to measure beside, one sentence each
     */
    CaseRunner(Fleets fleets, Images images, RawFiles raw, RunEvents events, List<String> tenants) {
        this.tenants = List.copyOf(tenants);
        this.fleets = fleets;
        this.images = images;
        this.raw = raw;
        this.events = events;
    }

    /**
     * Measures.
     *
     * @param seed of the block: the compared cases of a block offer the same I/Os
     * @return the result, completed or failed with its reason; case.json is not yet written
     * @throws InterruptedException if the run is ended
     */
    CaseResult run(Case c, int block, long seed) throws InterruptedException {
        CaseDraft draft = new CaseDraft(c, block, seed);
        tenants.forEach(tenant -> draft.notice(new Notice("beside_tenants", tenant)));
        List<GuestPart> parts = new ArrayList<>();
        LiveSnapshots snapshots = new LiveSnapshots(c);
        try {
            measure(c, block, seed, draft, parts, snapshots);
            return draft.completed();
        } catch (GuestException | CaseFailure | FioException | HostException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            String reason = String.valueOf(e.getMessage());
            raw.serialLogs(c.id(), block, parts.stream().map(GuestPart::guest).toList());
            cleanUp(c, parts, snapshots);
            return draft.failed(reason);
        } catch (ResultsException e) {
            // An interrupt closes the channel under a write.
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            throw e;
        } finally {
            snapshots.cancel();
            fleets.endOwn();
        }
    }

    private void measure(
            Case c,
            int block,
            long seed,
            CaseDraft draft,
            List<GuestPart> parts,
            LiveSnapshots snapshots)
            throws GuestException, CaseFailure, InterruptedException {
        boolean booted = BootDisk.needed(c.guest(), c.disk());
        // What does not belong to the case stands still while its images are made.
        List<Guest> guests = booted ? List.of() : fleets.running(c.guest(), c.guests());
        CaseImages own = new CaseImages(c, images, draft);
        List<PreparedImage> prepared = own.prepare(block, seed, events);
        List<DiskImage> disks = prepared.stream().map(PreparedImage::disk).toList();
        snapshots.prepare(disks);

        events.phase(c, block, booted ? "booting guests" : "plugging disks in");
        if (booted) {
            guests = fleets.withDisks(c.guest(), bootDisks(c, disks));
        }
        // Each part is noted as soon as its disk is in, so that a failure of another's leaves none.
        Parallel.forEach(
                guests,
                g -> {
                    GuestPart part = part(c, g, disks.get(g.number() - 1), seed);
                    add(parts, part);
                    // fio sets itself up while the settings are read back.
                    part.startFio();
                });
        parts.sort(Comparator.comparingInt(part -> part.guest().number()));
        events.phase(c, block, "reading settings back");
        List<EffectiveDisk> effective =
                Parallel.map(parts, part -> part.guest().readBack(part.disk()));
        draft.effective(effective);
        raw.commandLines(c.id(), block, parts);
        requireEffective(effective);

        events.phase(c, block, "starting fio");
        Parallel.forEach(parts, GuestPart::awaitReady);
        List<Path> files = new ArrayList<>(own.files());
        files.addAll(snapshots.files());
        events.phase(c, block, "page cache");
        own.makePageCache();

        events.phase(c, block, "starting together");
        Load load = load(c, block, parts, files, snapshots);
        events.phase(c, block, "collecting");
        List<GuestFiles> left = Parallel.map(parts, GuestPart::collect);
        raw.fioFiles(c.id(), block, parts, left);
        raw.samples(c.id(), block, load.samples());
        Measured.Outcome outcome = Measured.combine(left, c.workload());
        raw.histograms(c.id(), block, outcome);
        draft.measured(outcome.window(), outcome.guests());
        draft.snapshots(snapshots.results(outcome));
        HostUse host =
                HostSampler.summarise(
                        load.samples(), outcome.window(), ios(outcome), load.devices(), load.end());
        draft.host(host);
        Notices.of(c, outcome.guests(), outcome.window(), host).forEach(draft::notice);

        events.phase(c, block, "pulling disks out");
        Parallel.forEach(parts, GuestPart::end);
        parts.clear();
        fleets.endOwn();
        events.phase(c, block, "checking images");
        snapshots.finish();
        own.finish();
        if (!outcome.overlaps()) {
            throw new CaseFailure(
                    "the guests measured together for only "
                            + Math.round(outcome.window().overlapShare() * 100)
                            + " % of the runtime (skew "
                            + Math.round(outcome.window().skewMs())
                            + " ms); run fewer guests, or for a longer time");
        }
    }

    private static void add(List<GuestPart> parts, GuestPart part) {
        synchronized (parts) {
            parts.add(part);
        }
    }

    private static List<BootDisk> bootDisks(Case c, List<DiskImage> disks) {
        List<BootDisk> all = new ArrayList<>();
        for (int guest = 1; guest <= disks.size(); guest++) {
            all.add(new BootDisk(c.disk(), disks.get(guest - 1), serial(guest)));
        }
        return all;
    }

    private static String serial(int guest) {
        return "berth-" + guest;
    }

    private GuestPart part(Case c, Guest guest, DiskImage image, long seed)
            throws GuestException, InterruptedException {
        GuestFio fio = fioOf(guest);
        PluggedDisk disk =
                guest.bootDisks().isEmpty()
                        ? guest.plug(c.disk(), image, serial(guest.number()))
                        : guest.bootDisks().getFirst();
        long guestSeed = JobFiles.seed(seed, guest.number());
        try {
            GuestJob job =
                    JobFiles.write(
                            c.workload(),
                            "/dev/" + disk.guestDevice(),
                            c.disk().size().bytes(),
                            guestSeed,
                            DIRECTORY_IN_GUEST,
                            fio);
            return new GuestPart(guest, disk, job, guestSeed);
        } catch (FioException e) {
            if (!disk.booted()) {
                guest.unplug(disk);
            }
            throw e;
        }
    }

    private GuestFio fioOf(Guest guest) throws GuestException, InterruptedException {
        GuestFio known = fios.get(guest);
        if (known == null) {
            Duration timeout = Duration.ofSeconds(60);
            String version = guest.agent().exec(List.of("fio", "--version"), timeout).outText();
            String engines = guest.agent().exec(List.of("fio", "--enghelp"), timeout).outText();
            known = GuestFio.parse(version, engines);
            fios.put(guest, known);
        }
        return known;
    }

    private static void requireEffective(List<EffectiveDisk> effective) throws CaseFailure {
        List<String> wrong =
                effective.stream()
                        .flatMap(
                                e ->
                                        e.mismatches().stream()
                                                .map(m -> "guest " + e.guest() + ": " + m))
                        .toList();
        if (!wrong.isEmpty()) {
            throw new CaseFailure(
                    "the disk is not what was asked for: " + String.join("; ", wrong));
        }
    }

    /** What was sampled while the guests worked, and how that ended. */
    private record Load(List<HostSample> samples, List<BlockDevice> devices, LoadEnd end) {}

    private Load load(
            Case c, int block, List<GuestPart> parts, List<Path> files, LiveSnapshots snapshots)
            throws GuestException, CaseFailure, InterruptedException {
        List<BlockDevice> devices = BlockDevice.under(c.storage(), c.guests());
        List<Long> pids = fleets.guests().stream().map(Guest::pid).toList();
        Parallel.forEach(parts, GuestPart::readClock);
        try (HostSampler sampler =
                HostSampler.start(pids, devices, SAMPLE_INTERVAL, sample -> {})) {
            long writtenBefore = sum(parts, BlockStats::writeBytes);
            Instant start = Instant.now().plus(Gate.notice(parts.size()));
            Instant measured = start.plus(c.workload().rampTime());
            sampler.align(measured);
            open(parts, start);
            snapshots.start(parts, measured);
            showUntil(
                    measured.plus(c.workload().runtime()).plus(JobFiles.COOL_DOWN),
                    c,
                    block,
                    parts);
            snapshots.await();
            raw.snapshots(c.id(), block, parts, snapshots);
            double loadMs = millis(Duration.between(start, Instant.now()));
            // At once: in the time that fio takes to end, the host would go on draining unseen.
            events.phase(c, block, "draining");
            double drainMs = drain(parts, files);
            long dueNanos = System.nanoTime();
            Parallel.forEach(parts, part -> awaitEnd(part, dueNanos));
            long writeBytes = sum(parts, BlockStats::writeBytes) - writtenBefore;
            List<HostSample> samples = sampler.stop();
            // What a guest that started late wrote meanwhile: the next case begins drained.
            drainMs += millis(Drain.drain(files));
            return new Load(samples, devices, new LoadEnd(loadMs, writeBytes, drainMs));
        }
    }

    private static double drain(List<GuestPart> parts, List<Path> files) throws CaseFailure {
        // A disk that is full says so in the guest's errors, and less clearly here.
        for (GuestPart part : parts) {
            requireNoErrors(part);
        }
        return millis(Drain.drain(files));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Tells every guest the one instant to start at; who hears of it late shows in the skew. */
    private static void open(List<GuestPart> parts, Instant go)
            throws GuestException, CaseFailure, InterruptedException {
        long goUnixNs =
                Math.addExact(
                        Math.multiplyExact(go.getEpochSecond(), 1_000_000_000L), go.getNano());
        Parallel.forEach(parts, part -> part.open(Gate.goText(goUnixNs + part.clock().offsetNs())));
    }

    /** The agent is left alone until the load should be over: asking it costs guest CPU. */
    private void showUntil(Instant end, Case c, int block, List<GuestPart> parts)
            throws GuestException, CaseFailure, InterruptedException {
        long lastNanos = System.nanoTime();
        long lastOps = operations(parts);
        for (Duration left; (left = Duration.between(Instant.now(), end)).isPositive(); ) {
            Thread.sleep(left.compareTo(SAMPLE_INTERVAL) < 0 ? left : SAMPLE_INTERVAL);
            long nowOps = operations(parts);
            long now = System.nanoTime();
            events.load(c, block, (nowOps - lastOps) * 1e9 / (now - lastNanos));
            lastOps = nowOps;
            lastNanos = now;
        }
    }

    private static void awaitEnd(GuestPart part, long dueNanos)
            throws GuestException, CaseFailure, InterruptedException {
        while (!part.ended()) {
            if (System.nanoTime() - dueNanos > END_GRACE.toNanos()) {
                throw new CaseFailure(
                        part.name()
                                + ": fio did not end within "
                                + END_GRACE.toSeconds()
                                + " s of its time: its I/O hangs");
            }
            Thread.sleep(END_POLL);
        }
        requireNoErrors(part);
        part.checkEnd();
    }

    private static void requireNoErrors(GuestPart part) throws CaseFailure {
        List<String> errors = part.guest().ioErrors(part.disk());
        if (!errors.isEmpty()) {
            throw new CaseFailure(
                    part.name()
                            + ": I/O error: "
                            + String.join("; ", errors)
                            + "; see the free space ('df "
                            + part.disk().image().getParent()
                            + "') and dmesg");
        }
    }

    private static long operations(List<GuestPart> parts)
            throws GuestException, CaseFailure, InterruptedException {
        return sum(parts, s -> s.readOps() + s.writeOps());
    }

    private static long sum(List<GuestPart> parts, ToLongFunction<BlockStats> figure)
            throws GuestException, CaseFailure, InterruptedException {
        List<BlockStats> stats = Parallel.map(parts, part -> part.guest().blockStats(part.disk()));
        return stats.stream().mapToLong(figure).sum();
    }

    private static long ios(Measured.Outcome outcome) {
        return Math.round(
                outcome.guests().stream()
                        .flatMap(guest -> guest.ops().stream())
                        .filter(op -> !op.op().equals("sync"))
                        .mapToDouble(op -> op.iosIn(outcome.window()))
                        .sum());
    }

    private void cleanUp(Case c, List<GuestPart> parts, LiveSnapshots snapshots)
            throws InterruptedException {
        snapshots.cancel();
        try {
            Parallel.forEach(List.copyOf(parts), GuestPart::end);
        } catch (GuestException | CaseFailure e) {
            events.warning("guests are started anew after a failure: " + e.getMessage());
            fleets.discard(c.guest());
        }
        parts.clear();
        fleets.endOwn();
        try {
            snapshots.delete();
        } catch (GuestException e) {
            events.warning("a snapshot is left behind: " + e.getMessage());
        }
    }
}
