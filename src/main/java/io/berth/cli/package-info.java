/** The command: picocli, exit codes. */
@NullMarked
package io.berth.cli;

import org.jspecify.annotations.NullMarked;
