package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.Estimate;
import io.berth.plan.GuestConfig;
import io.berth.plan.Measure;
import io.berth.plan.Place;
import io.berth.plan.Plan;
import io.berth.plan.Workload;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    private static final Path STORAGE = Path.of("/storage");
    private static final long GIB = 1L << 30;

    @TempDir Path directory;

    @Test
    void aPlanAsksForWhatItsCasesNeed() {
        PreflightNeeds needs =
                PreflightNeeds.of(
                        plan(
                                diskCase(CacheMode.NONE, Aio.NATIVE, Contents.WRITTEN, 4),
                                diskCase(CacheMode.WRITEBACK, Aio.IO_URING, Contents.FRESH, 2)));
        assertThat(needs.tools())
                .contains("qemu-img", "qemu-storage-daemon", "fio", "fincore", "supermin");
        assertThat(needs.storages()).containsExactly(Map.entry(STORAGE, true));
        assertThat(needs.spaceBytes()).containsExactly(Map.entry(STORAGE, 5 * GIB));
        assertThat(needs.guestMemoryBytes())
                .isEqualTo(4 * ((256L << 20) + PreflightNeeds.QEMU_OWN_BYTES));
        assertThat(needs.nativeContexts()).isEqualTo(8);
        assertThat(needs.ioUring()).isTrue();
        assertThat(needs.kvm()).isFalse();
    }

    @Test
    void freshImagesNeedNoFillAndBufferedCasesNoDirectIo() {
        PreflightNeeds needs =
                PreflightNeeds.of(
                        plan(diskCase(CacheMode.WRITEBACK, Aio.THREADS, Contents.FRESH, 1)));
        assertThat(needs.tools()).doesNotContain("qemu-storage-daemon");
        assertThat(needs.storages()).containsExactly(Map.entry(STORAGE, false));
        assertThat(needs.nativeContexts()).isZero();
    }

    @Test
    void aColdPageCacheCannotBeMadeOnAFileSystemInMemory() {
        // tmpfs on every Linux: glibc's shm_open needs it.
        Path inMemory = Path.of("/dev/shm/berth-test");
        Plan plan = plan(diskCase(inMemory, CacheMode.NONE, Aio.THREADS, Contents.WRITTEN, 1));
        assertThat(Preflight.coldInMemory(plan))
                .singleElement()
                .asString()
                .contains("/dev/shm/berth-test is on tmpfs", "page_cache: asis");
    }

    @Test
    void aHostThatHasEverythingHasNoProblems() {
        assertThat(decide(new Host())).isEmpty();
    }

    @Test
    void freeSpaceIsSharedByDirectoriesOfOneFileSystem() {
        Path other = Path.of("/storage2");
        PreflightNeeds needs = needs(Map.of(STORAGE, 3 * GIB, other, 3 * GIB), 0, false, false, 0);
        Host host = new Host();
        host.usable = List.of(new PreflightFindings.Usable(List.of(STORAGE, other), 5 * GIB));
        assertThat(Preflight.decide(needs, host.findings(), false))
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.what())
                                    .isEqualTo(
                                            "the images need 6.00 GiB in /storage and /storage2,"
                                                    + " where 5.00 GiB are free");
                            assertThat(p.remedy()).contains("--storage");
                        });
    }

    @Test
    void tooLittleMemoryForTheGuests() {
        Host host = new Host();
        host.memoryBytes = GIB;
        assertProblem(host, "of memory", "fewer guests");
    }

    @Test
    void kvmWithoutRights() {
        Host host = new Host();
        host.kvmRefusal = "/dev/kvm cannot be opened: AccessDenied: /dev/kvm";
        assertProblem(host, "AccessDenied", "usermod -aG kvm");
    }

    @Test
    void kvmThatIsNotThere() {
        assertThat(PreflightFindings.kvmRefusal(directory.resolve("kvm"))).contains("there is no");
    }

    @Test
    void ioUringThatTheKernelRefuses() {
        Host host = new Host();
        host.ioUringDisabled = 2;
        assertProblem(host, "io_uring_disabled is 2", "sysctl -w kernel.io_uring_disabled=0");
        host.ioUringDisabled = 1;
        assertThat(decide(host)).isEmpty();
        host.privileged = false;
        assertProblem(host, "io_uring_disabled is 1", "sysctl -w kernel.io_uring_disabled=0");
        host.ioUringDisabled = null;
        assertThat(decide(host)).isEmpty();
    }

    @Test
    void kernelAioWithoutRoom() {
        Host host = new Host();
        host.aioNr = 65536 - 8 * 1024 + 1;
        assertProblem(host, "fs.aio-max-nr is 65536", "sysctl -w fs.aio-max-nr=1048576");
        host.aioNr--;
        assertThat(decide(host)).isEmpty();
    }

    @Test
    void tenantsAreRefusedUnlessAccepted() {
        Host host = new Host();
        host.tenants = new Tenants(List.of("the QEMU process 812 (qemu-system-x86_64 -name web)"));
        assertProblem(host, "the QEMU process 812", "--beside-tenants");
        assertThat(Preflight.decide(allNeeds(), host.findings(), true)).isEmpty();
    }

    @Test
    void aToolThatIsMissingNamesItsPackage() {
        Host host = new Host();
        host.brokenTools =
                Map.of(
                        "qemu-img",
                        new HostException(
                                "'qemu-img' cannot be started", "try it", new Exception()));
        assertProblem(host, "'qemu-img' cannot be started", "try it");
        host.brokenTools =
                Map.of("qemu-img", new HostException("it ended with exit code 127", "x"));
        assertProblem(host, "exit code 127", "apt-get install qemu-utils");
    }

    @Test
    void aDirectoryThatCannotBeUsed() {
        Host host = new Host();
        host.refusals = Map.of(STORAGE, "AccessDenied: /storage/x");
        assertProblem(host, "no files can be made in /storage", "ls -ld /storage");
        host.refusals = Map.of(STORAGE, "it does not take O_DIRECT: FileSystem: EINVAL");
        assertProblem(host, "O_DIRECT", "writeback");
    }

    @Test
    void aTrialLeavesNothingBehind() throws Exception {
        Path deep = directory.resolve("a/b/c");
        assertThat(Storage.refusal(deep, false)).isEmpty();
        assertThat(directory).isEmptyDirectory();
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThat(Storage.refusal(file.resolve("below"), false)).isPresent();
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void capabilitiesAreReadFromStatus() {
        String status = Fixtures.text("linux-6.18/status");
        assertThat(PreflightFindings.hasCapability(status, 21)).isTrue();
        assertThat(PreflightFindings.hasCapability("CapEff:\t0000000000000000\n", 21)).isFalse();
    }

    @Test
    void limitsAndFlagsOfTheInventory() {
        String limits = Fixtures.text("linux-6.18/limits").strip().replaceAll("\\s*\\n\\s*", "; ");
        assertThat(Inventory.limits(limits))
                .containsKeys("Max open files", "Max locked memory", "Max nice priority")
                .doesNotContainKey("Limit");
        assertThat(Inventory.flags("processor : 0; flags\t\t: fpu hypervisor svm; bugs :"))
                .isEqualTo(" fpu hypervisor svm ");
    }

    private void assertProblem(Host host, String what, String remedy) {
        assertThat(decide(host))
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.what()).contains(what);
                            assertThat(p.remedy()).contains(remedy);
                        });
    }

    private static List<Preflight.Problem> decide(Host host) {
        return Preflight.decide(allNeeds(), host.findings(), false);
    }

    private static PreflightNeeds allNeeds() {
        return needs(Map.of(STORAGE, 5 * GIB), 2 * GIB, true, true, 8);
    }

    private static PreflightNeeds needs(
            Map<Path, Long> space, long memory, boolean kvm, boolean ioUring, int contexts) {
        PreflightNeeds plain = PreflightNeeds.of(plan());
        return new PreflightNeeds(plain.tools(), Map.of(), space, memory, kvm, ioUring, contexts);
    }

    /** What was found; good unless a test says otherwise. */
    private static final class Host {
        Map<String, HostException> brokenTools = Map.of();
        Map<Path, String> refusals = Map.of();
        List<PreflightFindings.Usable> usable =
                List.of(new PreflightFindings.Usable(List.of(STORAGE), 100 * GIB));
        long memoryBytes = 64 * GIB;
        @Nullable String kvmRefusal;
        @Nullable Integer ioUringDisabled = 0;
        boolean privileged = true;
        long aioNr;
        Tenants tenants = new Tenants(List.of());

        PreflightFindings findings() {
            return new PreflightFindings(
                    brokenTools,
                    refusals,
                    usable,
                    memoryBytes,
                    kvmRefusal,
                    ioUringDisabled,
                    privileged,
                    aioNr,
                    65536,
                    tenants);
        }
    }

    private static Case diskCase(CacheMode cache, Aio aio, Contents contents, int guests) {
        return diskCase(STORAGE, cache, aio, contents, guests);
    }

    static Case diskCase(Path storage, CacheMode cache, Aio aio, Contents contents, int guests) {
        return new Case(
                "case",
                Layer.GUEST,
                Place.directory(storage),
                DiskConfig.of(
                        ByteSize.mebibytes(64),
                        Format.RAW,
                        Preallocation.OFF,
                        cache,
                        aio,
                        Bus.VIRTIO_BLK,
                        true,
                        contents,
                        new TreeMap<>()),
                new GuestConfig(1, ByteSize.mebibytes(256), Accelerator.AUTO),
                guests,
                new Workload("w", new TreeMap<>(), null, Duration.ZERO, Duration.ofSeconds(1)),
                PageCache.COLD,
                new TreeMap<>());
    }

    static Plan plan(Case... cases) {
        return plan(5 * GIB, cases);
    }

    static Plan plan(long spaceBytes, Case... cases) {
        SortedMap<String, Long> space = new TreeMap<>();
        for (Case c : cases) {
            space.put(c.storage().text(), spaceBytes);
        }
        return new Plan(
                1,
                "p",
                null,
                "p.yaml",
                "",
                List.of(cases),
                List.of(),
                List.of(),
                List.of(),
                new Measure(Duration.ZERO, Duration.ofSeconds(1), 1, 1, 0.1),
                null,
                new Estimate(Duration.ZERO, Duration.ZERO, space),
                List.of());
    }
}
