package io.berth.plan;

import java.util.SortedMap;

/**
 * An operation to measure: on an image, or for save, restore and checkpoint on a guest with its
 * disk. It runs in the plan's blocks like a {@link Case}.
 *
 * @param id a readable slug and the first 8 hex digits of the SHA-256 of its factors as JSON
 * @param disk the image that it begins with, and how a guest has it attached
 * @param guest {@link GuestConfig#NONE} for operations on an image alone
 * @param factors every factor that identifies it, by its dotted name ({@code operation.name})
 */
public record OperationCase(
        String id,
        OperationConfig operation,
        Place storage,
        DiskConfig disk,
        GuestConfig guest,
        SortedMap<String, String> factors) {}
