/** What the results say: merging, figures, verdicts. Pure. */
@NullMarked
package io.berth.analysis;

import org.jspecify.annotations.NullMarked;
