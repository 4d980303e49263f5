package io.berth.engine.pattern;

/** Draws ranks from 0 by a distribution. */
interface Ranks {

    /** The next rank. */
    long next();

    /** The rank that is drawn most often. */
    long hottest();
}
