package io.berth.host;

import io.berth.plan.Plan;
import io.berth.profile.PageCache;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What keeps a plan from running on this host, found before anything is created.
 *
 * <p>Looked at: the tools; that files can be made in the storage directories and the results'
 * directory, with O_DIRECT where a case needs it; free space; memory; /dev/kvm; io_uring and kernel
 * aio; who else uses the host ({@link Tenants}).
 */
public final class Preflight {

    /** What QEMU asks of io_setup(2) for a context (block/linux-aio.c, MAX_EVENTS). */
    static final int AIO_EVENTS_PER_CONTEXT = 1024;

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private Preflight() {}

    /**
     * One thing that the host's operator must change.
     *
     * @param what what is missing, where
     * @param remedy how to change it, as a command where there is one
     */
    public record Problem(String what, String remedy) {

        @Override
        public String toString() {
            return what + "; " + remedy;
        }
    }

    /**
     * Looks for one to three seconds.
     *
     * @param results the directory that results go to
     * @param besideTenants whether foreign QEMU processes and foreign load are accepted
     * @param ownPids QEMU processes that are berth's own
     * @return all problems; empty if the plan can run
     */
    public static List<Problem> check(
            Plan plan, Path results, boolean besideTenants, Set<Long> ownPids) {
        PreflightNeeds needs = PreflightNeeds.of(plan);
        List<Problem> problems =
                decide(needs, PreflightFindings.look(needs, results, ownPids), besideTenants);
        problems.addAll(coldInMemory(plan));
        return problems;
    }

    /** A file system in memory is the page cache itself, and cannot be made cold. */
    static List<Problem> coldInMemory(Plan plan) {
        List<Problem> problems = new ArrayList<>();
        plan.cases().stream()
                .filter(c -> c.pageCache() == PageCache.COLD)
                .flatMap(c -> c.storage().paths().stream())
                .distinct()
                // Its node in /dev is in memory, the device is not.
                .filter(storage -> !BlockDevice.is(storage))
                .filter(storage -> IN_MEMORY.contains(Storage.fileSystem(storage)))
                .forEach(
                        storage ->
                                problems.add(
                                        new Problem(
                                                "page_cache: cold, but "
                                                        + storage
                                                        + " is on "
                                                        + Storage.fileSystem(storage)
                                                        + ", which is the page cache itself",
                                                "name a directory on the storage under test with"
                                                        + " --storage, or set page_cache: asis")));
        return problems;
    }

    /** Only whether the images fit where the plan puts them; looks at nothing else. */
    public static List<Problem> room(Plan plan) {
        PreflightNeeds needs = PreflightNeeds.of(plan);
        List<Problem> problems = new ArrayList<>();
        PreflightFindings.usable(List.copyOf(needs.spaceBytes().keySet()))
                .forEach(usable -> space(needs, usable, problems));
        return problems;
    }

    static List<Problem> decide(
            PreflightNeeds needs, PreflightFindings found, boolean besideTenants) {
        List<Problem> problems = new ArrayList<>();
        found.brokenTools()
                .forEach((tool, e) -> problems.add(new Problem(e.what(), toolRemedy(tool, e))));
        found.directoryRefusals().forEach((dir, why) -> problems.add(directoryProblem(dir, why)));
        found.usable().forEach(usable -> space(needs, usable, problems));
        memory(needs, found, problems);
        if (needs.kvm() && found.kvmRefusal() != null) {
            problems.add(
                    new Problem(
                            "accelerator: kvm, but " + found.kvmRefusal(),
                            "try 'usermod -aG kvm $USER' and log in again, 'modprobe kvm_amd' or"
                                    + " 'modprobe kvm_intel', or set guest.accelerator: tcg"));
        }
        ioUring(needs, found, problems);
        kernelAio(needs, found, problems);
        if (!besideTenants) {
            for (String tenant : found.tenants().found()) {
                problems.add(
                        new Problem(
                                "berth is not alone on this host: " + tenant,
                                "measure when it is idle, or accept it, shown in the report, with"
                                        + " --beside-tenants"));
            }
        }
        return problems;
    }

    private static String toolRemedy(String tool, HostException e) {
        return e.getCause() == null
                ? "'"
                        + tool
                        + "' is there but does not run; reinstall it: "
                        + Packages.remedyFor(tool)
                : e.remedy();
    }

    private static Problem directoryProblem(Path directory, String why) {
        return new Problem(
                "no files can be made in " + directory + " as the plan needs them: " + why,
                why.contains("O_DIRECT")
                        ? "use a storage directory on a disk's file system, or cache modes"
                                + " writeback, writethrough and unsafe only"
                        : "check its permissions ('ls -ld "
                                + directory
                                + "'), or name another directory with --storage or --results");
    }

    private static void space(
            PreflightNeeds needs, PreflightFindings.Usable usable, List<Problem> problems) {
        long needed =
                usable.storages().stream()
                        .mapToLong(dir -> needs.spaceBytes().getOrDefault(dir, 0L))
                        .sum();
        if (needed > usable.bytes()) {
            problems.add(
                    new Problem(
                            "the images need "
                                    + ByteSize.of(needed).display()
                                    + " in "
                                    + joined(usable.storages())
                                    + ", where "
                                    + ByteSize.of(usable.bytes()).display()
                                    + " are free",
                            "free space ('df -h "
                                    + usable.storages().getFirst()
                                    + "'), name another directory with --storage, or use fewer"
                                    + " guests or a smaller disk.size"));
        }
    }

    private static String joined(List<Path> storages) {
        return String.join(" and ", storages.stream().map(Path::toString).toList());
    }

    private static void memory(
            PreflightNeeds needs, PreflightFindings found, List<Problem> problems) {
        if (needs.guestMemoryBytes() > found.memoryAvailableBytes()) {
            problems.add(
                    new Problem(
                            "the guests need "
                                    + ByteSize.of(needs.guestMemoryBytes()).display()
                                    + " of memory, and "
                                    + ByteSize.of(found.memoryAvailableBytes()).display()
                                    + " are available",
                            "use fewer guests or less guest.memory, or free memory ('free -m')"));
        }
    }

    private static void ioUring(
            PreflightNeeds needs, PreflightFindings found, List<Problem> problems) {
        Integer disabled = found.ioUringDisabled();
        boolean refused =
                disabled != null && (disabled == 2 || (disabled == 1 && !found.privileged()));
        if (needs.ioUring() && refused) {
            problems.add(
                    new Problem(
                            "aio: io_uring, but kernel.io_uring_disabled is " + disabled,
                            "try 'sysctl -w kernel.io_uring_disabled=0', or aio: threads"));
        }
    }

    private static void kernelAio(
            PreflightNeeds needs, PreflightFindings found, List<Problem> problems) {
        long needed = (long) needs.nativeContexts() * AIO_EVENTS_PER_CONTEXT;
        if (needed > 0 && found.aioNr() + needed > found.aioMaxNr()) {
            problems.add(
                    new Problem(
                            "aio: native reserves "
                                    + needed
                                    + " requests for the guests, "
                                    + found.aioNr()
                                    + " are in use, and fs.aio-max-nr is "
                                    + found.aioMaxNr(),
                            "try 'sysctl -w fs.aio-max-nr="
                                    + Math.max(1 << 20, 2 * needed)
                                    + "', or fewer guests"));
        }
    }
}
