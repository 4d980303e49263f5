package io.berth.run;

import io.berth.engine.Engine;
import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Accelerators;
import io.berth.guest.Appliance;
import io.berth.guest.BootDisk;
import io.berth.guest.GuestException;
import io.berth.guest.QemuHypervisor;
import io.berth.host.HostException;
import io.berth.host.Tenants;
import io.berth.image.Images;
import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.Place;
import io.berth.plan.Plan;
import io.berth.profile.Accelerator;
import io.berth.profile.Bus;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.Journal;
import io.berth.results.JournalEntry;
import io.berth.results.JournalEntry.Event;
import io.berth.results.Json;
import io.berth.results.OperationResult;
import io.berth.results.RunData;
import io.berth.results.RunData.CaseBlock;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan: what is still to do of it, block by block in the plan's order, each case ended in
 * the journal before the next begins.
 */
public final class Runner {

    private final Plan plan;
    private final RunDirectory directory;
    private final RunSettings settings;
    private final RunEvents events;
    private final Interruption interruption;
    private final Set<CaseBlock> pending = new HashSet<>();

    /**
     * @param directory of the run; its plan.json is written
     */
    public Runner(
            Plan plan,
            RunDirectory directory,
            RunSettings settings,
            RunEvents events,
            Interruption interruption) {
        this.plan = plan;
        this.directory = directory;
        this.settings = settings;
        this.events = events;
        this.interruption = interruption;
    }

    /**
     * How a run ended.
     *
     * @param failed case × block pairs (or operation × block) that failed or were skipped, in this
     *     and earlier attempts
     * @param pending pairs without a result: the run was interrupted
     */
    public record Outcome(int failed, int pending) {}

    /**
     * Runs to the end, or to the interruption of this thread, which leaves a valid partial result.
     *
     * @throws GuestException if guests cannot be run here, or not any more; what was measured is
     *     kept, and the run can be resumed
     * @throws HostException the same for the host
     */
    public Outcome run() throws GuestException {
        RunData before = RunReader.read(directory);
        pending.addAll(before.pending());
        try (Journal journal = new Journal(directory.journalFile())) {
            Event first = before.journal().isEmpty() ? Event.RUN_STARTED : Event.RUN_RESUMED;
            append(journal, JournalEntries.of(first, null));
            events.started(plan, directory.path(), pending.size());
            try {
                work(journal);
                append(journal, JournalEntries.of(Event.RUN_ENDED, null));
            } catch (InterruptedException e) {
                // The flag must not reach the writing of the partial report.
                Thread.interrupted();
                append(journal, JournalEntries.of(Event.RUN_INTERRUPTED, "ended by a signal"));
            } catch (GuestException | HostException e) {
                append(journal, JournalEntries.of(Event.RUN_INTERRUPTED, e.getMessage()));
                throw e;
            }
        }
        long failed = RunReader.read(directory).failed();
        events.ended(directory.path(), (int) failed, pending.size());
        return new Outcome((int) failed, pending.size());
    }

    private void work(Journal journal) throws GuestException, InterruptedException {
        if (pending.isEmpty()) {
            return;
        }
        Path sockets = temporaryDirectory();
        try (Images images =
                new Images(
                        places(),
                        directory.runId(),
                        settings.keepImages(),
                        new GuardedDevices(settings.allowOverwrite()))) {
            RawFiles raw = new RawFiles(directory);
            if (!needsGuests()) {
                new Environments(directory, plan).write(null, List.of());
                List<String> tenants = tenants(Set.of());
                blocks(
                        new Runners(
                                null,
                                null,
                                atHost(images, raw, tenants),
                                new OperationRunner(images, directory, null, events, tenants)),
                        journal);
                return;
            }
            Appliance appliance = Appliance.build(settings.cache(), buses(), events::step);
            AcceleratorChoice accelerator = Accelerators.choose(wanted(), appliance);
            if (accelerator.emulated()) {
                events.warning(
                        "emulated CPU ("
                                + accelerator.reason()
                                + "): for trying berth out, never for capacity decisions");
            }
            Path logs = freeName(directory.path().resolve("guests"));
            try (Fleets fleets =
                    new Fleets(
                            new QemuHypervisor(), accelerator, appliance, rungs(), sockets, logs)) {
                boot(fleets);
                new Environments(directory, plan).write(accelerator, fleets.guests());
                Set<Long> own = new HashSet<>();
                fleets.guests().forEach(g -> own.add(g.pid()));
                List<String> tenants = tenants(own);
                CaseRunner inGuests = new CaseRunner(fleets, images, raw, events, tenants);
                OperationGuests guests =
                        new OperationGuests(
                                new QemuHypervisor(),
                                accelerator,
                                appliance,
                                sockets.resolve("operation"));
                blocks(
                        new Runners(
                                fleets,
                                inGuests,
                                atHost(images, raw, tenants),
                                new OperationRunner(images, directory, guests, events, tenants)),
                        journal);
            }
        } catch (HostException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            throw e;
        } finally {
            delete(sockets);
        }
    }

    private List<Place> places() {
        return Stream.concat(
                        plan.cases().stream().map(Case::storage),
                        plan.operations().stream().map(OperationCase::storage))
                .distinct()
                .toList();
    }

    private HostCaseRunner atHost(Images images, RawFiles raw, List<String> tenants) {
        return new HostCaseRunner(
                images,
                raw,
                events,
                tenants,
                (jobs, progress) -> Engine.run(jobs, settings.allowOverwrite(), progress));
    }

    /**
     * Who measures a case, by its layer, or an operation.
     *
     * @param fleets null, as the next, if nothing that is still to do needs guests
     */
    private record Runners(
            @Nullable Fleets fleets,
            @Nullable CaseRunner inGuests,
            HostCaseRunner atHost,
            OperationRunner operations) {

        OperationResult run(OperationCase operation, int block, long seed)
                throws GuestException, InterruptedException {
            if (fleets != null) {
                fleets.stopAll();
            }
            return operations.run(operation, block, seed);
        }

        /** Guests that ended after a failure come up here: if they cannot, the run ends. */
        void ready(Case c) throws GuestException, InterruptedException {
            if (fleets != null && c.layer() == Layer.GUEST) {
                fleets.of(c.guest());
            }
        }

        CaseResult run(Case c, int block, long seed) throws GuestException, InterruptedException {
            if (c.layer() != Layer.HOST) {
                return Objects.requireNonNull(inGuests).run(c, block, seed);
            }
            if (fleets != null) {
                fleets.stopAll();
            }
            return atHost.run(c, block, seed);
        }
    }

    private void blocks(Runners runners, Journal journal)
            throws GuestException, InterruptedException {
        for (Block block : plan.blocks()) {
            run(block, runners, journal);
        }
    }

    private void run(Block block, Runners runners, Journal journal)
            throws GuestException, InterruptedException {
        long seed = blockSeed(plan.measure().seed(), block.number());
        for (String id : block.caseIds()) {
            CaseBlock now = new CaseBlock(id, block.number());
            if (!pending.contains(now)) {
                continue;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended");
            }
            Optional<OperationCase> operation = plan.operation(id);
            if (operation.isPresent()) {
                run(operation.get(), block.number(), seed, runners, journal);
            } else {
                run(plan.find(id), block.number(), seed, runners, journal);
            }
            pending.remove(now);
        }
    }

    private void run(Case c, int block, long seed, Runners runners, Journal journal)
            throws GuestException, InterruptedException {
        // If guests cannot come up, every later case would only wait for the same.
        runners.ready(c);
        events.caseStarted(c, block);
        interruption.shielded(() -> directory.newCaseDirectory(c.id(), block));
        CaseResult result = runners.run(c, block, seed);
        interruption.shielded(() -> end(journal, result));
        events.caseEnded(c, block, result);
    }

    private void run(OperationCase o, int block, long seed, Runners runners, Journal journal)
            throws GuestException, InterruptedException {
        events.operationStarted(o, block);
        interruption.shielded(() -> directory.newCaseDirectory(o.id(), block));
        OperationResult result = runners.run(o, block, seed);
        interruption.shielded(() -> end(journal, result));
        events.operationEnded(o, block, result);
    }

    /**
     * The seed of a block (from 1). It is mixed (Steele, Lea, Flood: SplitMix64), since a guest's
     * seed is made from it by adding, too: were it a mere sum, guest 2 of block 1 would do the same
     * I/Os as guest 1 of block 2, and blocks would not be independent.
     */
    static long blockSeed(long profileSeed, int block) {
        long z = profileSeed + block * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private void end(Journal journal, CaseResult result) {
        Json.write(directory.caseFile(result.caseId(), result.block()), result);
        journal.append(
                JournalEntries.ended(
                        result.caseId(), result.block(), result.status(), result.reason()));
    }

    private void end(Journal journal, OperationResult result) {
        Json.write(directory.operationFile(result.caseId(), result.block()), result);
        journal.append(
                JournalEntries.ended(
                        result.caseId(), result.block(), result.status(), result.reason()));
    }

    private void append(Journal journal, JournalEntry entry) {
        interruption.shielded(() -> journal.append(entry));
    }

    private void boot(Fleets fleets) throws GuestException, InterruptedException {
        for (Map.Entry<GuestConfig, Integer> rung : rungs().entrySet()) {
            events.step(
                    "booting "
                            + rung.getValue()
                            + (rung.getValue() == 1 ? " guest" : " guests")
                            + " of "
                            + rung.getKey().memory()
                            + " …");
            fleets.of(rung.getKey());
        }
    }

    /** The buses that the guests' kernel has to have: the same one when the run is resumed. */
    private Set<Bus> buses() {
        return plan.cases().stream()
                .filter(c -> c.layer() == Layer.GUEST)
                .map(c -> c.disk().bus())
                .collect(Collectors.toSet());
    }

    /** Whether anything that is still to do has guests. */
    private boolean needsGuests() {
        return !rungs().isEmpty()
                || pending.stream()
                        .flatMap(todo -> plan.operation(todo.caseId()).stream())
                        .anyMatch(OperationRunner::needsGuest);
    }

    /** The largest guest count of each machine among what is still to do. */
    private Map<GuestConfig, Integer> rungs() {
        Map<GuestConfig, Integer> rungs = new HashMap<>();
        for (CaseBlock todo : pending) {
            if (plan.operation(todo.caseId()).isPresent()) {
                continue;
            }
            Case c = plan.find(todo.caseId());
            if (c.layer() == Layer.GUEST) {
                // Cases that boot guests of their own need one here, to say what guests are like.
                boolean own = BootDisk.needed(c.guest(), c.disk());
                rungs.merge(c.guest(), own ? 1 : c.guests(), Math::max);
            }
        }
        return rungs;
    }

    /**
     * Foreign guests and load beside ours, each in one sentence; looked for where it was allowed.
     *
     * @param own QEMU processes that are berth's
     */
    private List<String> tenants(Set<Long> own) {
        if (!settings.besideTenants()) {
            return List.of();
        }
        return Tenants.look(plan.storagePaths(), own).found();
    }

    private Accelerator wanted() {
        List<Accelerator> wanted =
                Stream.concat(
                                plan.cases().stream()
                                        .filter(c -> c.layer() == Layer.GUEST)
                                        .map(Case::guest),
                                plan.operations().stream()
                                        .filter(OperationRunner::needsGuest)
                                        .map(OperationCase::guest))
                        .map(GuestConfig::accelerator)
                        .distinct()
                        .toList();
        if (wanted.size() > 1) {
            throw new HostException(
                    "the plan mixes accelerators " + wanted, "give one accelerator a profile");
        }
        return wanted.getFirst();
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("berth-");
        } catch (IOException e) {
            throw new HostException(
                    "no temporary directory can be made: " + e, "free space in /tmp", e);
        }
    }

    /** {@code guests}, or beside it for a resumed run: logs are raw files, never overwritten. */
    private static Path freeName(Path directory) {
        Path free = directory;
        for (int attempt = 2; Files.exists(free); attempt++) {
            free = directory.resolveSibling(directory.getFileName() + "-" + attempt);
        }
        return free;
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new HostException(directory + " cannot be removed: " + e, "remove it by hand", e);
        }
    }

    /** Journal lines. */
    private static final class JournalEntries {

        static JournalEntry of(Event event, @Nullable String reason) {
            return new JournalEntry(Instant.now(), event, null, null, null, reason);
        }

        static JournalEntry ended(
                String caseId, int block, Status status, @Nullable String reason) {
            return new JournalEntry(Instant.now(), Event.CASE_ENDED, caseId, block, status, reason);
        }
    }
}
