/**
 * The host-side I/O engine: it does on this host what fio does, in fio's terms, on files and block
 * devices, through io_uring, pread or FileChannel.
 *
 * <p>{@code engine.job} holds the jobs to do, {@code engine.option} reads them from fio's command
 * line and job files, {@code engine.target} makes the files ready and guards what may be written,
 * {@code engine.pattern} says which I/O is next and when, {@code engine.loop} does the I/O, {@code
 * engine.ffi} alone touches foreign memory, {@code engine.result} holds what was measured, and
 * {@code engine.output} prints it as fio does.
 */
@NullMarked
package io.berth.engine;

import org.jspecify.annotations.NullMarked;
