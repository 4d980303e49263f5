package io.berth.guest;

import static io.berth.guest.TestDisks.single;
import static io.berth.guest.TestDisks.writeAndVerify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.results.EffectiveDisk;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that are booted with their disks: machine pc on every bus, and SATA on q35. */
class BootDisksIT {

    private static final Path WORK = Path.of("target", "it").toAbsolutePath();

    private static Path directory;

    @TempDir Path runtime;

    @BeforeAll
    static void work() throws IOException {
        Files.createDirectories(WORK);
        directory = Files.createTempDirectory(WORK, "boot-");
    }

    @AfterAll
    static void clean() throws IOException {
        ApplianceBuilder.delete(directory);
    }

    @Test
    void onPcEveryBusIsThereFromTheBoot() throws Exception {
        List<Bus> buses = List.of(Bus.IDE, Bus.VIRTIO_BLK, Bus.VIRTIO_SCSI, Bus.NVME);
        List<BootDisk> disks = new ArrayList<>();
        for (Bus bus : buses) {
            CacheMode cache = bus == Bus.IDE ? CacheMode.DIRECTSYNC : CacheMode.NONE;
            disks.add(disk(bus, cache, "pc-" + bus.word()));
        }
        Appliance appliance = Guests.appliance();
        try (Fleet fleet = boot(Machine.PC, disks, appliance)) {
            Guest guest = fleet.guests().getFirst();
            System.out.println("pc booted in " + guest.bootTime());
            assertThat(guest.bootDisks()).hasSize(4);
            for (PluggedDisk disk : guest.bootDisks()) {
                isWhatItShouldBe(guest, disk);
                assertThat(disk.commands()).isEmpty();
                assertThatThrownBy(() -> guest.unplug(disk))
                        .hasMessageContaining("was booted with");
            }
            assertThat(String.join(" ", guest.commandLine()))
                    .contains("-machine pc")
                    .contains("\"driver\":\"ide-hd\"")
                    .contains("\"bus\":\"ide.0\"");
        }
        for (BootDisk disk : disks) {
            TestDisks.check(disk.image().active(), Format.QCOW2);
        }
    }

    @Test
    void onPcDisksCanBeHotPluggedToo() throws Exception {
        try (Fleet fleet = boot(Machine.PC, List.of(), Guests.appliance())) {
            Guest guest = fleet.guests().getFirst();
            for (Bus bus : List.of(Bus.VIRTIO_BLK, Bus.VIRTIO_SCSI, Bus.NVME)) {
                BootDisk disk = disk(bus, CacheMode.NONE, "pchot-" + bus.word());
                PluggedDisk plugged = guest.plug(disk.config(), disk.image(), disk.serial());
                isWhatItShouldBe(guest, plugged);
                guest.unplug(plugged);
            }
        }
    }

    @Test
    void sataNeedsAKernelWithAhciWhichIsTakenIfThereIsOne() throws Exception {
        Appliance appliance =
                Appliance.build(
                        Path.of("target", "appliance-cache"),
                        Set.of(Bus.SATA),
                        System.out::println);
        List<BootDisk> disks =
                List.of(
                        disk(Bus.SATA, CacheMode.WRITETHROUGH, "sata-1"),
                        disk(Bus.SATA, CacheMode.NONE, "sata-2"));
        try (Fleet fleet = boot(Machine.Q35, disks, appliance)) {
            Guest guest = fleet.guests().getFirst();
            System.out.println("q35 with " + guest.kernel() + " booted in " + guest.bootTime());
            for (PluggedDisk disk : guest.bootDisks()) {
                isWhatItShouldBe(guest, disk);
            }
        }
    }

    private static BootDisk disk(Bus bus, CacheMode cache, String name) throws Exception {
        DiskConfig config = TestDisks.disk(Format.QCOW2, cache, bus);
        DiskImage image = single(directory, name, Format.QCOW2);
        return new BootDisk(config, image, name);
    }

    private static void isWhatItShouldBe(Guest guest, PluggedDisk disk) throws Exception {
        writeAndVerify(guest, disk);
        EffectiveDisk effective = guest.readBack(disk);
        assertThat(effective.mismatches()).isEmpty();
        assertThat(effective.settings())
                .filteredOn(s -> s.name().equals("disk.bus"))
                .singleElement()
                .satisfies(s -> assertThat(s.effective()).isEqualTo(disk.config().bus().word()));
    }

    private Fleet boot(Machine machine, List<BootDisk> disks, Appliance appliance)
            throws Exception {
        return new QemuHypervisor()
                .boot(
                        new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.TCG, machine),
                        List.of(disks),
                        Guests.tcg(),
                        appliance,
                        runtime.resolve("run"),
                        runtime.resolve("log"),
                        Guests.BOOT_TIMEOUT);
    }
}
