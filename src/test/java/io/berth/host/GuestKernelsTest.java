package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestKernelsTest {

    private static final String CLOUD =
            """
            kernel/drivers/block/virtio_blk.ko:
            kernel/drivers/scsi/virtio_scsi.ko: kernel/drivers/scsi/scsi_mod.ko
            kernel/drivers/scsi/sd_mod.ko.xz:
            kernel/drivers/ata/ata_piix.ko: kernel/drivers/ata/libata.ko
            """;

    @TempDir private Path modules;

    private void kernel(String version, String dep, String builtin) throws IOException {
        Path directory = Files.createDirectory(modules.resolve(version));
        Files.writeString(directory.resolve("modules.dep"), dep);
        Files.writeString(directory.resolve("modules.builtin"), builtin);
    }

    @Test
    void aCloudKernelHasNoAhci() throws IOException {
        kernel("6.1-cloud", CLOUD, "kernel/drivers/nvme/host/nvme.ko\n");
        assertThat(GuestKernels.lacking(modules)).containsExactly(Bus.SATA);
    }

    @Test
    void oneKernelWithAllOfThemIsEnough() throws IOException {
        kernel("6.1-cloud", CLOUD, "");
        kernel(
                "6.1-full",
                CLOUD + "kernel/drivers/ata/ahci.ko.zst:\nkernel/drivers/nvme/host/nvme.ko:\n",
                "");
        assertThat(GuestKernels.lacking(modules)).isEmpty();
    }

    @Test
    void withoutAnyKernelNothingIsSaid() throws IOException {
        Files.createDirectory(modules.resolve("leftover"));
        assertThat(GuestKernels.lacking(modules)).isEmpty();
        assertThat(GuestKernels.lacking(modules.resolve("none"))).isEmpty();
    }
}
