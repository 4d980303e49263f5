/** fio's language: its command line, job files, options and units, read into jobs. */
@NullMarked
package io.berth.engine.option;

import org.jspecify.annotations.NullMarked;
