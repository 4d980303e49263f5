/** Latency: histograms, what is said of them, how they are merged and kept in files. */
@NullMarked
package io.berth.latency;

import org.jspecify.annotations.NullMarked;
