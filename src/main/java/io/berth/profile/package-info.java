/**
 * The profile: what a person writes, in fio's and QEMU's words, and its reader, whose errors carry
 * file, line and column.
 */
@NullMarked
package io.berth.profile;

import org.jspecify.annotations.NullMarked;
