package io.berth.image;

import io.berth.plan.ImageConfig;
import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which layer of a chain holds which part of a disk's data: every chunk is dealt to exactly one.
 *
 * <p>Each layer above the base gets its share, the base the rest. Chunks are dealt in an order that
 * is shuffled, always alike for a number of chunks: so neither a sequential nor a strided load
 * meets the layers in a rhythm, and all guests' overlays fit one base.
 *
 * @param layers by layer, 0 the base, the numbers of its chunks, ascending
 */
record Deal(long sizeBytes, long chunkBytes, List<List<Integer>> layers) {

    /** A chunk is not smaller than an image's cluster, or writing one would copy its neighbour. */
    private static final long CHUNK_BYTES_MIN = 1 << 20;

    static Deal of(ImageConfig config) {
        long size = config.size().bytes();
        long chunk = chunkBytes(config);
        int count = Math.toIntExact(Math.ceilDiv(size, chunk));
        int depth = config.backing().depth();
        List<Integer> order = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        if (depth > 0) {
            Collections.shuffle(order, new Random(count));
        }
        int each = (int) Math.round(count * config.backing().layerShare());
        List<List<Integer>> layers = new ArrayList<>();
        int left = count;
        for (int above = 0; above < depth; above++) {
            int taken = Math.min(each, left);
            layers.add(sorted(order.subList(left - taken, left)));
            left -= taken;
        }
        layers.addFirst(sorted(order.subList(0, left)));
        return new Deal(size, chunk, List.copyOf(layers));
    }

    private static long chunkBytes(ImageConfig config) {
        String cluster = config.options().get("cluster_size");
        return config.backing().any() && cluster != null
                ? Math.max(CHUNK_BYTES_MIN, ByteSize.parse(cluster).bytes())
                : CHUNK_BYTES_MIN;
    }

    private static List<Integer> sorted(List<Integer> chunks) {
        return chunks.stream().sorted().toList();
    }

    long start(int chunk) {
        return chunk * chunkBytes;
    }

    /** The last chunk may be a short one. */
    int length(int chunk) {
        return (int) Math.min(chunkBytes, sizeBytes - start(chunk));
    }

    /** What a layer holds. */
    long bytes(int layer) {
        return layers.get(layer).stream().mapToLong(this::length).sum();
    }
}
