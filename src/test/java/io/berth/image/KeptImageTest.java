package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptImageTest {

    @TempDir Path directory;

    @Test
    void aDamagedImageIsMovedWithAllItsFilesAndItsSecretStaysOne() throws IOException {
        Path secret = Secret.in(directory);
        Path first = KeptImage.move(image(secret), directory.resolve("kept/slug"));
        assertThat(first).isEqualTo(directory.resolve("kept/slug/guest-01.qcow2")).exists();
        assertThat(first.resolveSibling("guest-01.base.raw")).exists();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(first.resolveSibling("secret"))))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("guest-01.qcow2")).doesNotExist();
        assertThat(secret).exists();
        assertThat(KeptImage.move(image(secret), directory.resolve("kept/slug")))
                .isEqualTo(directory.resolve("kept/slug-2/guest-01.qcow2"))
                .exists();
    }

    private PreparedImage image(Path secret) throws IOException {
        Path active = Files.createFile(directory.resolve("guest-01.qcow2"));
        Path base = Files.createFile(directory.resolve("guest-01.base.raw"));
        return new PreparedImage(
                1,
                ImageConfig.of(
                        ByteSize.mebibytes(1),
                        Format.QCOW2,
                        Preallocation.OFF,
                        Contents.WRITTEN,
                        new TreeMap<>()),
                new DiskImage(
                        List.of(
                                new DiskImage.Layer(active, Format.QCOW2, true),
                                new DiskImage.Layer(base, Format.RAW)),
                        null,
                        secret),
                List.of(
                        new PreparedImage.File("active", active),
                        new PreparedImage.File("backing 1", base)),
                List.of(),
                0,
                0,
                null,
                0);
    }
}
