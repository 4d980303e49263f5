/**
 * Which I/O of a job is next, and when: offsets, sizes, directions, arrivals. Nothing here
 * allocates once made.
 */
@NullMarked
package io.berth.engine.pattern;

import org.jspecify.annotations.NullMarked;
