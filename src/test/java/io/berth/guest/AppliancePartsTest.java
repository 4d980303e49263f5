package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.profile.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliancePartsTest {

    private static final String ALL =
            """
            kernel/virtio_pci.ko:
            kernel/virtio_blk.ko:
            kernel/virtio_console.ko:
            """;

    @TempDir Path directory;

    private void kernel(String version, String modules) throws IOException {
        Path own = directory.resolve("modules").resolve(version);
        Files.createDirectories(own);
        Files.createDirectories(directory.resolve("boot"));
        Files.writeString(directory.resolve("boot").resolve("vmlinuz-" + version), version);
        Files.writeString(own.resolve("modules.dep"), modules);
        Files.writeString(own.resolve("modules.builtin"), "kernel/fs/ext4/ext4.ko\n");
    }

    private ApplianceParts.Kernel newest() throws GuestException, IOException {
        return ApplianceParts.newestKernel(
                directory.resolve("boot"), directory.resolve("modules"), Set.of());
    }

    @Test
    void theNewestKernelIsTakenByNumbers() throws Exception {
        kernel("6.1.0-9-cloud-amd64", ALL);
        kernel("6.1.0-56-cloud-amd64", ALL);
        kernel("5.10.0-99-amd64", ALL);
        assertThat(newest().version()).isEqualTo("6.1.0-56-cloud-amd64");
    }

    @Test
    void aKernelWithoutVirtioOrWithoutItsImageIsNoCandidate() throws Exception {
        kernel("6.1.0-9-cloud-amd64", ALL);
        kernel("6.9.0", "kernel/virtio_blk.ko:\n");
        kernel("6.8.0", ALL);
        Files.delete(directory.resolve("boot").resolve("vmlinuz-6.8.0"));
        assertThat(newest().version()).isEqualTo("6.1.0-9-cloud-amd64");
    }

    @Test
    void aKernelBesideItsModulesIsFound() throws Exception {
        kernel("6.8.9-300.fc40.x86_64", ALL);
        Path image = directory.resolve("boot").resolve("vmlinuz-6.8.9-300.fc40.x86_64");
        Path moved = directory.resolve("modules/6.8.9-300.fc40.x86_64/vmlinuz");
        Files.move(image, moved);
        assertThat(newest().image()).isEqualTo(moved);
    }

    @Test
    void sataTakesTheNewestKernelThatHasAhciOrSaysWhereToGetOne() throws Exception {
        kernel("6.1.0-56-cloud-amd64", ALL + "kernel/sd_mod.ko:\n");
        Path boot = directory.resolve("boot");
        Path modules = directory.resolve("modules");
        assertThatThrownBy(() -> ApplianceParts.newestKernel(boot, modules, Set.of(Bus.SATA)))
                .hasMessageContaining("disks on sata: 6.1.0-56-cloud-amd64 has no module ahci")
                .hasMessageContaining("apt-get install linux-image-amd64");
        kernel("6.1.0-55-amd64", ALL + "kernel/sd_mod.ko:\nkernel/ahci.ko:\n");
        assertThat(ApplianceParts.newestKernel(boot, modules, Set.of(Bus.SATA)).version())
                .isEqualTo("6.1.0-55-amd64");
        assertThat(newest().version()).isEqualTo("6.1.0-56-cloud-amd64");
    }

    @Test
    void aKernelLoadsTheModulesOfAllBusesThatItHas() throws Exception {
        kernel("6.1.0", ALL + "kernel/nvme.ko:\nkernel/crc32c_generic.ko:\n");
        KernelModules modules = KernelModules.read(directory.resolve("modules/6.1.0"));
        assertThat(ApplianceParts.loaded(modules))
                .containsExactly(
                        "crc32c_generic",
                        "virtio_pci",
                        "virtio_blk",
                        "virtio_console",
                        "ext4",
                        "nvme");
    }

    @Test
    void noKernelNamesThePackages() {
        assertThatThrownBy(this::newest)
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("no kernel with modules")
                .hasMessageContaining("apt-get install");
    }

    @Test
    void theKeyChangesWithEveryPart() throws Exception {
        kernel("6.1.0", ALL);
        List<String> keys =
                List.of(
                        parts("fio 3.33-3", "libc 1", "supermin 5.2.2"),
                        parts("fio 3.36-1", "libc 1", "supermin 5.2.2"),
                        parts("fio 3.33-3", "libc 2", "supermin 5.2.2"),
                        parts("fio 3.33-3", "libc 1", "supermin 5.3.0"));
        assertThat(keys).doesNotHaveDuplicates().allMatch(k -> k.matches("[0-9a-f]{16}"));
        assertThat(parts("fio 3.33-3", "libc 1", "supermin 5.2.2")).isEqualTo(keys.getFirst());
    }

    private String parts(String fio, String library, String supermin) throws Exception {
        return new ApplianceParts(
                        List.of("fio"),
                        List.of(fio),
                        List.of(library),
                        supermin,
                        Path.of("/bin/busybox"),
                        newest())
                .key();
    }
}
