package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The kernel's error numbers, by name and in the C library's words. */
@SuppressWarnings("restricted")
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ENOSYS = 38;
    public static final int ETIME = 62;
    public static final int EOPNOTSUPP = 95;

    /** asm-generic/errno-base.h and asm-generic/errno.h of Linux 6.1, from 0. */
    private static final String[] NAMES =
            ("- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES"
                 + " EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE"
                 + " ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK"
                 + " ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC"
                 + " EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC"
                 + " EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV"
                 + " ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD"
                 + " EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE"
                 + " EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT"
                 + " ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL"
                 + " ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN"
                 + " ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH"
                 + " EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT"
                 + " ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED"
                 + " EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON")
                    .split(" ");

    /** A string no longer than this is read from the C library. */
    private static final long MESSAGE_BYTES_MAX = 1024;

    private record Symbols(MethodHandle strerror) {}

    private static final Symbols C = new Symbols(Native.link("strerror", ADDRESS, JAVA_INT));

    private Errno() {}

    /** The name of a positive number, such as {@code ENOSPC}; the number where it has none. */
    public static String name(int errno) {
        boolean known = errno > 0 && errno < NAMES.length && !NAMES[errno].equals("-");
        return known ? NAMES[errno] : "errno " + errno;
    }

    /** What a positive number means, in the C library's words. */
    public static String message(int errno) {
        try {
            MemorySegment text = (MemorySegment) C.strerror.invokeExact(Native.capture(), errno);
            return text.reinterpret(MESSAGE_BYTES_MAX).getString(0, StandardCharsets.UTF_8);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** The number whose message this is; 0 if none: Java's exceptions carry the message alone. */
    public static int ofMessage(String message) {
        for (int errno = 1; errno < NAMES.length; errno++) {
            if (!NAMES[errno].equals("-") && message.contains(message(errno))) {
                return errno;
            }
        }
        return 0;
    }
}
