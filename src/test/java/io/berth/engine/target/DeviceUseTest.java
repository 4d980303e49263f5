package io.berth.engine.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and names of devices that this host lacks, in directories laid out as the kernel's. */
class DeviceUseTest {

    @TempDir Path root;

    private Kernel kernel;

    @BeforeEach
    void emptyKernel() throws IOException {
        kernel =
                new Kernel(
                        root.resolve("sys"),
                        root.resolve("proc"),
                        root.resolve("by-id"),
                        root.resolve("udev"));
        write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
        mounts("22 1 254:0 / / rw,relatime - ext4 /dev/none rw\n");
        device("8:16", "sdb");
        device("8:17", "sdb/sdb1");
        write("sys/devices/sdb/sdb1/partition", "1\n");
        device("253:0", "dm-0");
        write("sys/devices/dm-0/dm/name", "vg0-data\n");
        write("sys/devices/dm-0/dm/uuid", "LVM-abc\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void mounts(String lines) throws IOException {
        write("proc/self/mountinfo", lines);
    }

    private void device(String number, String name) throws IOException {
        write("sys/devices/" + name + "/dev", number + "\n");
        Files.createDirectories(root.resolve("sys/dev/block"));
        Files.createSymbolicLink(
                root.resolve("sys/dev/block/" + number), root.resolve("sys/devices/" + name));
    }

    private String use(String number) {
        return new DeviceUse(kernel).of(number).orElse("unused");
    }

    @Test
    void mountsOfADeviceItsPartitionsAndItsDisk() throws IOException {
        assertThat(use("8:16")).isEqualTo("unused");
        mounts("30 22 8:17 / /srv/my\\040data rw shared:1 - xfs /dev/sdb1 rw\n");
        assertThat(use("8:17")).isEqualTo("is mounted at /srv/my data (xfs)");
        assertThat(use("8:16"))
                .isEqualTo("its partition /dev/sdb1 is mounted at /srv/my data (xfs)");
        assertThat(use("253:0")).isEqualTo("unused");
        mounts("30 22 8:16 / /srv rw - xfs /dev/sdb rw\n");
        assertThat(use("8:17")).isEqualTo("its whole disk /dev/sdb is mounted at /srv (xfs)");
    }

    @Test
    void deviceMapperMdAndBcacheHold() throws IOException {
        Path holders = Files.createDirectories(root.resolve("sys/devices/sdb/sdb1/holders"));
        assertThat(use("8:17")).isEqualTo("unused");
        Files.createSymbolicLink(holders.resolve("dm-0"), root.resolve("sys/devices/dm-0"));
        assertThat(use("8:17")).isEqualTo("is held by /dev/dm-0 (device mapper: vg0-data)");
        assertThat(use("8:16"))
                .isEqualTo(
                        "its partition /dev/sdb1 is held by /dev/dm-0 (device mapper: vg0-data)");
        Files.delete(holders.resolve("dm-0"));
        Files.createDirectory(holders.resolve("md127"));
        assertThat(use("8:17")).isEqualTo("is held by /dev/md127");
    }

    @Test
    void withoutTheKernelsWordNothingIsUnused() throws IOException {
        Files.delete(root.resolve("proc/self/mountinfo"));
        assertThatThrownBy(() -> use("8:16"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("mountinfo cannot be read");
        assertThatThrownBy(() -> use("9:9")).isInstanceOf(EngineException.class);
    }

    @Test
    void names() throws IOException {
        DeviceNames names = new DeviceNames(kernel);
        assertThat(names.of("8:16")).isEmpty();
        assertThat(names.of("253:0")).containsExactly("dm-name-vg0-data", "dm-uuid-LVM-abc");
        write("sys/devices/sdb/device/vpd_pg80", "\0x\0\bSN 12345");
        write("sys/devices/sdb/device/wwid", "naa.5000c500a1b2c3d4\n");
        write(
                "udev/b8:16",
                "S:disk/by-id/x\nE:ID_SERIAL=ACME_DISK_12345\nE:ID_SERIAL_SHORT=12345\n");
        assertThat(names.of("8:16"))
                .containsExactlyInAnyOrder(
                        "SN 12345", "naa.5000c500a1b2c3d4", "ACME_DISK_12345", "12345");
        assertThat(names.of("8:17"))
                .containsExactlyInAnyOrder(
                        "SN 12345-part1",
                        "naa.5000c500a1b2c3d4-part1",
                        "ACME_DISK_12345-part1",
                        "12345-part1");
    }

    @Test
    void numbers() {
        assertThat(Kernel.number(0x0801)).isEqualTo("8:1");
        assertThat(Kernel.number(0x101_0305L)).isEqualTo("259:4101");
    }
}
