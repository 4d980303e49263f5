/**
 * What the engine measured, as fio prints it: its human summary, its json and json+, and histogram
 * logs. Pure.
 */
@NullMarked
package io.berth.engine.output;

import org.jspecify.annotations.NullMarked;
