package io.berth.engine.ffi;

import java.util.ArrayList;
import java.util.List;

/** Numbers and layouts of io_uring, all of linux/io_uring.h as of Linux 6.6. */
final class RingAbi {
    /** System calls: asm-generic/unistd.h, the same on every architecture. */
    static final long SYS_SETUP = 425;

    static final long SYS_ENTER = 426;
    static final long SYS_REGISTER = 427;

    static final int SETUP_IOPOLL = 1;
    static final int SETUP_SQPOLL = 1 << 1;
    static final int SETUP_CQSIZE = 1 << 3;
    static final int SETUP_COOP_TASKRUN = 1 << 8;
    static final int SETUP_SINGLE_ISSUER = 1 << 12;
    static final int SETUP_DEFER_TASKRUN = 1 << 13;
    static final int SETUP_NO_SQARRAY = 1 << 16;

    static final int ENTER_GETEVENTS = 1;
    static final int ENTER_SQ_WAKEUP = 1 << 1;
    static final int ENTER_EXT_ARG = 1 << 3;
    static final int ENTER_REGISTERED_RING = 1 << 4;

    static final int FEAT_SINGLE_MMAP = 1;
    static final int FEAT_EXT_ARG = 1 << 8;

    static final int REGISTER_BUFFERS = 0;
    static final int REGISTER_FILES = 2;
    static final int REGISTER_RING_FDS = 20;

    static final int OP_NOP = 0;
    static final int OP_FSYNC = 3;
    static final int OP_READ_FIXED = 4;
    static final int OP_WRITE_FIXED = 5;
    static final int OP_READ = 22;
    static final int OP_WRITE = 23;

    static final int SQE_FIXED_FILE = 1;
    static final int FSYNC_DATASYNC = 1;

    static final long OFF_SQ_RING = 0;
    static final long OFF_SQES = 0x10000000L;

    static final int SQ_NEED_WAKEUP = 1;

    /** struct io_uring_params. */
    static final long PARAMS_BYTES = 120;

    static final long PARAMS_SQ_ENTRIES = 0;
    static final long PARAMS_CQ_ENTRIES = 4;
    static final long PARAMS_FLAGS = 8;
    static final long PARAMS_SQ_THREAD_IDLE = 16;
    static final long PARAMS_FEATURES = 20;

    /** struct io_sqring_offsets, in params. */
    static final long SQ_TAIL = 40 + 4;

    static final long SQ_MASK = 40 + 8;
    static final long SQ_FLAGS = 40 + 16;
    static final long SQ_ARRAY = 40 + 24;

    /** struct io_cqring_offsets, in params. */
    static final long CQ_HEAD = 80;

    static final long CQ_TAIL = 80 + 4;
    static final long CQ_MASK = 80 + 8;
    static final long CQ_CQES = 80 + 20;

    /** struct io_uring_sqe: opcode, flags, ioprio and fd are its first eight bytes. */
    static final long SQE_BYTES = 64;

    static final long SQE_OFF = 8;
    static final long SQE_ADDR = 16;

    /** len, then the flags of the operation. */
    static final long SQE_LEN = 24;

    static final long SQE_USER_DATA = 32;
    static final long SQE_BUF_INDEX = 40;

    /** struct io_uring_cqe: user_data, res, flags. */
    static final long CQE_BYTES = 16;

    static final long CQE_RES = 8;

    /** struct io_uring_getevents_arg: sigmask, its size, padding, the address of a timespec. */
    static final long GETEVENTS_ARG_BYTES = 24;

    static final long GETEVENTS_ARG_TS = 16;

    private RingAbi() {}

    /** Set-up flags by the header's names. */
    static List<String> names(int flags) {
        List<String> names = new ArrayList<>();
        add(names, flags, SETUP_IOPOLL, "IOPOLL");
        add(names, flags, SETUP_SQPOLL, "SQPOLL");
        add(names, flags, SETUP_CQSIZE, "CQSIZE");
        add(names, flags, SETUP_COOP_TASKRUN, "COOP_TASKRUN");
        add(names, flags, SETUP_SINGLE_ISSUER, "SINGLE_ISSUER");
        add(names, flags, SETUP_DEFER_TASKRUN, "DEFER_TASKRUN");
        add(names, flags, SETUP_NO_SQARRAY, "NO_SQARRAY");
        return List.copyOf(names);
    }

    private static void add(List<String> names, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            names.add(name);
        }
    }
}
