package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Case;
import io.berth.results.CaseResult;
import io.berth.results.LiveSnapshot;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Setting;
import io.berth.results.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with snapshots under load, and with guests that are booted with their disks. */
class RunDisksIT {

    private static final Duration RUN = Duration.ofMinutes(5);

    // On the disk under the working directory: /tmp may be RAM.
    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void snapshotsAreTakenUnderLoadAndOldBusesAreMeasured() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "format: raw, bus: [ide, virtio-blk], cache: none, contents: written,"
                                + " snapshot_at: 1500ms",
                        "[2]",
                        "rw: randrw, rwmixread: 50, bs: 4k, iodepth: 4",
                        "ramp_time: 500ms, runtime: 4s, blocks: 1, seed: 7");
        Files.writeString(
                profile,
                Files.readString(profile)
                                .replace("memory: 192MiB", "memory: 192MiB, machine: [pc, q35]")
                        + "exclude: [{guest.machine: pc, disk.bus: virtio-blk}]\n");
        try (BerthProcess berth =
                BerthProcess.start(
                        directory,
                        "run",
                        profile.toString(),
                        "--run-id",
                        "r1",
                        "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }

        RunData data = RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
        assertThat(data.results()).hasSize(2);
        Set<String> cells = new TreeSet<>();
        for (CaseResult result : data.results()) {
            assertThat(result.status())
                    .as(() -> String.valueOf(result.reason()))
                    .isEqualTo(Status.COMPLETED);
            Case c = data.plan().find(result.caseId());
            cells.add(c.guest().machine().word() + " " + c.disk().bus().word());
            String qemu =
                    Files.readString(
                            data.directory().caseDirectory(result.caseId(), 1).resolve("qemu.txt"));
            assertThat(result.effective())
                    .hasSize(c.guests())
                    .allSatisfy(
                            disk -> {
                                assertThat(disk.mismatches()).isEmpty();
                                assertThat(effective(disk.settings(), "disk.bus"))
                                        .isEqualTo(c.disk().bus().word());
                                assertThat(effective(disk.settings(), "guest.machine"))
                                        .isEqualTo(c.guest().machine().word());
                            });
            isSnapshotted(result, c, qemu);
            assertThat(qemu).contains("-machine " + c.guest().machine().word());
        }
        // IDE is no bus of q35.
        assertThat(cells).containsExactly("pc ide", "q35 virtio-blk");
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    private static void isSnapshotted(CaseResult result, Case c, String qemu) {
        assertThat(result.snapshots()).extracting(LiveSnapshot::guest).containsExactly(1, 2);
        for (LiveSnapshot snapshot : result.snapshots()) {
            assertThat(snapshot.overlay()).endsWith(".snapshot.qcow2").doesNotMatch("//");
            assertThat(Path.of(snapshot.overlay())).doesNotExist();
            assertThat(snapshot.atMs()).isBetween(1000.0, 4000.0);
            assertThat(snapshot.tookMs()).isPositive();
            assertThat(snapshot.seconds())
                    .extracting(LiveSnapshot.Second::op)
                    .contains("read", "write");
            assertThat(snapshot.seconds())
                    .filteredOn(s -> s.op().equals("write"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .anySatisfy(s -> assertThat(s.ios()).isPositive());
        }
        assertThat(qemu.lines().filter(line -> line.contains("blockdev-snapshot"))).hasSize(2);
        assertThat(qemu)
                .contains("qemu-img create -q -f qcow2 -u -b ")
                .contains("-F " + c.disk().format().word());
    }

    private static @Nullable String effective(List<Setting> settings, String name) {
        return settings.stream()
                .filter(s -> s.name().equals(name))
                .map(Setting::effective)
                .findAny()
                .orElseThrow();
    }
}
