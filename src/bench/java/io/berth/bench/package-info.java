/**
 * Benchmarks of berth's own code (JMH), run by {@code ./berth bench}. Each class measures one thing
 * that must stay cheap; its comment says what, against what, and why.
 */
@NullMarked
package io.berth.bench;

import org.jspecify.annotations.NullMarked;
