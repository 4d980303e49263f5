package io.berth.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.plan.Place;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.results.Golden;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed, byte by byte, whatever the locale; that tools accept it, ExportIT shows. */
class ExportTest {

    private static final Path STORAGE = Path.of("/srv/it's, fast");

    private static Attachment attachment(Bus bus) {
        return Attachment.of(CacheMode.NONE, Aio.IO_URING, bus, false);
    }

    private static Attachment everything(Bus bus) {
        return new Attachment(
                CacheMode.DIRECTSYNC,
                Aio.NATIVE,
                bus,
                true,
                4,
                bus == Bus.VIRTIO_BLK ? 256 : null,
                true,
                Discard.UNMAP,
                DetectZeroes.UNMAP,
                bus == Bus.VIRTIO_BLK ? ByteSize.mebibytes(2) : null,
                null);
    }

    private static Map<String, ShownDisk> disks() {
        ImageConfig qcow2 =
                Shown.image(
                        Format.QCOW2,
                        Preallocation.METADATA,
                        Shown.options("cluster_size", "131072", "lazy_refcounts", "on"));
        ImageConfig chain =
                Shown.over(
                        Shown.image(Format.QCOW2),
                        Encryption.LUKS,
                        new Backing(3, Format.QCOW2, 0, true, false),
                        2);
        ImageConfig vmdk =
                Shown.reserved(
                        Shown.image(
                                Format.VMDK,
                                Preallocation.OFF,
                                Shown.options("subformat", "monolithicFlat")));
        Map<String, ShownDisk> disks = new LinkedHashMap<>();
        disks.put("everything", Shown.disk(STORAGE, qcow2, everything(Bus.VIRTIO_BLK)));
        disks.put("encrypted-chain", Shown.disk(STORAGE, chain, attachment(Bus.VIRTIO_BLK)));
        disks.put("fixed-vmdk", Shown.disk(STORAGE, vmdk, attachment(Bus.SATA)));
        disks.put(
                "device",
                Shown.disk(
                        new Place(List.of(Path.of("/dev/vg/lv")), true),
                        Shown.image(Format.RAW),
                        everything(Bus.VIRTIO_SCSI)));
        disks.put(
                "luks-default-cache",
                Shown.disk(
                        STORAGE,
                        Shown.image(Format.LUKS, Preallocation.FULL, Shown.options()),
                        Attachment.of(CacheMode.DEFAULT, Aio.THREADS, Bus.IDE, false)));
        return disks;
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "de-DE", "tr-TR", "ar-SA-u-nu-arab"})
    void whatIsPrintedIsTheSameInEveryLocale(String locale) throws Exception {
        Golden.under(
                Locale.forLanguageTag(locale),
                () -> {
                    for (Map.Entry<String, ShownDisk> disk : disks().entrySet()) {
                        for (Form form : Form.values()) {
                            Golden.check(
                                    "export/" + disk.getKey() + "." + form.word() + ".txt",
                                    form.of(disk.getValue()));
                        }
                    }
                    for (String name : List.of("everything", "encrypted-chain", "device")) {
                        Golden.check(
                                "export/" + name + ".from-ide.txt",
                                Conversion.of(Objects.requireNonNull(disks().get(name)), Bus.IDE));
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"VHDX", "PARALLELS"})
    void libvirtHasNoDriverTypeForSomeFormats(Format format) {
        ShownDisk disk = Shown.disk(STORAGE, Shown.image(format), attachment(Bus.VIRTIO_BLK));

        assertThatThrownBy(() -> Form.LIBVIRT.of(disk))
                .isInstanceOf(NotExpressible.class)
                .hasMessageContaining("no driver type '" + format.word() + "'")
                .hasMessageContaining("--as=qemu");
        assertThat(Form.QEMU.of(disk)).contains("driver=" + format.word());
        assertThat(Form.TEXT.of(disk)).contains("no driver type '" + format.word() + "'");
    }

    @Test
    void libvirtHasNoBusNvme() {
        ShownDisk disk = Shown.disk(STORAGE, Shown.image(Format.RAW), attachment(Bus.NVME));

        assertThatThrownBy(() -> Form.LIBVIRT.of(disk)).hasMessageContaining("no bus 'nvme'");
        assertThat(Form.QEMU.of(disk)).contains("driver=nvme").doesNotContain("werror");
    }

    @Test
    void aConversionNeedsAnotherBus() {
        ShownDisk disk = Shown.disk(STORAGE, Shown.image(Format.RAW), attachment(Bus.IDE));

        assertThatThrownBy(() -> Conversion.of(disk, Bus.IDE))
                .isInstanceOf(NotExpressible.class)
                .hasMessageContaining("on bus ide already");
    }

    @Test
    void aGuestThatIsNotThereIsNamed() {
        ShownDisk disk = Shown.disk(STORAGE, Shown.image(Format.RAW), attachment(Bus.SATA));

        assertThatThrownBy(() -> new ShownDisk(disk.shown(), 2))
                .isInstanceOf(NotExpressible.class)
                .hasMessageContaining("no guest 2");
    }
}
