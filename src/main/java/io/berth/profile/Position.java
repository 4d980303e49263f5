package io.berth.profile;

/** A place in a profile, both numbers from 1. */
public record Position(int line, int column) implements Comparable<Position> {

    /** The first character of a file. */
    public static final Position START = new Position(1, 1);

    @Override
    public int compareTo(Position other) {
        return line != other.line
                ? Integer.compare(line, other.line)
                : Integer.compare(column, other.column);
    }
}
