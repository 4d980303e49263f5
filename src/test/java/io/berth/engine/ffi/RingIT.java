package io.berth.engine.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real ring; on a host without io_uring it fails with the kernel's reason. */
@Timeout(60)
class RingIT {
    private static final int IMPOSSIBLE = 1 << 30;

    @TempDir Path directory;

    @Test
    void whatIsPreparedIsDoneAndReapedInAnyNumber() {
        try (IoBuffers buffers = new IoBuffers(8, 4096, false);
                Ring ring = Ring.open(8, false, false, buffers)) {
            ring.attach(new int[] {0}, false, true);
            for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 8; i++) {
                    ring.nop(round * 8 + i);
                }
                assertThat(ring.enter(8, 8)).isEqualTo(8);
                assertThat(ring.ready()).isEqualTo(8);
                assertThat(ring.userData(7)).isEqualTo(round * 8 + 7);
                assertThat(ring.result(7)).isZero();
                ring.seen(3);
                assertThat(ring.userData(0)).isEqualTo(round * 8 + 3);
                ring.seen(5);
                assertThat(ring.ready()).isZero();
            }
        }
    }

    @Test
    void filesAreReadAndWrittenWithAndWithoutRegistration() throws Exception {
        for (boolean registered : new boolean[] {true, false}) {
            Path path = Files.write(directory.resolve("f" + registered), new byte[8192]);
            try (IoBuffers buffers = new IoBuffers(2, 4096, false);
                    Descriptor file = Descriptor.open(path, OpenFlags.O_RDWR);
                    Ring ring = Ring.open(2, false, false, buffers)) {
                ring.attach(new int[] {file.fd()}, registered, registered);
                assertThat(ring.registeredFiles()).isEqualTo(registered);
                buffers.view(1).putLong(8, 42);
                ring.write(0, 1, 0, 4096, 4096, 1);
                ring.enter(1, 1);
                assertThat(ring.result(0)).isEqualTo(4096);
                ring.seen(1);
                ring.sync(0, true, 2);
                ring.enter(1, 1);
                assertThat(ring.result(0)).isZero();
                ring.seen(1);
                ring.read(0, 0, 0, 16, 4096, 3);
                ring.enter(1, 1);
                assertThat(ring.result(0)).isEqualTo(16);
                ring.seen(1);
                assertThat(buffers.view(0).getLong(8)).isEqualTo(42);
                ring.read(0, 0, 0, 16, 8192, 4);
                ring.enter(1, 1);
                assertThat(ring.result(0)).as("the end").isZero();
            }
        }
    }

    @Test
    void aSetOfFlagsThatTheKernelDoesNotKnowIsSteppedDownFrom() {
        try (IoBuffers buffers = new IoBuffers(1, 4096, false);
                Ring ring =
                        Ring.open(
                                1,
                                List.of(
                                        IMPOSSIBLE
                                                | RingAbi.SETUP_NO_SQARRAY
                                                | RingAbi.SETUP_CQSIZE,
                                        RingAbi.SETUP_CQSIZE),
                                buffers)) {
            assertThat(ring.flagNames()).containsExactly("CQSIZE");
            assertThat(ring.fallbacks())
                    .containsExactly(
                            "io_uring without NO_SQARRAY: this kernel does not know it (EINVAL)");
            ring.nop(9);
            assertThat(ring.enter(1, 1)).as("its queue goes through the array").isEqualTo(1);
            assertThat(ring.userData(0)).isEqualTo(9);
        }
    }

    @Test
    void withoutAnyKnownFlagsThereIsNoRing() {
        try (IoBuffers buffers = new IoBuffers(1, 4096, false)) {
            assertThatThrownBy(() -> Ring.open(1, List.of(IMPOSSIBLE), buffers))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        }
    }

    @Test
    void aRingIsOfTheThreadThatMadeIt() throws Exception {
        try (IoBuffers buffers = new IoBuffers(1, 4096, false);
                Ring ring = Ring.open(1, false, false, buffers)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            ring.nop(1);
                                            ring.enter(1, 1);
                                        } catch (RuntimeException e) {
                                            thrown.set(e);
                                        }
                                    });
            other.join(10_000);
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
            ring.nop(2);
            ring.enter(1, 1);
            assertThat(ring.userData(0)).as("and still works on its own").isEqualTo(2);
        }
    }

    @Test
    void aTimedWaitEndsAndAFailingCallIsNamed() {
        try (IoBuffers buffers = new IoBuffers(1, 4096, false);
                Ring ring = Ring.open(1, false, false, buffers)) {
            long before = System.nanoTime();
            assertThat(ring.await(1, 20_000_000)).isEqualTo(-1);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
            ring.nop(1);
            ring.enter(1, 0);
            assertThat(ring.await(1, 1_000_000_000)).isZero();
            ring.attach(new int[] {1000}, false, false);
            ring.seen(1);
            ring.read(0, 0, 0, 4096, 0, 2);
            ring.enter(1, 1);
            assertThat(Errno.name(-ring.result(0))).isEqualTo("EBADF");
        }
    }

    @Test
    void hugePagesAreReadBack() {
        try (IoBuffers buffers = new IoBuffers(4, 2 << 20, true)) {
            assertThat(buffers.pages()).contains("transparent huge pages");
            assertThat(buffers.address(0, 0, 1) % (2 << 20)).isZero();
        }
    }
}
