package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.SystemCallException;
import org.junit.jupiter.api.Test;

class RigTest {

    @Test
    void eachReasonForHavingNoRingHasItsOwnRemedy() {
        assertThat(why(Errno.EPERM)).contains("try 'sysctl -w kernel.io_uring_disabled=0'");
        assertThat(why(Errno.ENOSYS)).contains("needs Linux 5.5");
        assertThat(why(Errno.ENOMEM)).contains("try 'ulimit -l unlimited'");
        assertThat(why(Errno.EINVAL)).contains("iodepth over 32768");
        assertThat(why(Errno.EIO))
                .isEqualTo(
                        "io_uring_setup of 32 entries: EIO (Input/output error): try"
                                + " ioengine=psync");
    }

    private static String why(int errno) {
        return Rig.whyNoRing(new SystemCallException("io_uring_setup", "32 entries", errno));
    }
}
