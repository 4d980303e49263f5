package io.berth.guest;

import java.util.List;

/** Guests that were booted together and end together. */
public interface Fleet extends AutoCloseable {

    /** All guests, in the order of their numbers. */
    List<Guest> guests();

    /** Ends all guests within 5 s: QMP quit, then SIGTERM, then SIGKILL, by process id. */
    @Override
    void close();
}
