package io.berth.results;

import static java.util.Objects.requireNonNull;

import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.Objective;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Synthetic runs for tests: complete run directories with seeded log-normal latencies, written
 * through the writers that real runs use. The same call writes the same bytes.
 */
public final class RunFixture {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private RunFixture() {}

    /**
     * raw and qcow2 × none and writeback × 1, 2 and 4 guests, randread, one block, emulated CPUs;
     * one case failed, one was skipped.
     */
    public static RunDirectory quickstart(Path results) {
        Plan plan =
                FixturePlan.plan(
                        "quickstart",
                        List.of(Format.RAW, Format.QCOW2),
                        List.of(CacheMode.NONE, CacheMode.WRITEBACK),
                        List.of(1, 2, 4),
                        FixturePlan.randread(),
                        1,
                        null);
        return write(results, plan, true, Integer.MAX_VALUE, true);
    }

    /**
     * raw × none, writeback and unsafe × 1 and 2 guests, a rated randrw with fdatasync, 8 blocks,
     * KVM, an objective; nothing failed.
     */
    public static RunDirectory lab(Path results) {
        Plan plan =
                FixturePlan.plan(
                        "lab",
                        List.of(Format.RAW),
                        List.of(CacheMode.NONE, CacheMode.WRITEBACK, CacheMode.UNSAFE),
                        List.of(1, 2),
                        FixturePlan.oltp(),
                        8,
                        objective());
        return write(results, plan, false, Integer.MAX_VALUE, false);
    }

    /** raw × none and writeback × 1 and 2 guests, randread, one block, KVM; one case failed. */
    public static RunDirectory small(Path results) {
        return write(results, smallPlan(), false, Integer.MAX_VALUE, true);
    }

    /** The small run, killed after its second case while it wrote its journal. */
    public static RunDirectory killed(Path results) {
        return write(results, smallPlan(), false, 2, false);
    }

    /**
     * Formats, preallocations, cache modes and aio: 568 cases of 2 s each, one block, KVM; one case
     * failed, one was skipped.
     */
    public static RunDirectory matrix(Path results) {
        try {
            String profile = Files.readString(Path.of("src/test/resources/profiles/matrix.yaml"));
            Path shorter = results.resolve("matrix.yaml");
            Files.writeString(shorter, profile.replace("runtime: 15s", "runtime: 2s"));
            Plan plan = Planner.plan(ProfileReader.read(shorter));
            return write(results, plan, false, Integer.MAX_VALUE, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * raw and qcow2 × none and writeback × 1 and 2 guests in randread, and the host: two blocks,
     * KVM. The host is faster by a quarter, but guests with writeback read from its RAM.
     */
    public static RunDirectory layers(Path results, boolean emulated) {
        try {
            Path profile = results.resolve("layers-fixture.yaml");
            Files.writeString(
                    profile,
                    """
                    name: layers
                    storage: /var/lib/berth
                    layers: [host, guest]
                    disk: {size: 1GiB, format: [raw, qcow2], cache: [none, writeback]}
                    guests: [1, 2]
                    workloads:
                      - {name: randread, rw: randread, bs: 4k, iodepth: 4}
                    objective: {read.p99: 20ms}
                    measure: {ramp_time: 2s, runtime: 10s, blocks: 2, seed: 42}
                    """);
            Plan plan = Planner.plan(ProfileReader.read(profile));
            return write(results, plan, emulated, Integer.MAX_VALUE, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every format with every preallocation on two buses, fresh and written: one block. */
    public static RunDirectory everyDisk(Path results) {
        return ofProfile(
                results,
                """
                name: every-disk
                storage: /var/lib/berth
                disk:
                  size: 64MiB
                  format: [raw, qcow2, qcow, qed, vmdk, vdi, vpc, vhdx, parallels, luks]
                  preallocation: [off, metadata, falloc, full]
                  bus: [virtio-blk, nvme]
                  cache: [none, default]
                  contents: [fresh, written]
                  aio: threads
                guests: 1
                workloads:
                  - {name: randwrite, rw: randwrite, bs: 4k, iodepth: 4}
                measure: {ramp_time: 1s, runtime: 1s, blocks: 1, seed: 42}
                """);
    }

    /**
     * A run of this profile, KVM, nothing failed; speeds follow what a disk is: preallocation,
     * chain, bus.
     */
    public static RunDirectory ofProfile(Path results, String profile) {
        try {
            Path file = results.resolve("fixture.yaml");
            Files.writeString(file, profile);
            Plan plan = Planner.plan(ProfileReader.read(file));
            return write(results, plan, false, Integer.MAX_VALUE, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** qcow2 and raw, fresh and written, with every preallocation: random writes, 2 blocks. */
    public static RunDirectory disks(Path results) {
        return ofProfile(
                results,
                """
                name: disks
                purpose: What does allocating cost, and which preallocation takes it away?
                storage: /var/lib/berth
                disk:
                  size: 1GiB
                  format: [raw, qcow2]
                  preallocation: [off, metadata, falloc, full]
                  contents: [fresh, written]
                  cache: none
                guests: 1
                workloads:
                  - {name: randwrite, rw: randwrite, bs: 4k, iodepth: 4}
                measure: {ramp_time: 1s, runtime: 4s, blocks: 2, seed: 42}
                """);
    }

    /** Chains of depth 0 to 16, data in the base or in every layer: random reads, 6 blocks. */
    public static RunDirectory chains(Path results) {
        return ofProfile(
                results,
                """
                name: chains
                purpose: What does a chain of backing files cost?
                storage: /var/lib/berth
                disk:
                  size: 256MiB
                  format: qcow2
                  backing: {depth: [0, 1, 2, 4, 8, 16], data: [base, even]}
                  cache: default
                  contents: written
                  l2_cache_size: 16KiB
                guests: 1
                workloads:
                  - {name: randread, rw: randread, bs: 4k, iodepth: 4}
                measure: {ramp_time: 1s, runtime: 4s, blocks: 6, seed: 42}
                """);
    }

    /** Random writes of two guests while a snapshot is taken; with and without one before. */
    public static RunDirectory snapshots(Path results) {
        return ofProfile(
                results,
                """
                name: snapshots
                purpose: What does a snapshot cost while guests work, and after?
                storage: /var/lib/berth
                disk:
                  size: 256MiB
                  format: qcow2
                  snapshots: [0, 1]
                  snapshot_at: 8s
                  cache: none
                  contents: written
                guests: 2
                workloads:
                  - {name: randwrite, rw: randwrite, bs: 4k, iodepth: 4}
                measure: {ramp_time: 1s, runtime: 20s, blocks: 2, seed: 42}
                """);
    }

    /** Operations on images of 1 GiB, three quarters of them written; no case. */
    public static RunDirectory operations(Path results, int blocks) {
        return write(results, FixtureOperations.plan(blocks), false, Integer.MAX_VALUE, false);
    }

    /** ide and virtio-blk on machine pc, on two storages: random reads, 6 blocks. */
    public static RunDirectory buses(Path results) {
        return ofProfile(
                results,
                """
                name: buses
                purpose: What does a guest gain when its disk moves from IDE to virtio?
                storage: [/srv/ssd, /srv/disk]
                disk: {size: 256MiB, bus: [ide, virtio-blk], cache: none, contents: written}
                guest: {machine: pc}
                guests: 1
                workloads:
                  - {name: randread, rw: randread, bs: 4k, iodepth: 1}
                measure: {ramp_time: 1s, runtime: 4s, blocks: 6, seed: 42}
                """);
    }

    /** One guest's latencies of an operation, which must be there. */
    public static Histogram histogram(
            RunData run, CaseResult result, String kind, int guest, String op) {
        var guests = requireNonNull(run.histograms(result).get(kind), kind);
        return requireNonNull(requireNonNull(guests.get(guest), "guest").get(op), op);
    }

    /** The plan of the small run. */
    public static Plan smallPlan() {
        return FixturePlan.plan(
                "small",
                List.of(Format.RAW),
                List.of(CacheMode.NONE, CacheMode.WRITEBACK),
                List.of(1, 2),
                FixturePlan.randread(),
                1,
                null);
    }

    private static Objective objective() {
        return new Objective(
                new TreeMap<>(
                        Map.of(
                                "read.p99",
                                Duration.ofMillis(20),
                                "write.p99",
                                Duration.ofMillis(2))),
                0.99);
    }

    private static RunDirectory write(
            Path results, Plan plan, boolean emulated, int killedAfter, boolean troubles) {
        RunDirectory run =
                RunDirectory.create(results, RunDirectory.newRunId(plan.profile(), START));
        Json.write(run.planFile(), plan);
        Json.write(run.environmentFile(), FixtureHost.environment(START, emulated, 4));
        Instant now = START;
        int done = 0;
        try (Journal journal = new Journal(run.journalFile())) {
            journal.append(entry(now, JournalEntry.Event.RUN_STARTED));
            for (Block block : plan.blocks()) {
                for (String id : block.caseIds()) {
                    if (done == killedAfter) {
                        tear(run);
                        return run;
                    }
                    if (plan.operation(id).isPresent()) {
                        now = now.plusSeconds(1);
                        operation(run, plan, plan.operation(id).get(), block.number(), now);
                        journal.append(ended(now, id, block.number(), Status.COMPLETED, null));
                        continue;
                    }
                    Case planned = plan.find(id);
                    now = now.plus(planned.workload().rampTime()).plusSeconds(3);
                    Status status = troubles ? status(plan, id) : Status.COMPLETED;
                    CaseResult result =
                            new FixtureCase(run, plan, planned, block.number(), now).write(status);
                    now = now.plusMillis(result.elapsedMs());
                    journal.append(ended(now, id, block.number(), status, result.reason()));
                    done++;
                }
            }
            journal.append(entry(now.plusSeconds(1), JournalEntry.Event.RUN_ENDED));
        }
        return run;
    }

    /** The last case of the plan fails; of a plan of more than four, the third is skipped. */
    private static Status status(Plan plan, String id) {
        if (plan.cases().getLast().id().equals(id)) {
            return Status.FAILED;
        }
        return plan.cases().size() > 4 && plan.cases().get(2).id().equals(id)
                ? Status.SKIPPED
                : Status.COMPLETED;
    }

    private static void operation(
            RunDirectory run, Plan plan, OperationCase planned, int block, Instant at) {
        run.newCaseDirectory(planned.id(), block);
        Json.write(
                run.operationFile(planned.id(), block),
                FixtureOperations.result(plan, planned, block, at));
    }

    private static JournalEntry ended(
            Instant at, String id, int block, Status status, @Nullable String reason) {
        return new JournalEntry(at, JournalEntry.Event.CASE_ENDED, id, block, status, reason);
    }

    private static JournalEntry entry(Instant at, JournalEntry.Event event) {
        @Nullable Integer none = null;
        return new JournalEntry(at, event, null, none, null, null);
    }

    private static void tear(RunDirectory run) {
        try {
            Files.writeString(
                    run.journalFile(), "{\"at\":\"2026-01-31T10:01", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
