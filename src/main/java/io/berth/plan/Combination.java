package io.berth.plan;

import io.berth.profile.Profile;
import io.berth.profile.Word;
import io.berth.units.ByteSize;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One point of the product of all axes, before anybody asked whether it can exist.
 *
 * @param workload the profile's entry that it drives the disk with; null if it is an operation's
 * @param factors canonical values by dotted factor
 */
record Combination(Profile.@Nullable Workload workload, SortedMap<String, String> factors) {

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

    /** Whether a factor has one of these values. */
    boolean is(String factor, String... values) {
        String value = get(factor);
        for (String one : values) {
            if (value.equals(one)) {
                return true;
            }
        }
        return false;
    }

    boolean has(String factor) {
        return factors.containsKey(factor);
    }

    /** A factor that is a whole number. */
    long count(String factor, long otherwise) {
        String value = get(factor);
        return value.isEmpty() ? otherwise : Long.parseLong(value);
    }

    /** A factor that is a size. */
    long bytes(String factor, long otherwise) {
        String value = get(factor);
        return value.isEmpty() ? otherwise : ByteSize.parse(value).bytes();
    }

    /** Whether it is of an operation rather than of a workload. */
    boolean isOperation() {
        return has("operation.name");
    }

    Combination with(SortedMap<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(factors);
        all.putAll(more);
        return new Combination(workload, all);
    }
}
