/** Sizes, durations and rates: parsed from what people write, printed the same everywhere. */
@NullMarked
package io.berth.units;

import org.jspecify.annotations.NullMarked;
