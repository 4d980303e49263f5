package io.berth.engine.pattern;

/** Draws block numbers of one region, from 0. */
interface Blocks {

    /** The next block; −1 when each was given once, where they do not repeat. */
    long next();

    /** Begins again, with other blocks than before. */
    void restart();

    /** Each block once, in random order: fio's random map with one block size. */
    final class Covering implements Blocks {
        private final Rng keys;
        private final Permutation order;

        Covering(long blocks, Rng keys) {
            this.keys = keys;
            order = new Permutation(blocks, keys);
        }

        @Override
        public long next() {
            return order.next();
        }

        @Override
        public void restart() {
            order.rekey(keys);
        }
    }

    /** Any block at any time: fio's {@code norandommap}. */
    final class Uniform implements Blocks {
        private final long blocks;
        private final Rng random;

        Uniform(long blocks, Rng random) {
            this.blocks = blocks;
            this.random = random;
        }

        @Override
        public long next() {
            return random.below(blocks);
        }

        @Override
        public void restart() {
            // the stream goes on
        }
    }

    /**
     * Blocks of unequal heat. Ranks are scattered over the region by a permutation, which the seed
     * gives for the whole run: what is hot stays hot. (fio scatters by multiplying with a constant,
     * modulo the number of blocks: where that is no power of two, ranks fall on one another and
     * many blocks are never hit; where it is one, hot blocks lie at one constant distance.)
     */
    final class Skewed implements Blocks {
        private final Ranks ranks;
        private final Permutation scatter;
        private final long blocks;
        private final long shift;

        /**
         * Over a number of blocks.
         *
         * @param center where the hottest block lies, as a share of the region; NaN for anywhere
         */
        Skewed(Ranks ranks, long blocks, double center, Rng keys) {
            this.ranks = ranks;
            this.blocks = blocks;
            scatter = new Permutation(blocks, keys);
            shift = Double.isNaN(center) ? 0 : shift(ranks.hottest(), center);
        }

        private long shift(long hottest, double center) {
            long wanted = Math.min(blocks - 1, (long) (center * blocks));
            return Math.floorMod(wanted - scatter.image(hottest), blocks);
        }

        @Override
        public long next() {
            long block = scatter.image(ranks.next()) + shift;
            return block < blocks ? block : block - blocks;
        }

        @Override
        public void restart() {
            // the stream goes on, and hot blocks stay where they are
        }
    }
}
