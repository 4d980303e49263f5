package io.berth.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a profile, so that its author hears of everything at once. */
final class Problems {

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Position at, String message) {
        found.add(new Problem(file, at.line(), at.column(), message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int count() {
        return found.size();
    }

    /**
     * Does nothing if there are no problems.
     *
     * @throws ProfileException with all problems, in the order of the file
     */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ProfileException(
                    found.stream()
                            .distinct()
                            .sorted(
                                    Comparator.comparingInt(Problem::line)
                                            .thenComparingInt(Problem::column))
                            .toList());
        }
    }
}
