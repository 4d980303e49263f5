package io.berth.guest;

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
import io.berth.units.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QemuCommandLineTest {

    private static final Appliance APPLIANCE =
            Appliance.in(
                    Path.of("/cache/0123456789abcdef"), "6.1.0-56-cloud-amd64", "0123456789abcdef");

    private static List<String> line(Accelerator accelerator, Path root) {
        return line(accelerator, root, 2);
    }

    private static List<String> line(Accelerator accelerator, Path root, int vcpus) {
        var appliance = new Appliance(APPLIANCE.kernel(), APPLIANCE.initrd(), root, "6.1.0", "key");
        return QemuCommandLine.of(
                Path.of("/usr/bin/qemu-system-x86_64"),
                7,
                new GuestConfig(vcpus, ByteSize.mebibytes(192), Accelerator.AUTO),
                accelerator,
                appliance,
                new QemuCommandLine.Files(
                        Path.of("/run/berth/g07.qmp"),
                        Path.of("/run/berth/g07.ga"),
                        Path.of("/log/guest-07/serial.log")),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm", "tcg"})
    void isTheGoldenOneInEveryLocale(String accelerator) throws IOException {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("en-US", "de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                var constant = Accelerator.valueOf(accelerator.toUpperCase(Locale.ROOT));
                assertThat(String.join("\n", line(constant, APPLIANCE.root())) + "\n")
                        .describedAs(tag)
                        .isEqualTo(golden("qemu-" + accelerator + ".txt"));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void oneEmulatedCpuRunsInTheSingleThreadedLoop() {
        assertThat(line(Accelerator.TCG, APPLIANCE.root(), 1))
                .contains("tcg,thread=single")
                .doesNotContain("tcg,thread=multi");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = QemuCommandLineTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aCommaInAPathIsNoEndOfTheOption() {
        assertThat(line(Accelerator.TCG, Path.of("/a,b/root")))
                .contains("driver=file,node-name=root-file,read-only=on,filename=/a,,b/root");
    }

    @Test
    void autoHasToBeSettledBefore() {
        assertThatThrownBy(() -> line(Accelerator.AUTO, APPLIANCE.root()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void disksOfTheBootAreOnItWithTheSecretsFile() {
        DiskImage image =
                new DiskImage(
                        List.of(new DiskImage.Layer(Path.of("/i/a.luks"), Format.LUKS)),
                        null,
                        Path.of("/i/secret"));
        DiskConfig ide = TestDisks.disk(Format.LUKS, CacheMode.NONE, Bus.IDE);
        List<String> line =
                QemuCommandLine.of(
                        Path.of("/usr/bin/qemu-system-x86_64"),
                        1,
                        new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.AUTO, Machine.PC),
                        Accelerator.TCG,
                        APPLIANCE,
                        new QemuCommandLine.Files(
                                Path.of("/r/qmp"), Path.of("/r/ga"), Path.of("/l/serial.log")),
                        List.of(new BootDisk(ide, image, "berth-1")));
        String all = String.join(" ", line);
        assertThat(all)
                .contains("-machine pc ", "bus=pci.0,addr=0x3", "bus=pci.0,addr=0x4")
                .contains(
                        "-object {\"qom-type\":\"secret\",\"id\":\"s-berth-1\","
                                + "\"file\":\"/i/secret\"} -blockdev {\"driver\":\"file\"")
                .contains("-device {\"driver\":\"ide-hd\",\"id\":\"d-berth-1\"")
                .doesNotContain("pcie");
    }
}
