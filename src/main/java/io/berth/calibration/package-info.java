/**
 * Calibration: berth's engine next to fio, row by row, in alternating pairs. What is run, what was
 * found and what may be said of it; pure.
 */
@NullMarked
package io.berth.calibration;

import org.jspecify.annotations.NullMarked;
