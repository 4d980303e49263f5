package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.profile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What QEMU's help texts say, as recorded from Debian's 7.2.22. */
class AbilityProbeTest {

    private static String text(String name) {
        return Fixtures.text("qemu-7.2/" + name);
    }

    @Test
    void theVersionsAreWithoutTheDistributionsOwnPart() {
        assertThat(ToolText.version("qemu-img", text("qemu-img-version.txt"))).isEqualTo("7.2.22");
        assertThat(ToolText.version("qemu", text("qemu-version.txt"))).isEqualTo("7.2.22");
    }

    @Test
    void formatsAreThoseOfOursThatTheToolNames() {
        assertThat(ToolText.formats("qemu-img --help", text("qemu-img-help.txt")))
                .containsExactlyElementsOf(EnumSet.allOf(Format.class));
        assertThat(ToolText.formats("qemu-img --help", "Supported formats: bochs qcow2 raw\n"))
                .containsExactly(Format.RAW, Format.QCOW2);
    }

    @Test
    void aFormatIsWritableOnlyIfItIsOnTheFirstLine() {
        assertThat(ToolText.formats("-drive format=help", text("drive-format-help.txt")))
                .hasSize(Format.values().length);
        // As drive_new prints the whitelist of CentOS Stream 9's qemu-kvm.spec.
        assertThat(ToolText.formats("-drive format=help", text("drive-format-help-whitelist.txt")))
                .containsExactly(Format.RAW, Format.QCOW2, Format.LUKS);
    }

    @Test
    void textWithoutFormatsIsAnErrorThatQuotesIt() {
        assertThatThrownBy(() -> ToolText.formats("qemu-img --help", "usage: something else"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("qemu-img --help")
                .hasMessageContaining("usage: something else");
    }

    @Test
    void optionsAreNamesOnly() {
        assertThat(ToolText.options(text("create-qcow2-help.txt")))
                .contains("cluster_size", "compat", "encrypt.cipher-alg", "preallocation", "size")
                .hasSize(21);
    }

    @Test
    void preallocationOfRawAndLuksShowsOnlyWhereAFileIsNamed() {
        assertThat(ToolText.options(text("create-luks-help.txt")))
                .contains("iter-time")
                .doesNotContain("preallocation");
        assertThat(ToolText.options(text("create-raw-file-help.txt")))
                .containsExactly("extent_size_hint", "nocow", "preallocation", "size");
    }

    @Test
    void devicesAreKnownByNameAndByAlias() {
        assertThat(ToolText.devices(text("device-help.txt")))
                .contains("virtio-blk-pci", "virtio-blk", "ahci", "ich9-ahci", "ide-hd", "nvme")
                .doesNotContain("virtual IDE disk", "PCI");
    }

    @Test
    void aProgramIsFoundAsAShellFindsIt(@TempDir Path directory) throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Path program = Files.createFile(second.resolve("tool"));
        Files.createFile(first.resolve("tool")); // not executable
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Programs.inPath("tool", first + "::" + second)).contains(program);
        assertThat(Programs.inPath("tool", first + ":")).isEmpty();
    }
}
