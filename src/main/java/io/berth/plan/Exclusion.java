package io.berth.plan;

import java.util.SortedMap;

/**
 * A combination that was left out.
 *
 * @param factors the combination, or the part of it that made it impossible
 * @param reason why, in words ({@code aio=native needs cache=none or directsync})
 * @param combinations how many cases of the full product this left out, by the lists of the factors
 */
public record Exclusion(SortedMap<String, String> factors, String reason, int combinations) {}
