/** Reports, always rebuilt from a run directory alone. */
@NullMarked
package io.berth.report;

import org.jspecify.annotations.NullMarked;
