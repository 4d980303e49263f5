/**
 * The plan: the cases that a profile expands to, their order, what cannot exist and why, and what
 * it all costs. Pure: nothing here touches the machine.
 */
@NullMarked
package io.berth.plan;

import org.jspecify.annotations.NullMarked;
