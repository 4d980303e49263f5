/** What a job works on: the guard against overwriting, files made ready, sizes and regions. */
@NullMarked
package io.berth.engine.target;

import org.jspecify.annotations.NullMarked;
