package io.berth.fio;

/** Where an I/O's data goes, in the order of fio's enum fio_ddir (io_ddir.h). */
public enum Direction {
    READ("read"),
    WRITE("write"),
    TRIM("trim");

    private final String op;

    Direction(String op) {
        this.op = op;
    }

    /** fio's word, the key in its JSON. */
    public String op() {
        return op;
    }

    static Direction of(int number) {
        if (number < 0 || number >= values().length) {
            throw new IllegalArgumentException("no direction " + number);
        }
        return values()[number];
    }
}
