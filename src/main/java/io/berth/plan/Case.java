package io.berth.plan;

import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import java.util.SortedMap;

/**
 * One thing to measure: a disk configuration × a guest count × a workload × a layer.
 *
 * @param id a readable slug and the first 8 hex digits of the SHA-256 of the case's canonical JSON
 * @param storage where its disks lie
 * @param disk at the layer host a plain file: see {@link DiskConfig#plainFile}
 * @param guest at the layer host {@link GuestConfig#NONE}
 * @param guests at the layer host as many files, each the twin of a guest's disk
 * @param factors every factor that identifies the case, by its dotted name ({@code disk.cache})
 */
public record Case(
        String id,
        Layer layer,
        Place storage,
        DiskConfig disk,
        GuestConfig guest,
        int guests,
        Workload workload,
        PageCache pageCache,
        SortedMap<String, String> factors) {}
