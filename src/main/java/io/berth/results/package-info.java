/**
 * What was found: the records of environment, images, effective settings and measurements, the run
 * directory and its journal, CSV and JSON.
 */
@NullMarked
package io.berth.results;

import org.jspecify.annotations.NullMarked;
