package io.berth.plan;

import io.berth.profile.Profile.Storage;
import java.util.List;
import java.util.Set;

/** What a block device of the host does not do as a disk. */
final class StorageRules {

    private static final String STORAGE = "storage";

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                            "a block device is a raw disk: write format: raw",
                            Set.of(STORAGE, "disk.format"),
                            c -> devices(c) > 0 && !c.is("disk.format", "raw")),
                    Rule.of(
                            "a block device has no preallocation: it is all there",
                            Set.of(STORAGE, "disk.preallocation", "disk.kind"),
                            c ->
                                    devices(c) > 0
                                            && (c.is("disk.kind", "dynamic", "differencing")
                                                    || !c.has("disk.kind")
                                                            && c.has("disk.preallocation")
                                                            && !c.is("disk.preallocation", "off"))),
                    Rule.of(
                            "a block device is there before: contents are written, not fresh",
                            Set.of(STORAGE, "disk.contents"),
                            c -> devices(c) > 0 && c.is("disk.contents", "fresh")),
                    Rule.of(
                            "each guest needs a block device of its own: there are fewer than"
                                    + " guests",
                            Set.of(STORAGE, "guests"),
                            c -> devices(c) > 0 && c.count("guests", 1) > devices(c)),
                    Rule.of(
                            "snapshot_at needs a directory for the overlay, beside the image",
                            Set.of(STORAGE, "disk.snapshot_at"),
                            c -> devices(c) > 0 && c.has("disk.snapshot_at")),
                    Rule.of(
                            "operations make files: storage is a directory",
                            Set.of(STORAGE, "operation.name"),
                            c -> devices(c) > 0 && c.isOperation()));

    private StorageRules() {}

    private static int devices(Combination c) {
        return Storage.deviceCount(c.get(STORAGE));
    }
}
