/**
 * Which I/O of a job is next, and when: offsets, sizes, directions, arrivals. Nothing here
 * allocates once made, and a seed gives the same I/Os in every release (golden files hold them).
 *
 * <p>I/Os follow the rules of fio 3.33, with random numbers of our own: sequential I/O goes the
 * very same way (positions by direction, holes, steps backwards, files in turn or in sequence),
 * random I/O covers each block once before it repeats, in another order each pass; {@code
 * norandommap}, a distribution other than random, or an alignment other than the block size gives
 * that up. Where block sizes vary a map keeps I/Os apart, cut where the next one begins.
 *
 * <p>Known differences: fio's zipf is an approximation, ours is exact; fio scatters hot blocks by a
 * hash that is one to one only for powers of two (of 1000 blocks it hits 308), ours always is; a
 * split size that is no multiple of the smallest one is used as it is, fio rounds it down; sizes of
 * a range are drawn evenly, fio draws its largest one more often; {@code rate_iops} counts I/Os,
 * fio counts units of the smallest block size; a Poisson process begins with a gap, fio's with an
 * I/O.
 */
@NullMarked
package io.berth.engine.pattern;

import org.jspecify.annotations.NullMarked;
