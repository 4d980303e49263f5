package io.berth.engine.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
    @TempDir Path directory;

    @Test
    void bytesAreWrittenAndReadWhereTheyShouldBe() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "0123456789");
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDWR)) {
            ByteBuffer buffer =
                    ByteBuffer.allocateDirect(3).put("abc".getBytes(StandardCharsets.UTF_8)).flip();
            assertThat(file.write(buffer, 4)).isEqualTo(3);
            assertThat(file.sync(true)).isZero();
            assertThat(file.sync(false)).isZero();
            assertThat(Files.readString(path)).isEqualTo("0123abc789");
            assertThat(file.read(buffer, 8)).as("two bytes are left there").isEqualTo(2);
            assertThat(file.read(buffer, 10)).as("the end").isZero();
            assertThat((char) buffer.get(0)).isEqualTo('8');
        }
    }

    @Test
    void whatIsRefusedIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Descriptor.open(missing, OpenFlags.O_RDONLY))
                .isInstanceOfSatisfying(
                        SystemCallException.class,
                        e -> {
                            assertThat(e.symbol()).isEqualTo("open");
                            assertThat(e.errno()).isEqualTo(2);
                        })
                .hasMessage("open of " + missing + ": ENOENT (No such file or directory)");
    }

    @Test
    void aWriteToWhatWasOpenedForReadingGivesItsErrno() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "0123456789");
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDONLY)) {
            assertThat(Errno.name(-file.write(ByteBuffer.allocateDirect(1), 0))).isEqualTo("EBADF");
        }
    }

    @Test
    void flagsAreReadBack() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDWR | OpenFlags.O_DSYNC)) {
            assertThat(file.flags() & OpenFlags.O_DSYNC).isNotZero();
            assertThat(file.flags() & OpenFlags.O_SYNC).isNotEqualTo(OpenFlags.O_SYNC);
        }
    }

    @Test
    void aFileTellsWhatDirectIoDemandsOrThatItIsAssumed() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDONLY)) {
            DirectAlignment demand = file.directAlignment(false);
            assertThat(demand.source()).isNotBlank();
            if (demand.known()) {
                assertThat(demand.source()).isEqualTo("statx");
            } else {
                assertThat(demand.offsetBytes()).isEqualTo(4096);
            }
        }
    }

    @Test
    void aFileIsNoBlockDevice() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDONLY)) {
            assertThatThrownBy(file::deviceSizeBytes)
                    .isInstanceOf(SystemCallException.class)
                    .hasMessageContaining("ioctl(BLKGETSIZE64)");
        }
    }

    @Test
    void blocksAreAllocated() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (Descriptor file = Descriptor.open(path, OpenFlags.O_RDWR)) {
            int code = file.allocate(0, 0, 65_536);
            assertThat(code).isIn(0, -Errno.EOPNOTSUPP);
            assertThat(Files.size(path)).isEqualTo(code == 0 ? 65_536 : 0);
            file.dropCached(0, 0);
        }
    }

    @Test
    void buffersAreAlignedAndBounded() {
        try (IoBuffers buffers = new IoBuffers(3, 5000, false)) {
            assertThat(buffers.strideBytes()).isEqualTo(8192);
            assertThat(buffers.address(1, 0, 8192) % 4096).isZero();
            assertThat(buffers.address(1, 0, 1) - buffers.address(0, 0, 1)).isEqualTo(8192);
            buffers.view(2).putLong(8184, 7);
            assertThat(buffers.view(2).getLong(8184)).isEqualTo(7);
            assertThat(buffers.pages()).isEqualTo("4 KiB pages");
            assertThatThrownBy(() -> buffers.address(3, 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffers.address(0, 4096, 4097))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aThreadsCountersOnlyGrow() {
        try (ThreadCounters counters = new ThreadCounters()) {
            counters.take();
            long before = counters.userNs() + counters.systemNs();
            long end = System.nanoTime() + 30_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            counters.take();
            assertThat(counters.userNs() + counters.systemNs()).isGreaterThan(before);
        }
    }
}
