/** What the engine measured. */
@NullMarked
package io.berth.engine.result;

import org.jspecify.annotations.NullMarked;
