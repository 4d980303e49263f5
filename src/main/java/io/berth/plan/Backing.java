package io.berth.plan;

import io.berth.profile.Format;

/**
 * The backing files under a disk's active image.
 *
 * @param depth how many there are, 0 to 16: the base and {@code depth - 1} images between it and
 *     the active one
 * @param format of the base; those above it have the disk's own format
 * @param layerShare the share of the disk's data that each image above the base holds, the active
 *     one among them, 0 to 1/depth: the base holds the rest, 0 leaves all data in the base
 * @param shared whether all guests' images lie on one base (linked clones); otherwise each has its
 *     own
 * @param compressed whether the base is compressed (qcow2 only)
 */
public record Backing(
        int depth, Format format, double layerShare, boolean shared, boolean compressed) {

    /** A disk that stands alone. */
    public static final Backing NONE = new Backing(0, Format.RAW, 0, false, false);

    public Backing {
        if (depth < 0 || depth > 16) {
            throw new IllegalArgumentException("a chain of " + depth + " backing files");
        }
        if (!(layerShare >= 0 && layerShare * depth <= 1)) {
            throw new IllegalArgumentException(
                    depth + " layers with a share of " + layerShare + " each");
        }
    }

    /** Whether there is a backing file. */
    public boolean any() {
        return depth > 0;
    }
}
