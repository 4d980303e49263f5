package io.berth.run;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.output.JsonOutput;
import io.berth.engine.output.RunFacts;
import io.berth.engine.result.Effective;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import io.berth.fio.FioException;
import io.berth.fio.JobFiles;
import io.berth.fio.TwinJob;
import io.berth.host.BlockDevice;
import io.berth.host.Drain;
import io.berth.host.HostException;
import io.berth.host.HostSampler;
import io.berth.host.LoadEnd;
import io.berth.image.Images;
import io.berth.plan.Case;
import io.berth.profile.CacheMode;
import io.berth.results.CaseResult;
import io.berth.results.EffectiveTwin;
import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Notice;
import io.berth.results.ResultsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures one case of the layer host in one block: berth's own engine does on files, one for each
 * guest, what fio does in the guests.
 */
final class HostCaseRunner {

    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);

    /** Phases of the engine that samples are aligned with; misheard, they would be less exact. */
    private static final String RAMP = "ramp";

    private static final String MEASURING = "measuring";

    /** Does jobs: the engine. */
    interface Load {
        List<JobResult> run(List<Job> jobs, Progress progress) throws InterruptedException;
    }

    private final Images images;
    private final RawFiles raw;
    private final RunEvents events;
    private final List<String> tenants;
    private final Load load;

    /**
     * @param tenants whom berth was allowed to measure beside, one sentence each
     */
    HostCaseRunner(Images images, RawFiles raw, RunEvents events, List<String> tenants, Load load) {
        this.images = images;
        this.raw = raw;
        this.events = events;
        this.tenants = List.copyOf(tenants);
        this.load = load;
    }

    /**
     * Measures.
     *
     * @param seed of the block: twins do the same I/Os as the guests that they are set against
     * @return the result, completed or failed with its reason; case.json is not yet written
     * @throws InterruptedException if the run is ended
     */
    CaseResult run(Case c, int block, long seed) throws InterruptedException {
        CaseDraft draft = new CaseDraft(c, block, seed);
        tenants.forEach(tenant -> draft.notice(new Notice("beside_tenants", tenant)));
        try {
            measure(c, block, seed, draft);
            return draft.completed();
        } catch (CaseFailure | FioException | HostException | EngineException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            return draft.failed(String.valueOf(e.getMessage()));
        } catch (ResultsException e) {
            // An interrupt closes the channel under a write.
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            throw e;
        }
    }

    private void measure(Case c, int block, long seed, CaseDraft draft)
            throws CaseFailure, InterruptedException {
        CaseImages own = new CaseImages(c, images, draft);
        own.prepare(block, seed, events);
        TwinJobs jobs = TwinJobs.read(c, own.disks(), seed);
        raw.twinJobs(c.id(), block, jobs.twins());
        events.phase(c, block, "page cache");
        own.makePageCache();
        own.releaseDevices();

        Measured measured = load(c, block, jobs, own.files());
        events.phase(c, block, "collecting");
        raw.samples(c.id(), block, measured.samples());
        List<EffectiveTwin> effective = effective(c, jobs, measured.results());
        draft.twins(effective);
        requireDone(own.files(), measured.results());
        requireEffective(effective);
        TwinFigures figures =
                TwinFigures.of(
                        jobs,
                        measured.results(),
                        c.workload().runtime(),
                        IntStream.rangeClosed(1, c.guests())
                                .mapToObj(guest -> JobFiles.seed(seed, guest))
                                .toList());
        raw.engine(c.id(), block, json(measured), figures.histograms());
        draft.measured(figures.window(), figures.twins());
        HostUse host =
                HostSampler.summariseEngine(
                        measured.samples(),
                        figures.window(),
                        figures.ios(),
                        measured.devices(),
                        measured.end(),
                        figures.cpuNs());
        draft.host(host);
        Notices.of(c, figures.twins(), figures.window(), host).forEach(draft::notice);
        Notices.ofEngine(jobs.notes(), effective).forEach(draft::notice);

        events.phase(c, block, "checking images");
        own.finish();
        if (!figures.overlaps()) {
            throw new CaseFailure(
                    "the engine's jobs measured together for only "
                            + Math.round(figures.window().overlapShare() * 100)
                            + " % of the runtime (skew "
                            + Math.round(figures.window().skewMs())
                            + " ms); use fewer jobs, or a longer runtime");
        }
    }

    /** What the engine's jobs did, and the host meanwhile. */
    private record Measured(
            List<JobResult> results,
            Instant endedAt,
            List<HostSample> samples,
            List<BlockDevice> devices,
            LoadEnd end) {}

    private Measured load(Case c, int block, TwinJobs jobs, List<Path> files)
            throws InterruptedException {
        List<BlockDevice> devices = BlockDevice.under(c.storage(), c.guests());
        try (HostSampler sampler =
                HostSampler.start(List.of(), devices, SAMPLE_INTERVAL, sample -> {})) {
            events.phase(c, block, "starting the engine");
            long startNs = System.nanoTime();
            List<JobResult> results = load.run(jobs.jobs(), new Shown(c, block, sampler));
            Instant endedAt = Instant.now();
            double loadMs = (System.nanoTime() - startNs) / 1e6;
            events.phase(c, block, "draining");
            double drainMs = Drain.drain(files).toNanos() / 1e6;
            // What the ramp wrote is not known, so there is no sustained rate at the host.
            return new Measured(
                    results, endedAt, sampler.stop(), devices, new LoadEnd(loadMs, null, drainMs));
        }
    }

    private static String json(Measured measured) {
        return JsonOutput.jsonPlus(
                measured.results(),
                RunFacts.of(
                        Environments.Version.text(),
                        ProcessHandle.current().pid(),
                        measured.endedAt()));
    }

    /** The engine's progress as the run's. */
    private final class Shown implements Progress {
        private final Case subject;
        private final int block;
        private final HostSampler sampler;
        private long lastIos;
        private long lastNs = System.nanoTime();

        Shown(Case subject, int block, HostSampler sampler) {
            this.subject = subject;
            this.block = block;
            this.sampler = sampler;
        }

        @Override
        public void phase(String phase) {
            events.phase(subject, block, phase);
            if (phase.equals(RAMP)) {
                sampler.align(Instant.now().plus(subject.workload().rampTime()));
            } else if (phase.equals(MEASURING) && subject.workload().rampTime().isZero()) {
                sampler.align(Instant.now());
            }
        }

        @Override
        public void ios(long readIos, long writeIos) {
            long now = System.nanoTime();
            long ios = readIos + writeIos;
            events.load(
                    subject, block, Math.max(0, ios - lastIos) * 1e9 / Math.max(1, now - lastNs));
            lastIos = ios;
            lastNs = now;
        }
    }

    private static void requireDone(List<Path> files, List<JobResult> results) throws CaseFailure {
        Set<String> reasons = new LinkedHashSet<>();
        for (JobResult result : results) {
            for (IoError error : result.errors()) {
                reasons.add(
                        "%s: %d %ss failed with %s (%s), the first at %d"
                                .formatted(
                                        error.file(),
                                        error.count(),
                                        error.op(),
                                        error.errno(),
                                        error.message(),
                                        error.firstOffsetBytes()));
            }
            if (result.errors().isEmpty() && result.failure() != null) {
                reasons.add(result.job().name() + ": " + result.failure());
            }
        }
        if (!reasons.isEmpty()) {
            throw new CaseFailure(
                    String.join("; ", reasons)
                            + "; see the free space ('df "
                            + files.getFirst().getParent()
                            + "') and dmesg");
        }
    }

    private static List<EffectiveTwin> effective(Case c, TwinJobs jobs, List<JobResult> results) {
        List<EffectiveTwin> twins = new ArrayList<>();
        for (int guest = 1; guest <= c.guests(); guest++) {
            List<JobResult> own = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                if (jobs.twinOf().get(i) == guest) {
                    own.add(results.get(i));
                }
            }
            twins.add(twin(guest, c.disk().cache(), own));
        }
        return List.copyOf(twins);
    }

    private static EffectiveTwin twin(int guest, CacheMode cache, List<JobResult> jobs) {
        List<String> mismatches =
                jobs.stream().flatMap(j -> mismatches(cache, j.effective())).distinct().toList();
        Effective first = jobs.getFirst().effective();
        return new EffectiveTwin(
                guest,
                jobs.size(),
                first.ioengine().word(),
                first.direct(),
                first.syncFlag(),
                TwinJob.flushRule(cache),
                first.fixedBuffers(),
                first.registeredFiles(),
                first.pages(),
                jobs.stream().mapToLong(JobResult::collections).max().orElse(0),
                jobs.stream().flatMap(j -> j.effective().fallbacks().stream()).distinct().toList(),
                mismatches);
    }

    private static Stream<String> mismatches(CacheMode cache, Effective effective) {
        List<String> found = new ArrayList<>();
        if (effective.direct() != cache.direct()) {
            found.add(
                    "cache=%s asks for O_DIRECT %s, the file had it %s"
                            .formatted(
                                    cache.word(),
                                    cache.direct() ? "on" : "off",
                                    effective.direct() ? "on" : "off"));
        }
        boolean through = !cache.writeCache();
        boolean stable = effective.syncFlag().contains("SYNC");
        // Where the workload decides, it may open with either.
        if (through != stable && (through || cache.noFlush())) {
            found.add(
                    "cache=%s flushes %s, the file was open with %s"
                            .formatted(
                                    cache.word(), TwinJob.flushRule(cache), effective.syncFlag()));
        }
        return found.stream();
    }

    private static void requireEffective(List<EffectiveTwin> twins) throws CaseFailure {
        List<String> wrong =
                twins.stream()
                        .flatMap(
                                t ->
                                        t.mismatches().stream()
                                                .map(m -> "twin of guest " + t.guest() + ": " + m))
                        .toList();
        if (!wrong.isEmpty()) {
            throw new CaseFailure("the I/O is not what was asked for: " + String.join("; ", wrong));
        }
    }
}
