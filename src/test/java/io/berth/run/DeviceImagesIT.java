package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.host.BlockDevice;
import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.host.PageCacheState;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.ImageConfig;
import io.berth.plan.Place;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.results.ImageFile;
import io.berth.results.ImageRecord;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks on real loop devices: written only with consent, never over what somebody needs. */
@Timeout(120)
class DeviceImagesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long MIB = 1 << 20;

    private final List<String> progress = new ArrayList<>();

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void aDeviceIsNotWrittenWithoutConsent() throws Exception {
        try (Loop loop = Loop.over(directory.resolve("disk.img"), 16)) {
            String before = loop.hash();
            assertThatThrownBy(() -> prepare(loop, 16, Set.of()))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("may carry data without one")
                    .hasMessageContaining("--allow-overwrite=" + loop.backing());
            assertThat(loop.hash()).isEqualTo(before);
        }
    }

    @Test
    void aDeviceWithAFileSystemIsNotWrittenEvenWithConsent() throws Exception {
        try (Loop loop = Loop.over(directory.resolve("disk.img"), 16)) {
            Commands.runChecked(LIMIT, "mkfs.ext4", "-q", loop.device().toString());
            String before = loop.hash();
            assertThatThrownBy(() -> prepare(loop, 16, Set.of(loop.backing().toString())))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("carries ext4 (filesystem)");
            assertThat(loop.hash()).isEqualTo(before);
        }
    }

    @Test
    void aDeviceThatIsSmallerThanTheDiskIsRefused() throws Exception {
        try (Loop loop = Loop.over(directory.resolve("disk.img"), 16)) {
            assertThatThrownBy(() -> prepare(loop, 32, Set.of(loop.backing().toString())))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("give disk.size: " + 16 * MIB);
        }
    }

    @Test
    void aDeviceIsFilledHeldAndLetGo() throws Exception {
        Path backing = directory.resolve("disk.img");
        try (Loop loop = Loop.over(backing, 16)) {
            Place place = new Place(List.of(loop.device()), true);
            try (Images images =
                    new Images(
                            List.of(place),
                            "it",
                            false,
                            new GuardedDevices(Set.of(backing.toString())))) {
                PreparedImage image = one(images, place, 8);
                assertThat(image.file()).isEqualTo(loop.device());
                assertThat(image.fillMs()).isPositive();
                ImageRecord record = images.record(image);
                assertThat(record.files())
                        .containsExactly(
                                new ImageFile(
                                        "device", loop.device().toString(), 16 * MIB, 16 * MIB));
                images.release(loop.device());
                assertThat(one(images, place, 8)).isSameAs(image);

                PageCacheState.makeCold(image.paths());
                PageCacheState.makeWarm(image.paths());
                assertThat(BlockDevice.under(loop.device()).orElseThrow().name())
                        .isEqualTo(loop.device().getFileName().toString());
                Commands.Output taken =
                        Commands.run(
                                LIMIT, List.of("mkfs.ext4", "-q", "-F", loop.device().toString()));
                assertThat(taken.ok()).as("%s", taken).isFalse();
                assertThat(
                                images.verify(
                                        List.of(image), List.of(images.recordAfter(record, image))))
                        .isEmpty();

                Commands.runChecked(
                        LIMIT, "blkdiscard", "--force", "--length=4MiB", loop.device().toString());
                images.restore(config(8), place, 1, 1, progress::add, progress::add);
                assertThat(progress).anyMatch(line -> line.contains("reads as zeros"));
            }
            assertThat(loop.device()).exists();
            byte[] written = Files.readAllBytes(backing);
            assertThat(zeros(written, 0, 8 * MIB)).isFalse();
            assertThat(zeros(written, 8 * MIB, 16 * MIB)).isTrue();
            Commands.runChecked(LIMIT, "mkfs.ext4", "-q", loop.device().toString());
        }
    }

    private static boolean zeros(byte[] bytes, long from, long to) {
        int zeros = 0;
        for (long i = from; i < to; i++) {
            zeros += bytes[(int) i] == 0 ? 1 : 0;
        }
        return zeros == to - from;
    }

    private void prepare(Loop loop, long mebibytes, Set<String> allowed) {
        Place place = new Place(List.of(loop.device()), true);
        try (Images images = new Images(List.of(place), "it", false, new GuardedDevices(allowed))) {
            one(images, place, mebibytes);
        }
    }

    private PreparedImage one(Images images, Place place, long mebibytes) {
        return images.prepare(config(mebibytes), place, 1, 1, progress::add).getFirst();
    }

    private static ImageConfig config(long mebibytes) {
        return ImageConfig.of(
                ByteSize.mebibytes(mebibytes),
                Format.RAW,
                Preallocation.OFF,
                Contents.WRITTEN,
                new TreeMap<>());
    }

    /** A real loop device over a sparse file, detached when closed; needs root. */
    private record Loop(Path device, Path backing) implements AutoCloseable {

        static Loop over(Path backing, long mebibytes) {
            Commands.runChecked(LIMIT, "truncate", "--size=" + mebibytes + "M", backing.toString());
            String device =
                    Commands.runChecked(LIMIT, "losetup", "--find", "--show", backing.toString())
                            .stdout()
                            .strip();
            return new Loop(Path.of(device), backing);
        }

        String hash() throws IOException {
            Commands.runChecked(LIMIT, "blockdev", "--flushbufs", device.toString());
            return Commands.runChecked(LIMIT, "sha256sum", backing.toString()).stdout();
        }

        @Override
        public void close() {
            Commands.runChecked(LIMIT, "losetup", "--detach", device.toString());
        }
    }
}
