/**
 * Does the I/O: a thread for each job with a ring or descriptors of its own, paced and recorded. In
 * the measured window nothing allocates, logs or locks.
 */
@NullMarked
package io.berth.engine.loop;

import org.jspecify.annotations.NullMarked;
