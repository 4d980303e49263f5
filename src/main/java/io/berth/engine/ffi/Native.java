package io.berth.engine.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Links C functions, mostly so that errno is captured: their handles take the capture segment
 * first.
 *
 * <p>None is linked as {@code critical}: almost all of these calls can wait, and a critical call
 * would hold up every safepoint.
 */
@SuppressWarnings("restricted")
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final StructLayout STATE = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    /** Where calls of a thread leave errno; freed with the thread's locals. */
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private Native() {}

    /** The segment in which calls of this thread leave errno. */
    static MemorySegment capture() {
        return CAPTURE.get();
    }

    /** A capture segment for an owner that calls often. */
    static MemorySegment capture(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment capture) {
        return (int) ERRNO.get(capture, 0L);
    }

    /** A function of fixed arguments. */
    static MethodHandle link(String symbol, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                address(symbol),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** A function whose arguments from {@code firstVariadic} on are C's {@code ...}. */
    static MethodHandle linkVariadic(
            String symbol, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
        List<Linker.Option> options = new ArrayList<>();
        options.add(Linker.Option.captureCallState("errno"));
        options.add(Linker.Option.firstVariadicArg(firstVariadic));
        return LINKER.downcallHandle(
                address(symbol),
                FunctionDescriptor.of(result, arguments),
                options.toArray(Linker.Option[]::new));
    }

    /** A variadic function whose errno is lost, without a capture segment. */
    static MethodHandle linkUncaptured(
            String symbol, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                address(symbol),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    private static MemorySegment address(String symbol) {
        return LINKER.defaultLookup()
                .find(symbol)
                .orElseThrow(
                        () ->
                                new UnsatisfiedLinkError(
                                        "the C library has no "
                                                + symbol
                                                + ": berth's engine needs glibc 2.28 or later"));
    }

    /** Invoking a linked handle declares Throwable and can throw none but errors. */
    static AssertionError impossible(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return new AssertionError(thrown);
    }
}
