package io.berth.engine.target;

import java.nio.file.Path;

/**
 * The part of a file or block device that a job works on.
 *
 * @param lengthBytes a multiple of the job's smallest block size
 */
public record Region(Path file, boolean blockDevice, long offsetBytes, long lengthBytes) {}
