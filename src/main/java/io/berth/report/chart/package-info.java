/**
 * Charts as SVG text: the only package that touches JFreeChart and AWT. A chart is a record of
 * figures; the same record makes the same bytes on every host.
 */
@NullMarked
package io.berth.report.chart;

import org.jspecify.annotations.NullMarked;
