package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.host.Commands;
import io.berth.plan.ImageConfig;
import io.berth.plan.OperationConfig;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.results.OperationResult.Extent;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The command lines of operations, and what is said of their outcome. */
class OperationCommandsTest {

    private static final OperationImage RAW =
            OperationImage.file(Path.of("/s/a.raw"), Format.RAW, null);

    private static OperationConfig convert(Format to, boolean compressed) {
        return new OperationConfig(OperationKind.CONVERT, to, compressed, null, false, null, null);
    }

    private static String line(OperationConfig operation, OperationImage target) {
        return String.join(" ", OperationConvert.command(operation, RAW, target));
    }

    private static OperationImage target(Format to) {
        return OperationImage.file(Path.of("/w/b"), to, null);
    }

    @Test
    void aConversionSaysItsFormatsAndOnlyWhatWasAsked() {
        assertThat(line(convert(Format.QCOW2, false), target(Format.QCOW2)))
                .isEqualTo("qemu-img convert -O qcow2 -f raw /s/a.raw /w/b");
        assertThat(
                        line(
                                new OperationConfig(
                                        OperationKind.CONVERT,
                                        Format.QCOW2,
                                        true,
                                        CacheMode.NONE,
                                        true,
                                        16,
                                        null),
                                target(Format.QCOW2)))
                .isEqualTo("qemu-img convert -c -t none -W -m 16 -O qcow2 -f raw /s/a.raw /w/b");
    }

    @ParameterizedTest
    @CsvSource({
        "VPC, false, -O vpc -o force_size=on",
        "VMDK, true, -c -O vmdk -o subformat=streamOptimized",
        "VMDK, false, -O vmdk",
    })
    void aFormatIsToldWhatItNeedsToHoldTheSame(Format to, boolean compressed, String words) {
        assertThat(line(convert(to, compressed), target(to)))
                .isEqualTo("qemu-img convert " + words + " -f raw /s/a.raw /w/b");
    }

    @Test
    void aNewEncryptedImageGetsTheSecretByItsFile() {
        OperationImage luks =
                OperationImage.file(Path.of("/w/b"), Format.LUKS, Path.of("/s/secret"));

        assertThat(line(convert(Format.LUKS, false), luks))
                .isEqualTo(
                        "qemu-img convert -O luks -o key-secret=berth-secret --object"
                                + " secret,id=berth-secret,file=/s/secret -f raw /s/a.raw /w/b");
    }

    @Test
    void copiesNeverShareExtentsAndArchivesNameTheirMembers() {
        List<Path> files = List.of(Path.of("/s/a.qcow2"), Path.of("/s/base.raw"));
        Path work = Path.of("/s/operation");

        assertThat(OperationCopy.command(OperationKind.COPY_SPARSE, files, work))
                .containsExactly(
                        "cp",
                        "--sparse=always",
                        "--reflink=never",
                        "/s/a.qcow2",
                        "/s/base.raw",
                        "/s/operation");
        assertThat(OperationCopy.command(OperationKind.COPY_FULL, files, work))
                .contains("--sparse=never", "--reflink=never");
        assertThat(OperationCopy.command(OperationKind.ARCHIVE, files, work))
                .containsExactly(
                        "tar",
                        "--create",
                        "--gzip",
                        "--sparse",
                        "--file=/s/operation/image.tar.gz",
                        "--directory=/s",
                        "a.qcow2",
                        "--directory=/s",
                        "base.raw");
    }

    @Test
    void onlyLittleGainByCompressionIsRemarked() {
        Extent before = new Extent(64L, 1000, 1000, List.of());

        assertThat(ImageOperation.incompressible(before, new Extent(64L, 899, 899, List.of())))
                .isEmpty();
        assertThat(ImageOperation.incompressible(before, new Extent(64L, 900, 900, List.of())))
                .singleElement()
                .satisfies(notice -> assertThat(notice.code()).isEqualTo("incompressible"));
    }

    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void creatingBeginsWithAnImageWithoutDataAndNothingElseIsChanged(OperationKind kind) {
        ImageConfig written =
                ImageConfig.of(
                        ByteSize.mebibytes(64),
                        Format.QCOW2,
                        Preallocation.FALLOC,
                        Contents.WRITTEN,
                        new TreeMap<>());
        OperationConfig operation = new OperationConfig(kind, null, false, null, false, null, null);

        ImageConfig begun = ImageOperation.begunWith(operation, written);

        if (kind == OperationKind.CREATE) {
            assertThat(begun.contents()).isEqualTo(Contents.FRESH);
            assertThat(begun.preallocation()).isEqualTo(Preallocation.FALLOC);
            assertThat(ImageOperation.wears(operation)).isTrue();
        } else {
            assertThat(begun).isEqualTo(written);
        }
    }

    @Test
    void aCoarseClockIsNoReasonToGiveUp() {
        assertThat(ImageOperation.mayGoWellAgain(failed("Unable to get accurate CPU usage")))
                .isTrue();
        assertThat(ImageOperation.mayGoWellAgain(failed("No space left on device"))).isFalse();
        assertThat(ImageOperation.failed(failed("a\nNo space left on device\n")).getMessage())
                .isEqualTo(
                        "'qemu-img x' ended with exit code 1: a; No space left on device; free"
                                + " space on the storage ('df -h'), or use a smaller disk.size");
    }

    private static Commands.Output failed(String stderr) {
        return new Commands.Output(1, "", stderr, Duration.ZERO, List.of("qemu-img", "x"));
    }
}
