package io.berth.export;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.plan.ImageConfig;
import io.berth.plan.Place;
import io.berth.plan.Workload;
import io.berth.profile.Accelerator;
import io.berth.profile.Bus;
import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.Machine;
import io.berth.profile.PageCache;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Disks for the tests of this package. */
final class Shown {

    private Shown() {}

    static ImageConfig image(Format format) {
        return image(format, Preallocation.OFF, Collections.emptySortedMap());
    }

    static ImageConfig image(
            Format format, Preallocation preallocation, SortedMap<String, String> options) {
        return ImageConfig.of(
                ByteSize.mebibytes(64), format, preallocation, Contents.FRESH, options);
    }

    static ImageConfig over(
            ImageConfig image, Encryption encryption, Backing backing, int snapshots) {
        return new ImageConfig(
                image.size(),
                image.format(),
                image.preallocation(),
                image.reserved(),
                image.contents(),
                encryption,
                backing,
                snapshots,
                image.options());
    }

    static ImageConfig reserved(ImageConfig image) {
        return new ImageConfig(
                image.size(),
                image.format(),
                image.preallocation(),
                true,
                image.contents(),
                image.encryption(),
                image.backing(),
                image.snapshots(),
                image.options());
    }

    static SortedMap<String, String> options(String... pairs) {
        SortedMap<String, String> options = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            options.put(pairs[i], pairs[i + 1]);
        }
        return options;
    }

    static ShownDisk disk(Path directory, ImageConfig image, Attachment attachment) {
        return disk(Place.directory(directory), image, attachment);
    }

    /** The disk of the only guest; on bus ide its machine is pc. */
    static ShownDisk disk(Place place, ImageConfig image, Attachment attachment) {
        Machine machine = attachment.bus() == Bus.IDE ? Machine.PC : Machine.Q35;
        return new ShownDisk(
                new Case(
                        "guest-x-g1-00000000",
                        Layer.GUEST,
                        place,
                        new DiskConfig(image, attachment),
                        new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.AUTO, machine),
                        1,
                        new Workload(
                                "w",
                                options("rw", "randread", "bs", "4k"),
                                null,
                                Duration.ZERO,
                                Duration.ofSeconds(1)),
                        PageCache.COLD,
                        options("disk.format", image.format().word())),
                1);
    }
}
