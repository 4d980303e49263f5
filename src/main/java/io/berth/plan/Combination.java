package io.berth.plan;

import io.berth.profile.Profile;
import io.berth.profile.Word;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One point of the product of all axes, before anybody asked whether it can exist.
 *
 * @param workload the profile's entry that it drives the disk with
 * @param factors canonical values by dotted factor
 */
record Combination(Profile.Workload workload, SortedMap<String, String> factors) {

    /** The value of a factor, or the empty string if this combination has none. */
    String get(String factor) {
        return factors.getOrDefault(factor, "");
    }

    /**
     * The typed value of a factor that there is.
     *
     * @throws IllegalStateException if it is no such word
     */
    <E extends Enum<E> & Word> E word(String factor, Class<E> type) {
        return Word.find(type, get(factor))
                .orElseThrow(
                        () -> new IllegalStateException("no " + factor + " '" + get(factor) + "'"));
    }

    /** The typed value of a factor, or another where the combination has none. */
    <E extends Enum<E> & Word> E word(String factor, Class<E> type, E otherwise) {
        return get(factor).isEmpty() ? otherwise : word(factor, type);
    }

    Combination with(SortedMap<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(factors);
        all.putAll(more);
        return new Combination(workload, all);
    }
}
