package io.berth.plan;

import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.units.ByteSize;
import org.jspecify.annotations.Nullable;

/**
 * An operation and what it is told. What is null means nothing to it, or is left to qemu-img.
 *
 * @param to the format that convert makes
 * @param compressed convert -c
 * @param cache convert -t: the cache mode of the image that is written
 * @param outOfOrder convert -W
 * @param coroutines convert -m
 * @param resizeTo the new virtual size
 */
public record OperationConfig(
        OperationKind kind,
        @Nullable Format to,
        boolean compressed,
        @Nullable CacheMode cache,
        boolean outOfOrder,
        @Nullable Integer coroutines,
        @Nullable ByteSize resizeTo) {}
