package io.berth.profile;

import java.util.List;

/**
 * A factor and the values that it takes: one, or several to compare.
 *
 * @param factor its dotted name ({@code disk.cache})
 * @param values in canonical spelling ({@code 64KiB} however it was written), in the profile's
 *     order, each once
 * @param written whether the profile names it; otherwise the value is the default
 * @param at where it is written, or the section that it is missing from
 */
public record Axis(String factor, List<String> values, boolean written, Position at) {

    public Axis {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(factor + " has no value");
        }
    }

    /** Whether it takes several values. */
    public boolean varies() {
        return values.size() > 1;
    }

    /** The part after the section: {@code cache} of {@code disk.cache}. */
    public String key() {
        return factor.substring(factor.indexOf('.') + 1);
    }
}
