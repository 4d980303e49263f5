package io.berth.engine.ffi;

import java.util.Locale;

/** Flags of open(2): asm-generic/fcntl.h of Linux 6.1; two differ on ARM. */
public final class OpenFlags {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int O_CLOEXEC = 02000000;

    /** Includes O_DSYNC's bit: test for it first. */
    public static final int O_SYNC = 04010000;

    /** arch/arm64/include/uapi/asm/fcntl.h has its own number. */
    public static final int O_DIRECT =
            System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64")
                    ? 0200000
                    : 040000;

    private OpenFlags() {}
}
