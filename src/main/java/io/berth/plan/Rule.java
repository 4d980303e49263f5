package io.berth.plan;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A kind of combination that cannot exist, or that would not be what it says.
 *
 * @param reason why, as a sentence that also says what would do
 * @param factors those that it depends on
 * @param breaks whether a combination is of this kind
 */
record Rule(String reason, Set<String> factors, Predicate<Combination> breaks) {

    static Rule of(String reason, Set<String> factors, Predicate<Combination> breaks) {
        return new Rule(reason, factors, breaks);
    }
}
