package io.berth.host;

import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.Place;
import io.berth.plan.Plan;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Layer;
import io.berth.profile.OperationKind;
import io.berth.profile.PageCache;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a plan asks of a host.
 *
 * @param tools commands that must run
 * @param storages by directory, whether a case opens files in it with O_DIRECT
 * @param spaceBytes the most that images take at one time, by storage directory
 * @param guestMemoryBytes of all guests that run at one time, QEMU's own included
 * @param kvm whether KVM is asked for by name
 * @param ioUring whether a case has aio=io_uring
 * @param nativeContexts the most kernel aio contexts at one time
 */
record PreflightNeeds(
        SequencedSet<String> tools,
        Map<Path, Boolean> storages,
        Map<Path, Long> spaceBytes,
        long guestMemoryBytes,
        boolean kvm,
        boolean ioUring,
        int nativeContexts) {

    /** An allowance for QEMU's own memory beside a guest's: heap, threads, TCG's code. */
    static final long QEMU_OWN_BYTES = 128L << 20;

    /** QEMU sets up one context for a disk in its iothread and one in its main loop. */
    private static final int CONTEXTS_PER_GUEST = 2;

    static PreflightNeeds of(Plan plan) {
        List<Case> cases = plan.cases();
        Map<Path, Boolean> storages = new LinkedHashMap<>();
        cases.forEach(
                c ->
                        c.storage()
                                .paths()
                                .forEach(
                                        path ->
                                                storages.merge(
                                                        path,
                                                        c.disk().cache().direct(),
                                                        Boolean::logicalOr)));
        List<OperationCase> operations = plan.operations();
        operations.forEach(
                o ->
                        o.storage()
                                .paths()
                                .forEach(
                                        path ->
                                                storages.merge(
                                                        path, direct(o), Boolean::logicalOr)));
        Map<Path, Long> space = new TreeMap<>();
        plan.estimate().spaceBytes().forEach((dir, bytes) -> space.put(Path.of(dir), bytes));
        return new PreflightNeeds(
                tools(cases, operations),
                storages,
                space,
                cases.stream()
                                .filter(c -> c.layer() == Layer.GUEST)
                                .mapToLong(
                                        c ->
                                                c.guests()
                                                        * (c.guest().memory().bytes()
                                                                + QEMU_OWN_BYTES))
                                .max()
                                .orElse(0)
                        // The guests of cases are up, stopped, beside that of an operation.
                        + operations.stream()
                                .filter(PreflightNeeds::ofGuest)
                                .mapToLong(o -> o.guest().memory().bytes() + QEMU_OWN_BYTES)
                                .max()
                                .orElse(0),
                Stream.concat(
                                cases.stream().map(Case::guest),
                                operations.stream().map(OperationCase::guest))
                        .anyMatch(guest -> guest.accelerator() == Accelerator.KVM),
                Stream.concat(
                                cases.stream()
                                        .filter(c -> c.layer() == Layer.GUEST)
                                        .map(Case::disk),
                                operations.stream()
                                        .filter(PreflightNeeds::ofGuest)
                                        .map(OperationCase::disk))
                        .anyMatch(disk -> disk.aio() == Aio.IO_URING),
                cases.stream()
                        .filter(c -> c.disk().aio() == Aio.NATIVE)
                        .mapToInt(c -> c.guests() * CONTEXTS_PER_GUEST)
                        .max()
                        .orElse(0));
    }

    /** Whether it is done to a running guest. */
    private static boolean ofGuest(OperationCase operation) {
        return operation.guest().vcpus() > 0;
    }

    /** Whether its image must take O_DIRECT: a guest's disk, or the target of a conversion. */
    private static boolean direct(OperationCase operation) {
        CacheMode target = operation.operation().cache();
        return (ofGuest(operation) && operation.disk().cache().direct())
                || (target != null && target.direct());
    }

    private static Set<String> tools(OperationKind kind) {
        return switch (kind) {
            case SNAPSHOT_APPLY, SNAPSHOT_DELETE -> Set.of("qemu-io");
            case COPY_SPARSE, COPY_FULL -> new LinkedHashSet<>(List.of("cp", "cmp"));
            case ARCHIVE -> new LinkedHashSet<>(List.of("tar", "gzip"));
            case SAVE, RESTORE, CHECKPOINT ->
                    new LinkedHashSet<>(
                            List.of(Inventory.QEMU_SYSTEM.getFirst(), "supermin", "setpriv"));
            case CREATE, CONVERT, RESIZE, SNAPSHOT_CREATE, COMMIT, CHECK -> Set.of();
        };
    }

    private static SequencedSet<String> tools(List<Case> cases, List<OperationCase> operations) {
        SequencedSet<String> names =
                new LinkedHashSet<>(List.of("qemu-img", "findmnt", "stat", "sync"));
        List<DiskConfig> disks =
                Stream.concat(
                                cases.stream().map(Case::disk),
                                operations.stream().map(OperationCase::disk))
                        .toList();
        if (disks.stream().anyMatch(disk -> disk.contents() == Contents.WRITTEN)) {
            names.addAll(List.of("qemu-storage-daemon", "setpriv"));
        }
        if (disks.stream().anyMatch(disk -> disk.image().reserved())) {
            names.add("fallocate");
        }
        if (Stream.concat(
                        cases.stream().map(Case::storage),
                        operations.stream().map(OperationCase::storage))
                .anyMatch(Place::devices)) {
            names.addAll(List.of("blockdev", "blkid", "wipefs"));
        }
        if (cases.stream().anyMatch(c -> c.pageCache() != PageCache.ASIS)) {
            names.addAll(List.of("fincore", "dd"));
        }
        if (cases.stream().anyMatch(c -> c.layer() == Layer.GUEST)) {
            names.add(Inventory.QEMU_SYSTEM.getFirst());
            // The host's, which the appliance is made of.
            names.add("fio");
            names.add("supermin");
        }
        if (!operations.isEmpty()) {
            names.addAll(List.of("bash", "setpriv", "fincore", "dd"));
            operations.forEach(o -> names.addAll(tools(o.operation().kind())));
        }
        return names;
    }
}
