package io.berth.profile;

import static io.berth.profile.Key.scalar;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Share;
import io.berth.profile.ValueType.Time;
import java.util.ArrayList;
import java.util.List;

/** The keys of {@code objective}: a percentile of each operation, and the achieved rate. */
final class ObjectiveKeys {

    static final List<Key> ALL = keys();

    private ObjectiveKeys() {}

    private static List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (String op : List.of("read", "write", "sync")) {
            for (String percentile : List.of("50", "90", "95", "99", "99.9", "99.99")) {
                keys.add(
                        scalar(
                                Section.OBJECTIVE,
                                op + ".p" + percentile,
                                Time.of("1us", "1h").withUnit(),
                                null,
                                "The largest %s latency at percentile %s, in the worst guest."
                                        .formatted(op, percentile)));
            }
        }
        keys.add(
                scalar(
                        Section.OBJECTIVE,
                        "achieved",
                        Share.of("1", "100"),
                        null,
                        "The smallest share of the offered rate_iops that a guest must get."));
        return List.copyOf(keys);
    }
}
