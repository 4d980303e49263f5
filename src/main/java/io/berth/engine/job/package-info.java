/** What the engine is to do: fio's options of one job, read and checked. */
@NullMarked
package io.berth.engine.job;

import org.jspecify.annotations.NullMarked;
