/** The runner: cases in order, barrier, progress, resume, cleanup. */
@NullMarked
package io.berth.run;

import org.jspecify.annotations.NullMarked;
