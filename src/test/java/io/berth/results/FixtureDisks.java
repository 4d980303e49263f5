package io.berth.results;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Case;
import io.berth.plan.ImageConfig;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.results.LiveSnapshot.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The disks of one synthetic case in one block: images, settings, and a live snapshot's dip. */
final class FixtureDisks {

    private static final long MIB = 1 << 20;

    private final Case planned;
    private final ImageConfig image;
    private final int block;

    FixtureDisks(Case planned, int block) {
        this.planned = planned;
        this.image = planned.disk().image();
        this.block = block;
    }

    /** What the disk leaves of the storage's speed. */
    double speed() {
        double speed = planned.disk().bus() == Bus.IDE ? 0.37 : 1;
        Backing backing = image.backing();
        speed /= 1 + backing.depth() * (backing.layerShare() > 0 ? 0.02 : 0.045);
        boolean first =
                image.contents() == Contents.FRESH && planned.workload().rw().endsWith("write");
        return first ? speed * firstWrite() : speed;
    }

    private double firstWrite() {
        return switch (image.preallocation()) {
            case OFF -> image.format() == Format.RAW ? 0.7 : 0.42;
            case METADATA -> 0.71;
            case FALLOC -> 0.9;
            case FULL -> 0.99;
        };
    }

    List<ImageRecord> images() {
        List<ImageRecord> images = new ArrayList<>();
        long size = image.size().bytes();
        for (int guest = 1; guest <= planned.guests(); guest++) {
            String file = planned.storage().of(guest) + "/" + image.slug() + "-g" + guest + ".img";
            images.add(
                    new ImageRecord(
                            guest,
                            file,
                            image,
                            List.of(
                                    List.of(
                                            "qemu-img",
                                            "create",
                                            "-f",
                                            image.format().word(),
                                            file,
                                            Long.toString(size))),
                            createMs() + guest,
                            createdBytes(),
                            image.contents() == Contents.FRESH ? null : (Double) (350.0 + guest),
                            size,
                            image.contents() == Contents.FRESH ? createdBytes() : size,
                            size,
                            size,
                            files(file, size),
                            check(),
                            "{\"virtual-size\": " + size + "}"));
        }
        return List.copyOf(images);
    }

    private double createMs() {
        return switch (image.preallocation()) {
            case OFF -> 12.5;
            case METADATA -> 16.5;
            case FALLOC -> 31;
            case FULL -> 1180;
        };
    }

    /** As measured with qemu-img 7.2 for 1 GiB. */
    private long createdBytes() {
        return switch (image.preallocation()) {
            case OFF -> image.format() == Format.RAW ? 4096 : 200_704;
            case METADATA -> 331_776;
            case FALLOC, FULL -> image.size().bytes();
        };
    }

    private List<ImageFile> files(String file, long size) {
        List<ImageFile> files = new ArrayList<>();
        int depth = image.backing().depth();
        files.add(new ImageFile("active", file, size, depth > 0 ? 200_704 : size));
        for (int layer = depth; layer > 0; layer--) {
            files.add(
                    new ImageFile(
                            "backing " + layer,
                            file.replace(".img", ".l" + layer + ".img"),
                            size,
                            size / depth));
        }
        return List.copyOf(files);
    }

    private ImageCheck check() {
        return switch (image.format()) {
            case QCOW2 -> {
                long total = image.size().bytes() >> 16;
                long leaks = image.snapshots() > 0 ? 3 : 0;
                yield new ImageCheck(
                        true,
                        leaks > 0 ? 3 : 0,
                        0,
                        leaks,
                        0,
                        total,
                        total / 2,
                        total / 16,
                        image.backing().compressed() ? total / 4 : 0,
                        "");
            }
            case QED, VMDK, VDI, VHDX, PARALLELS ->
                    new ImageCheck(true, 0, 0, 0, 0, null, null, null, null, "");
            case RAW, QCOW, VPC, LUKS -> ImageCheck.NOT_SUPPORTED;
        };
    }

    List<EffectiveDisk> effective() {
        List<EffectiveDisk> disks = new ArrayList<>();
        CacheMode cache = planned.disk().cache();
        for (int guest = 1; guest <= planned.guests(); guest++) {
            disks.add(
                    new EffectiveDisk(
                            guest,
                            cache.direct() ? "02140002" : "02100002",
                            cache.direct(),
                            cache.writeCache(),
                            cache.direct(),
                            cache.noFlush(),
                            planned.disk().aio().word(),
                            image.format().word(),
                            image.size().bytes(),
                            "vda",
                            cache.writeCache() ? "write back" : "write through",
                            settings(cache),
                            List.of()));
        }
        return List.copyOf(disks);
    }

    private List<Setting> settings(CacheMode cache) {
        Attachment attachment = planned.disk().attachment();
        List<Setting> settings = new ArrayList<>();
        settings.add(
                found(
                        "disk.cache",
                        cache.word(),
                        cache == CacheMode.DEFAULT ? "writeback" : cache.word(),
                        "QMP query-block"));
        for (ImageFile file : files("guest-01.img", 0)) {
            settings.add(
                    found(
                            "O_DIRECT of " + file.path(),
                            onOff(cache.direct()),
                            onOff(cache.direct()),
                            "/proc/PID/fdinfo"));
        }
        settings.add(
                found(
                        "cache.no-flush of protocol nodes",
                        onOff(cache.noFlush()),
                        onOff(cache.noFlush()),
                        "QMP query-named-block-nodes"));
        String aio = planned.disk().aio().word();
        settings.add(found("disk.aio", aio, aio, "QMP query-named-block-nodes"));
        String format = image.format().word();
        settings.add(found("disk.format", format, format, "QMP query-named-block-nodes"));
        String bus = planned.disk().bus().word();
        settings.add(found("disk.bus", bus, bus, "the device's path in the guest's /sys"));
        if (attachment.l2CacheSize() != null) {
            settings.add(
                    new Setting(
                            "disk.l2_cache_size",
                            attachment.l2CacheSize().toString(),
                            null,
                            "QEMU does not tell it",
                            false));
        }
        return List.copyOf(settings);
    }

    private static Setting found(String name, String requested, String effective, String source) {
        return new Setting(name, requested, effective, source, false);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    /** The IOPS fall to a tenth for the second of the snapshot, and rise again in the next. */
    List<LiveSnapshot> snapshots(double seconds) {
        Duration at = planned.disk().attachment().snapshotAt();
        if (at == null) {
            return List.of();
        }
        List<LiveSnapshot> snapshots = new ArrayList<>();
        for (int guest = 1; guest <= planned.guests(); guest++) {
            double atMs = at.toMillis() + 140.0 * guest;
            List<Second> each = new ArrayList<>();
            for (int second = 0; second < seconds; second++) {
                boolean dip = second == (int) (atMs / 1000);
                boolean after = second > (int) (atMs / 1000);
                long ios = dip ? 120 : after ? 980 + 7 * second : 1240 - 11 * (second % 3);
                each.add(
                        new Second(
                                planned.workload().rw().endsWith("write") ? "write" : "read",
                                second * 1000.0,
                                ios,
                                dip ? 310_000_000L : after ? 5_200_000L : 3_900_000L,
                                dip ? 412_000_000L + block * MIB : 9_100_000L + second * 10_000L));
            }
            snapshots.add(
                    new LiveSnapshot(
                            guest,
                            planned.storage().of(guest) + "/guest-0" + guest + ".snapshot.qcow2",
                            atMs,
                            36.5 + guest + block,
                            List.copyOf(each)));
        }
        return List.copyOf(snapshots);
    }
}
