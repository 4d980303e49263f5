/**
 * Blocks that carry checksums: written with a header, read back, checked. The header is fio's, so
 * that fio can check what was written here and the other way about. Works on byte buffers only.
 */
@NullMarked
package io.berth.engine.verify;

import org.jspecify.annotations.NullMarked;
