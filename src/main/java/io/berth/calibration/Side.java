package io.berth.calibration;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whose figures these are. */
public enum Side {
    /** berth's engine; where fio is calibrated against itself, the first of the two fios. */
    BERTH("berth"),
    /** The host's fio: the reference. */
    FIO("fio");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /** As files and tables have it. */
    @JsonValue
    public String word() {
        return word;
    }

    public Side other() {
        return this == BERTH ? FIO : BERTH;
    }
}
