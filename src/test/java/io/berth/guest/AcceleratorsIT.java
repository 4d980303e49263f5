package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.profile.Accelerator;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accelerators on the machine that runs the tests, whatever it can do. */
class AcceleratorsIT {

    @TempDir Path directory;

    @Test
    void autoGivesAnAcceleratorUnderWhichAGuestBoots() throws Exception {
        AcceleratorChoice choice = Accelerators.choose(Accelerator.AUTO, Guests.appliance());
        System.out.println(choice);
        try (Fleet fleet =
                new QemuHypervisor()
                        .boot(
                                Guests.SMALL,
                                1,
                                choice,
                                Guests.appliance(),
                                directory.resolve("run"),
                                directory.resolve("log"),
                                Guests.BOOT_TIMEOUT)) {
            fleet.guests().getFirst().agent().ping();
        }
    }

    @Test
    void aDeviceWithoutRightsNamesTheGroup() throws Exception {
        // Root passes every permission, but not a device on a file system without devices.
        String mount = "mount -t tmpfs -o nodev tmpfs \"$1\" && mknod \"$1/kvm\" c 10 232";
        Tool.Outcome made = Tool.run("sh", "-c", mount, "sh", directory.toString());
        assertThat(made.exitCode()).describedAs("needs root: " + made.err()).isZero();
        try {
            assertThatThrownBy(
                            () ->
                                    Accelerators.choose(
                                            Accelerator.KVM,
                                            directory.resolve("kvm"),
                                            Path.of("/proc/cpuinfo"),
                                            Optional::empty))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("may not be opened by root")
                    .hasMessageContaining("usermod -aG kvm");
        } finally {
            assertThat(Tool.run("umount", directory.toString()).exitCode()).isZero();
        }
    }
}
