package io.berth.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An external snapshot that QEMU has taken of a running disk.
 *
 * @param at when QMP's blockdev-snapshot was given
 * @param took until QEMU answered it: it drains the disk's I/O and changes the active image
 * @param commands what was said over QMP, in order, each as one line of JSON
 */
public record SnapshotTaken(Instant at, Duration took, List<String> commands) {}
