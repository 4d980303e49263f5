package io.berth.engine.ffi;

/**
 * What O_DIRECT on a file demands.
 *
 * @param memoryBytes alignment of buffers
 * @param offsetBytes alignment of offsets and lengths; 0 if the file takes no direct I/O
 * @param source who said so: statx, the block device's sector size, or an assumption with its
 *     reason
 * @param known whether the kernel said so
 */
public record DirectAlignment(int memoryBytes, int offsetBytes, String source, boolean known) {}
