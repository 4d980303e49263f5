package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.image.OnDisk;
import io.berth.plan.Plan;
import io.berth.profile.Aio;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host as it is: its page cache, disks, processes and tools. */
@Timeout(120)
class HostIT {

    private static final long MIB = 1 << 20;

    /** On the disk and not in /tmp, which may be a tmpfs. */
    @TempDir(factory = OnDisk.class)
    Path storage;

    @Test
    void filesAreMadeColdAndWarm() throws IOException {
        Path one = written("one", 16);
        Path two = written("two", 16);
        PageCacheState.makeCold(List.of(one, two));
        assertThat(PageCacheState.residentBytes(one)).isZero();
        PageCacheState.makeWarm(List.of(one));
        assertThat(PageCacheState.residentBytes(one)).isEqualTo(16 * MIB);
        assertThat(PageCacheState.residentBytes(two)).isZero();
        // Dirty pages are written back first, and their data stays.
        byte[] before = Files.readAllBytes(one);
        Files.write(two, before);
        PageCacheState.makeCold(List.of(two));
        assertThat(PageCacheState.residentBytes(two)).isZero();
        assertThat(two).hasBinaryContent(before);
    }

    @Test
    void aTmpfsCannotBeMadeCold() throws IOException {
        Path file = Files.createTempFile(Path.of("/dev/shm"), "berth-it-", ".tmp");
        try {
            Files.write(file, new byte[(int) MIB]);
            assertThatThrownBy(() -> PageCacheState.makeCold(List.of(file)))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("1.00 MiB stay in the page cache")
                    .hasMessageContaining("page_cache: asis");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aFileThatIsGoneIsNotMade() {
        Path gone = storage.resolve("gone");
        assertThatThrownBy(() -> PageCacheState.makeCold(List.of(gone)))
                .isInstanceOf(HostException.class);
        assertThat(gone).doesNotExist();
    }

    @Test
    void dirtyPagesAreDrained() throws IOException {
        Path file = written("dirty", 32);
        assertThat(Drain.drain(List.of(file))).isPositive();
        assertThat(Drain.drain(List.of())).isZero();
        assertThatThrownBy(() -> Drain.drain(List.of(storage.resolve("gone"))))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("No such file");
    }

    @Test
    void theDiskUnderADirectoryCountsWhatIsWrittenToIt() throws IOException {
        BlockDevice disk = BlockDevice.under(storage.resolve("not/yet/there")).orElseThrow();
        assertThat(Path.of("/sys/block", disk.name())).exists();
        assertThat(BlockDevice.under(Path.of("/dev/shm"))).isEmpty();
        HostSampler sampler =
                HostSampler.start(List.of(), List.of(disk), Duration.ofMillis(100), sample -> {});
        Path file = written("written", 32);
        Drain.drain(List.of(file));
        PageCacheState.makeCold(List.of(file));
        PageCacheState.makeWarm(List.of(file));
        List<HostSample> samples = sampler.stop();
        assertThat(sum(samples, HostSample::deviceWriteBytes)).isGreaterThanOrEqualTo(32 * MIB);
        assertThat(sum(samples, HostSample::deviceReadBytes)).isGreaterThanOrEqualTo(32 * MIB);
        assertThat(sum(samples, HostSample::deviceUtilShare)).isPositive();
    }

    @Test
    void aBusyProcessesCpuTimeIsAllFound() throws Exception {
        Process busy = new ProcessBuilder("sh", "-c", "i=0; while :; do i=$((i+1)); done").start();
        try {
            List<HostSample> live = Collections.synchronizedList(new ArrayList<>());
            long startTicks = ticks(busy);
            HostSampler sampler =
                    HostSampler.start(
                            List.of(busy.pid()), List.of(), Duration.ofMillis(100), live::add);
            while (live.size() < 15) {
                Thread.sleep(20);
            }
            List<HostSample> samples = sampler.stop();
            long endTicks = ticks(busy);
            double usedMs = sum(samples, HostSample::qemuOtherCpuMs);
            assertThat(usedMs).isPositive().isCloseTo((endTicks - startTicks) * 10.0, within(50.0));
            assertThat(samples).hasSizeGreaterThanOrEqualTo(live.size());
            assertThat(samples).allMatch(s -> s.cpuShare() >= 0 && s.cpuShare() <= 1);
            // Sample follows sample without a gap.
            for (int i = 1; i < samples.size(); i++) {
                HostSample s = samples.get(i);
                assertThat(s.unixMs() - s.intervalMs())
                        .isCloseTo(samples.get(i - 1).unixMs(), within(20.0));
            }
            Window window = new Window(samples.get(2).unixMs(), samples.get(12).unixMs(), 1, 0, 0);
            HostUse use = HostSampler.summarise(samples, window, 1000, List.of(), null);
            assertThat(use.samples()).isBetween(10, 12);
            assertThat(use.qemuOtherCores()).isBetween(0.05, 1.1);
            assertThat(use.qemuVcpuCores()).isZero();
            assertThat(use.qemuCpuUsPerIo()).isPositive();
        } finally {
            busy.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theThreadsOfARealQemuAreTold() throws Exception {
        Process qemu =
                new ProcessBuilder(
                                "qemu-system-x86_64",
                                "-nodefaults",
                                "-no-user-config",
                                "-display",
                                "none",
                                "-nic",
                                "none",
                                "-M",
                                "q35",
                                "-accel",
                                "tcg",
                                "-m",
                                "64",
                                "-S",
                                "-qmp",
                                "stdio",
                                "-name",
                                "it,debug-threads=on",
                                "-object",
                                "iothread,id=io0")
                        .start();
        try {
            var toQemu = qemu.outputWriter();
            var fromQemu = qemu.inputReader();
            assertThat(fromQemu.readLine()).contains("QMP");
            List<HostSample> live = Collections.synchronizedList(new ArrayList<>());
            HostSampler sampler =
                    HostSampler.start(
                            List.of(qemu.pid()), List.of(), Duration.ofMillis(100), live::add);
            // The firmware runs on the vCPU, again and again.
            toQemu.write("{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"cont\"}\n");
            toQemu.flush();
            while (sum(List.copyOf(live), HostSample::qemuVcpuCpuMs) < 30) {
                toQemu.write("{\"execute\":\"system_reset\"}\n");
                toQemu.flush();
                Thread.sleep(50);
            }
            List<HostSample> samples = sampler.stop();
            assertThat(sum(samples, HostSample::qemuVcpuCpuMs)).isGreaterThanOrEqualTo(30);
            assertThat(sum(samples, HostSample::qemuIothreadCpuMs)).isLessThan(30);
        } finally {
            qemu.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFailingListenerFailsTheSampling() {
        HostSampler sampler =
                HostSampler.start(
                        List.of(),
                        List.of(),
                        Duration.ofMillis(10),
                        sample -> {
                            throw new IllegalStateException("no listener");
                        });
        assertThatThrownBy(sampler::stop)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("no listener");
    }

    @Test
    void factsAboutThisHost() {
        var facts = Inventory.facts(List.of(storage));
        assertThat(facts.keySet())
                .contains("cpu", "memory", "kernel", "limits", "pressure", "storage " + storage);
        assertThat(facts.get("cpu"))
                .containsKeys("model", "flag_hypervisor", "smt_active", "scaling_governor");
        assertThat(section(facts, "cpu").keySet()).anyMatch(name -> name.startsWith("mitigation "));
        assertThat(facts.get("memory")).containsKeys("thp_enabled", "ksm_run", "dirty_ratio");
        assertThat(section(facts, "kernel").get("cmdline")).isNotBlank();
        assertThat(facts.get("limits")).containsKey("Max open files");
        var disk = section(facts, "storage " + storage);
        assertThat(disk.get("o_direct")).startsWith("works");
        assertThat(disk.get("findmnt")).startsWith("{\"filesystems\":[{\"target\":");
        assertThat(disk.get("lsblk")).contains("\"blockdevices\"");
        assertThat(disk).containsKeys("queue/scheduler", "queue/wbt_lat_usec", "diskstats");
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void aPlanThatThisHostCanRunHasNoProblems() {
        Path later = storage.resolve("later");
        Plan plan =
                PreflightTest.plan(
                        MIB,
                        PreflightTest.diskCase(
                                later, CacheMode.NONE, Aio.IO_URING, Contents.WRITTEN, 1));
        assertThat(Preflight.check(plan, storage.resolve("results"), true, Set.of())).isEmpty();
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void aPlanThatThisHostCannotHoldIsRefused() {
        Plan plan =
                PreflightTest.plan(
                        1L << 59,
                        PreflightTest.diskCase(
                                storage, CacheMode.NONE, Aio.THREADS, Contents.FRESH, 1));
        assertThat(Preflight.check(plan, Path.of("/proc/results"), true, Set.of()))
                .extracting(Preflight.Problem::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("no files can be made in /proc/results"),
                        what -> assertThat(what).contains("the images need 512 PiB in"));
    }

    @Test
    void toolsAndTheirVersions() {
        var tools = Inventory.tools();
        assertThat(tools.get("qemu-img")).startsWith("qemu-img version ");
        assertThat(tools.get("qemu-system")).startsWith("QEMU emulator version ");
        assertThat(tools.get("fio (host)")).startsWith("fio-");
        assertThat(tools.get("java")).startsWith("25");
        assertThat(tools).containsKeys("supermin", "kernel", "qemu-storage-daemon");
    }

    @Test
    void aForeignQemuIsATenantUntilItIsOurs() throws Exception {
        Process qemu =
                new ProcessBuilder(
                                "qemu-system-x86_64",
                                "-nodefaults",
                                "-no-user-config",
                                "-display",
                                "none",
                                "-S",
                                "-M",
                                "none",
                                "-qmp",
                                "stdio")
                        .start();
        try {
            assertThat(qemu.inputReader().readLine()).contains("QMP");
            String ours = "the QEMU process " + qemu.pid() + " ";
            assertThat(Tenants.look(List.of(), Set.of()).found()).anyMatch(t -> t.startsWith(ours));
            assertThat(Tenants.look(List.of(), Set.of(qemu.pid())).found())
                    .noneMatch(t -> t.startsWith(ours));
        } finally {
            qemu.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Path written(String name, int mebibytes) throws IOException {
        Path file = storage.resolve(name);
        byte[] block = new byte[(int) MIB];
        Arrays.fill(block, (byte) name.length());
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < mebibytes; i++) {
                channel.write(ByteBuffer.wrap(block));
            }
        }
        return file;
    }

    private static SortedMap<String, String> section(
            SortedMap<String, SortedMap<String, String>> facts, String name) {
        return Objects.requireNonNull(facts.get(name), name);
    }

    private static long ticks(Process process) {
        return ProcText.task(new ProcReader().read("/proc/" + process.pid() + "/stat")).ticks();
    }

    private static double sum(List<HostSample> samples, ToDoubleFunction<HostSample> figure) {
        return samples.stream().mapToDouble(figure).sum();
    }
}
