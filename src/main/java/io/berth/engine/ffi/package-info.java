/**
 * The C library and the kernel, through {@code java.lang.foreign}: files, io_uring, I/O buffers,
 * the thread's own counters. Nothing outside this package touches foreign memory: it is given byte
 * buffers and numbers. Every lifetime is an arena's or an explicit close.
 */
@NullMarked
package io.berth.engine.ffi;

import org.jspecify.annotations.NullMarked;
