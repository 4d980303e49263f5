/** fio: job files from workloads, and its JSON and logs into results. */
@NullMarked
package io.berth.fio;

import org.jspecify.annotations.NullMarked;
