package io.berth.host;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Contents;
import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;

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
        Map<Path, Long> space = new TreeMap<>();
        plan.estimate().spaceBytes().forEach((dir, bytes) -> space.put(Path.of(dir), bytes));
        return new PreflightNeeds(
                tools(cases),
                storages,
                space,
                cases.stream()
                        .filter(c -> c.layer() == Layer.GUEST)
                        .mapToLong(c -> c.guests() * (c.guest().memory().bytes() + QEMU_OWN_BYTES))
                        .max()
                        .orElse(0),
                cases.stream().anyMatch(c -> c.guest().accelerator() == Accelerator.KVM),
                cases.stream()
                        .filter(c -> c.layer() == Layer.GUEST)
                        .anyMatch(c -> c.disk().aio() == Aio.IO_URING),
                cases.stream()
                        .filter(c -> c.disk().aio() == Aio.NATIVE)
                        .mapToInt(c -> c.guests() * CONTEXTS_PER_GUEST)
                        .max()
                        .orElse(0));
    }

    private static SequencedSet<String> tools(List<Case> cases) {
        SequencedSet<String> names =
                new LinkedHashSet<>(List.of("qemu-img", "findmnt", "stat", "sync"));
        if (cases.stream().anyMatch(c -> c.disk().contents() == Contents.WRITTEN)) {
            names.addAll(List.of("qemu-storage-daemon", "setpriv"));
        }
        if (cases.stream().anyMatch(c -> c.disk().image().reserved())) {
            names.add("fallocate");
        }
        if (cases.stream().anyMatch(c -> c.storage().devices())) {
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
        return names;
    }
}
