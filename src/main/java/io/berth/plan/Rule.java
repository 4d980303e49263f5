package io.berth.plan;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kind of combination that cannot exist, or that would not be what it says.
 *
 * @param id a short, stable name, if QEMU itself refuses the combination or leaves it undone: tests
 *     try each of these; null if berth has its own reason
 * @param reason why, as a sentence that also says what would do
 * @param factors all that it depends on
 * @param breaks whether a combination is of this kind; it reads no other factors than these
 */
record Rule(
        @Nullable String id, String reason, Set<String> factors, Predicate<Combination> breaks) {

    static Rule of(String reason, Set<String> factors, Predicate<Combination> breaks) {
        return new Rule(null, reason, factors, breaks);
    }

    /** The same, which QEMU refuses. */
    Rule refused(String id) {
        return new Rule(id, reason, factors, breaks);
    }
}
