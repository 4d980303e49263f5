package io.berth.guest;

import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;

/** What the tests of this package share: the appliance, small guests, small images. */
final class Guests {

    static final GuestConfig SMALL = new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.TCG);
    static final Duration BOOT_TIMEOUT = Duration.ofSeconds(180);

    private Guests() {}

    /** Built once for all tests of a build directory. */
    static Appliance appliance() throws GuestException, InterruptedException {
        return Appliance.build(Path.of("target", "appliance-cache"), System.out::println);
    }

    static AcceleratorChoice tcg() {
        return AcceleratorChoice.tcg("a test");
    }

    static Fleet boot(int count, Path directory) throws GuestException, InterruptedException {
        return new QemuHypervisor()
                .boot(
                        SMALL,
                        count,
                        tcg(),
                        appliance(),
                        directory.resolve("run"),
                        directory.resolve("log"),
                        BOOT_TIMEOUT);
    }

    static DiskConfig disk(Format format, CacheMode cache, Aio aio, boolean iothread) {
        return DiskConfig.of(
                ByteSize.mebibytes(64),
                format,
                Preallocation.OFF,
                cache,
                aio,
                Bus.VIRTIO_BLK,
                iothread,
                Contents.FRESH,
                new TreeMap<>());
    }

    static Path image(Path directory, DiskConfig config, String name)
            throws IOException, InterruptedException {
        Path image = directory.resolve(name + "." + config.format().word());
        Tool.Outcome outcome =
                Tool.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        config.format().word(),
                        image.toString(),
                        Long.toString(config.size().bytes()));
        if (outcome.exitCode() != 0) {
            throw new IOException(outcome.err());
        }
        return image;
    }
}
