package io.berth.profile;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A profile that cannot be measured as it is written, with everything that is wrong with it. Its
 * author must act; nothing has been created.
 */
public final class ProfileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ProfileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a profile is wrong by at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** All problems, by line and column. */
    public List<Problem> problems() {
        return problems;
    }
}
