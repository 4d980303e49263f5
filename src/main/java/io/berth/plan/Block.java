package io.berth.plan;

import java.util.List;

/**
 * One repetition of all cases, together, in random order.
 *
 * @param number from 1
 * @param caseIds the order in which they run
 */
public record Block(int number, List<String> caseIds) {}
