package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Attachment;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Bus;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.profile.ProfileReader;
import io.berth.results.CaseResult;
import io.berth.results.Json;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with snapshots under load, and with guests that are booted with their disks. */
class RunDisksIT {

    private static final Duration RUN = Duration.ofMinutes(5);
    private static final Duration SNAPSHOT_AT = Duration.ofMillis(1500);

    // On the disk under the working directory: /tmp may be RAM.
    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void snapshotsAreTakenUnderLoadAndOldBusesAreMeasured() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "format: [raw, qcow2], cache: none, contents: written",
                        "[1, 2]",
                        "rw: randrw, rwmixread: 50, bs: 4k, iodepth: 4",
                        "ramp_time: 500ms, runtime: 4s, blocks: 1, seed: 7");
        RunDirectory run = RunDirectory.create(directory.resolve("results"), "r1");
        Json.write(run.planFile(), changed(Planner.plan(ProfileReader.read(profile))));
        try (BerthProcess berth =
                BerthProcess.start(directory, "run", "--resume", "r1", "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }

        RunData data = RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
        assertThat(data.results()).hasSize(4);
        for (CaseResult result : data.results()) {
            assertThat(result.status())
                    .as(() -> String.valueOf(result.reason()))
                    .isEqualTo(Status.COMPLETED);
            Case c = data.plan().find(result.caseId());
            String qemu =
                    Files.readString(run.caseDirectory(result.caseId(), 1).resolve("qemu.txt"));
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
            if (c.guests() == 2) {
                isSnapshotted(result, c, qemu);
            } else {
                assertThat(result.snapshots()).isEmpty();
                assertThat(qemu).contains("-machine pc").doesNotContain("blockdev-snapshot");
            }
        }
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    /** The profile's cases, on machine pc for one guest and with a snapshot for two. */
    private static Plan changed(Plan plan) {
        List<Case> cases = plan.cases().stream().map(RunDisksIT::changed).toList();
        return new Plan(
                plan.schemaVersion(),
                plan.profile(),
                plan.purpose(),
                plan.profileFile(),
                plan.profileText(),
                cases,
                plan.operations(),
                plan.blocks(),
                plan.exclusions(),
                plan.measure(),
                plan.objective(),
                plan.estimate(),
                plan.notes());
    }

    private static Case changed(Case c) {
        GuestConfig guest = c.guest();
        Attachment a = c.disk().attachment();
        boolean one = c.guests() == 1;
        Bus bus = one && c.disk().format() == Format.RAW ? Bus.IDE : Bus.VIRTIO_BLK;
        Attachment attachment =
                new Attachment(
                        a.cache(),
                        a.aio(),
                        bus,
                        a.iothread(),
                        a.queues(),
                        a.queueSize(),
                        a.packed(),
                        a.discard(),
                        a.detectZeroes(),
                        a.l2CacheSize(),
                        one ? null : SNAPSHOT_AT);
        return new Case(
                c.id(),
                c.layer(),
                c.storage(),
                new DiskConfig(c.disk().image(), attachment),
                one
                        ? new GuestConfig(
                                guest.vcpus(), guest.memory(), guest.accelerator(), Machine.PC)
                        : guest,
                c.guests(),
                c.workload(),
                c.pageCache(),
                c.factors());
    }

    private static void isSnapshotted(CaseResult result, Case c, String qemu) {
        assertThat(result.snapshots()).extracting(LiveSnapshot::guest).containsExactly(1, 2);
        for (LiveSnapshot snapshot : result.snapshots()) {
            System.out.println(snapshot);
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
