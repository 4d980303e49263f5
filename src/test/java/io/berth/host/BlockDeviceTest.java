package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDeviceTest {

    @TempDir Path sys;

    @Test
    void deviceNumbersAreDecodedAsGlibcEncodesThem() {
        assertThat(BlockDevice.decode(65024)).isEqualTo("254:0");
        // makedev(259, 1048575)
        assertThat(BlockDevice.decode(0xfff1_03ffL)).isEqualTo("259:1048575");
        // makedev(65536, 1): the high bits of the major number
        assertThat(BlockDevice.decode(0x0001_0000_0000_0001L)).isEqualTo("65536:1");
    }

    @Test
    void aPartitionCountsAsItsDisk() throws Exception {
        Path partition = Files.createDirectories(sys.resolve("devices/pci/nvme0n1/nvme0n1p2"));
        Files.writeString(partition.resolve("partition"), "2\n");
        link("259:2", partition);
        assertThat(BlockDevice.wholeDisk(sys.resolve("dev"), "259:2")).contains("nvme0n1");
    }

    @Test
    void aDeviceMapperDeviceIsKept() throws Exception {
        link("253:0", Files.createDirectories(sys.resolve("devices/virtual/block/dm-0")));
        assertThat(BlockDevice.wholeDisk(sys.resolve("dev"), "253:0")).contains("dm-0");
    }

    @Test
    void aSlashInANameIsAnExclamationMarkInSysfs() throws Exception {
        link("104:0", Files.createDirectories(sys.resolve("devices/cciss!c0d0")));
        assertThat(BlockDevice.wholeDisk(sys.resolve("dev"), "104:0")).contains("cciss/c0d0");
    }

    @Test
    void anAnonymousDeviceIsNone() {
        assertThat(BlockDevice.wholeDisk(sys.resolve("dev"), "0:41")).isEmpty();
    }

    @Test
    void mountSourcesThatAreDeviceFiles() {
        assertThat(BlockDevice.sourceDevice("/dev/sda2[/@home]\n")).contains(Path.of("/dev/sda2"));
        assertThat(BlockDevice.sourceDevice("/dev/mapper/vg-lv\n"))
                .contains(Path.of("/dev/mapper/vg-lv"));
        assertThat(BlockDevice.sourceDevice("overlay\n")).isEmpty();
        assertThat(BlockDevice.sourceDevice("server:/export\n")).isEmpty();
        assertThat(BlockDevice.sourceDevice("")).isEmpty();
    }

    private void link(String number, Path device) throws Exception {
        Files.createDirectories(sys.resolve("dev"));
        Files.createSymbolicLink(sys.resolve("dev").resolve(number), device);
    }
}
