package io.berth.engine.result;

/**
 * Failed I/Os of one kind.
 *
 * @param op read, write or sync
 * @param errno the kernel's name for it ({@code ENOSPC})
 * @param message what that means, in the C library's words
 * @param count how many
 * @param firstOffsetBytes where the first one was
 * @param file in which file
 */
public record IoError(
        String op, String errno, String message, long count, long firstOffsetBytes, String file) {}
