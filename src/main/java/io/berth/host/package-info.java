/**
 * The host: running commands, inventory, preflight, page cache, and sampling while guests are
 * measured.
 */
@NullMarked
package io.berth.host;

import org.jspecify.annotations.NullMarked;
