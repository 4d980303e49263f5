package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By the tables of Debian's 6.1 cloud kernel, shortened, with one module compressed. */
class KernelModulesTest {

    @TempDir Path directory;
    private KernelModules modules;

    @BeforeEach
    void tables() throws IOException {
        Files.writeString(
                directory.resolve("modules.dep"),
                """
                kernel/drivers/virtio/virtio_ring.ko:
                kernel/drivers/virtio/virtio.ko: kernel/drivers/virtio/virtio_ring.ko
                kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio.ko \
                kernel/drivers/virtio/virtio_ring.ko
                kernel/drivers/char/hw_random/virtio-rng.ko: kernel/drivers/virtio/virtio.ko \
                kernel/drivers/virtio/virtio_ring.ko
                """);
        Files.writeString(directory.resolve("modules.builtin"), "kernel/fs/ext4/ext4.ko\n");
        modules = KernelModules.read(directory);
    }

    @Test
    void whatAModuleNeedsIsLoadedBeforeItAndOnce() {
        assertThat(modules.loadOrder(List.of("virtio_pci", "ext4", "virtio_rng")))
                .map(directory::relativize)
                .map(Path::getFileName)
                .map(Path::toString)
                .containsExactly(
                        "virtio_ring.ko", "virtio.ko", "virtio_pci.ko.xz", "virtio-rng.ko");
    }

    @Test
    void aModuleThatIsNowhereIsNamed() {
        assertThat(modules.has("ext4")).isTrue();
        assertThat(modules.has("nvme")).isFalse();
        assertThatThrownBy(() -> modules.loadOrder(List.of("nvme")))
                .hasMessageContaining("no module nvme");
    }
}
