package io.berth.engine.loop;

import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.Ring;
import io.berth.engine.ffi.SystemCallException;
import java.util.concurrent.locks.LockSupport;

/** A ring with one I/O at a time: one system call submits and waits. The ring is its maker's. */
final class RingTransport implements Transport {
    private final Ring ring;

    RingTransport(Ring ring) {
        this.ring = ring;
    }

    @Override
    public int transfer(int op, int file, int buffer, int at, int length, long offset) {
        if (op == Op.READ) {
            ring.read(file, buffer, at, length, offset, 0);
        } else {
            ring.write(file, buffer, at, length, offset, 0);
        }
        return await();
    }

    @Override
    public int sync(int file, boolean dataOnly) {
        ring.sync(file, dataOnly, 0);
        return await();
    }

    private int await() {
        int left = 1;
        while (true) {
            int taken = ring.enter(left, 1);
            if (taken > 0) {
                left = 0;
            } else if (taken < 0) {
                requireTransient(taken);
            }
            if (ring.ready() > 0) {
                int result = ring.result(0);
                ring.seen(1);
                return result;
            }
        }
    }

    /** Interrupted and short of memory are for trying again; anything else ends the job. */
    static void requireTransient(int code) {
        if (code != -Errno.EINTR
                && code != -Errno.EAGAIN
                && code != -Errno.EBUSY
                && code != -Errno.ETIME) {
            throw new SystemCallException("io_uring_enter", "the job's ring", -code);
        }
    }

    @Override
    public void sleep(long ns) {
        if (ring.timedWaits()) {
            int code = ring.enter(0, 1, ns);
            if (code < 0) {
                requireTransient(code);
            }
        } else {
            LockSupport.parkNanos(ns);
        }
    }

    @Override
    public void close() {}
}
