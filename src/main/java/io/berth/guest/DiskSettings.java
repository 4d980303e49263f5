package io.berth.guest;

import io.berth.plan.Attachment;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.results.EffectiveDisk;
import io.berth.results.Setting;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what was found of a disk with what was asked for, one setting after the other. Pure. */
final class DiskSettings {

    /** O_DIRECT of Linux on x86 (asm-generic/fcntl.h). */
    private static final long O_DIRECT = 040000;

    private static final String NODES = "QMP query-named-block-nodes";
    private static final String BLOCK = "QMP query-block";
    private static final String QOM = "QMP qom-get";
    private static final String GUEST = "the guest's /sys/block";
    private static final String DEFAULT = "default";
    private static final String NOT_OPEN = "not open";

    private final DiskConfig config;
    private final GuestConfig guest;
    private final FoundDisk found;
    private final List<Setting> settings = new ArrayList<>();

    private DiskSettings(DiskConfig config, GuestConfig guest, FoundDisk found) {
        this.config = config;
        this.guest = guest;
        this.found = found;
    }

    /**
     * All settings of a disk.
     *
     * @param number of the guest
     */
    static EffectiveDisk compare(
            int number, GuestConfig guest, DiskConfig config, FoundDisk found) {
        DiskSettings all = new DiskSettings(config, guest, found);
        all.image();
        all.cache();
        all.attachment();
        all.bus();
        List<String> flags = found.fdFlags().values().stream().flatMap(List::stream).toList();
        return new EffectiveDisk(
                number,
                flags.isEmpty() ? null : flags.getFirst(),
                flags.stream().anyMatch(DiskSettings::direct),
                found.writeback(),
                found.protocols().getFirst().direct(),
                found.protocols().getFirst().noFlush(),
                found.aio(),
                found.formats().getFirst().driver(),
                found.seen().virtualBytes(),
                found.seen().device(),
                found.seen().writeCache(),
                List.copyOf(all.settings),
                all.settings.stream().filter(Setting::differs).map(DiskSettings::words).toList());
    }

    private static String words(Setting setting) {
        return setting.name() + " is " + setting.effective() + ", not " + setting.requested();
    }

    private void image() {
        FoundDisk.Node active = found.formats().getFirst();
        check("disk.format", config.format().word(), active.driver(), NODES);
        check(
                "disk.size",
                config.size().toString(),
                ByteSize.of(found.seen().virtualBytes()).toString(),
                GUEST + "/X/size");
        check(
                "disk.encryption",
                config.image().encrypted() ? Encryption.LUKS.word() : Encryption.NONE.word(),
                active.encrypted() ? Encryption.LUKS.word() : Encryption.NONE.word(),
                NODES);
        check(
                "disk.backing.depth",
                Integer.toString(config.image().backing().depth()),
                Integer.toString(found.backingDepth()),
                BLOCK);
        if (config.image().backing().any()) {
            check(
                    "disk.backing.format",
                    config.image().backing().format().word(),
                    found.formats().getLast().driver(),
                    NODES);
        }
    }

    private void cache() {
        CacheMode cache = config.cache();
        boolean asked = cache != CacheMode.DEFAULT;
        FoundDisk.Node top = found.formats().getFirst();
        add(
                "disk.cache",
                cache.word(),
                mode(top.direct(), top.noFlush(), found.writeback()),
                "the settings below together",
                asked);
        for (Map.Entry<Path, List<String>> file : found.fdFlags().entrySet()) {
            String wanted = onOff(asked, cache.direct());
            String effective = descriptors(file.getValue());
            settings.add(
                    new Setting(
                            "O_DIRECT of " + file.getKey().getFileName(),
                            wanted,
                            effective,
                            "/proc/PID/fdinfo",
                            // What QEMU does not hold open is not measured, in any cache mode.
                            effective.equals(NOT_OPEN) || (asked && !wanted.equals(effective))));
        }
        nodes("cache.direct of protocol nodes", found.protocols(), cache.direct(), true);
        nodes("cache.direct of format nodes", found.formats(), cache.direct(), true);
        nodes("cache.no-flush of protocol nodes", found.protocols(), cache.noFlush(), false);
        nodes("cache.no-flush of format nodes", found.formats(), cache.noFlush(), false);
        add(
                "write cache of the device",
                onOff(asked, cache.writeCache()),
                onOff(true, found.writeback()),
                BLOCK,
                asked);
        String inGuest = cache.writeCache() ? "write back" : "write through";
        if (config.bus() == Bus.NVME) {
            unknown(
                    "write cache in the guest",
                    asked ? inGuest : DEFAULT,
                    "QEMU's nvme always tells its guest of a volatile write cache (write back)");
        } else {
            add(
                    "write cache in the guest",
                    asked ? inGuest : DEFAULT,
                    found.seen().writeCache(),
                    GUEST + "/X/queue/write_cache",
                    asked);
        }
    }

    private void nodes(String name, List<FoundDisk.Node> nodes, boolean wanted, boolean direct) {
        Predicate<FoundDisk.Node> flag = direct ? FoundDisk.Node::direct : FoundDisk.Node::noFlush;
        boolean any = nodes.stream().anyMatch(flag);
        boolean all = nodes.stream().allMatch(flag);
        String effective =
                any == all
                        ? onOff(true, all)
                        : nodes.stream()
                                .map(n -> n.name() + "=" + onOff(true, flag.test(n)))
                                .collect(Collectors.joining(" "));
        boolean asked = config.cache() != CacheMode.DEFAULT;
        add(name, onOff(asked, wanted), effective, NODES, asked);
    }

    private void attachment() {
        Attachment wanted = config.attachment();
        check(
                "disk.aio",
                wanted.aio().word(),
                found.aio(),
                "rings in /proc/PID/fd and /proc/PID/maps, and QEMU's messages");
        check(
                "disk.iothread",
                onOff(true, wanted.iothread()),
                onOff(true, found.iothread()),
                QOM + ", query-iothreads and /proc/PID/task");
        unknown(
                "disk.discard",
                wanted.discard().word(),
                "QEMU accepted it, and tells it in no answer of QMP");
        add(
                "discard_max_bytes in the guest",
                DEFAULT,
                Long.toString(found.seen().discardMaxBytes()),
                GUEST + "/X/queue/discard_max_bytes",
                false);
        check(
                "disk.detect_zeroes",
                wanted.detectZeroes().word(),
                found.formats().getFirst().detectZeroes(),
                NODES);
        if (config.format() == Format.QCOW2) {
            unknown(
                    "disk.l2_cache_size",
                    Objects.toString(wanted.l2CacheSize(), DEFAULT),
                    "QEMU accepted it, and tells it in no answer of QMP");
        }
    }

    private void bus() {
        Attachment wanted = config.attachment();
        check(
                "guest.machine",
                guest.machine().word(),
                machine(),
                QOM + " /machine type: " + found.machine());
        check(
                "disk.bus",
                wanted.bus().word(),
                found.seen().bus(),
                "the guest's driver " + found.seen().driver());
        if (wanted.bus() != Bus.VIRTIO_BLK && wanted.bus() != Bus.VIRTIO_SCSI) {
            add("queues in the guest", DEFAULT, guestQueues(), GUEST + "/X/mq", false);
            return;
        }
        optional("disk.queues", wanted.queues(), found.queues());
        Integer queues = wanted.queues();
        add(
                "queues in the guest",
                // Linux uses no more than it has CPUs (virtblk init_vq, virtscsi_probe).
                queues == null ? DEFAULT : Integer.toString(Math.min(queues, guest.vcpus())),
                guestQueues(),
                GUEST + "/X/mq, at most one for each CPU",
                queues != null);
        optional("disk.queue_size", wanted.queueSize(), found.queueSize());
        Boolean packed = wanted.packed();
        Boolean device = found.packed();
        Boolean agreed = found.seen().packed();
        add(
                "disk.packed",
                packed == null ? DEFAULT : onOff(true, packed),
                agreed == null ? "none agreed" : onOff(true, agreed),
                "feature bit 34 that the guest's driver agreed to; the device offers it: "
                        + (device == null ? "unknown" : onOff(true, device)),
                packed != null);
    }

    private String guestQueues() {
        return Integer.toString(found.seen().queues());
    }

    private String machine() {
        if (found.machine().contains("q35")) {
            return Machine.Q35.word();
        }
        return found.machine().contains("i440fx") ? Machine.PC.word() : found.machine();
    }

    private void optional(String name, @Nullable Integer wanted, @Nullable Integer effective) {
        add(
                name,
                Objects.toString(wanted, DEFAULT),
                Objects.toString(effective, "none"),
                QOM,
                wanted != null);
    }

    private void check(String name, String requested, String effective, String source) {
        add(name, requested, effective, source, true);
    }

    /**
     * Adds a setting.
     *
     * @param asked whether it was asked for, so that it may contradict
     */
    private void add(
            String name, String requested, String effective, String source, boolean asked) {
        settings.add(
                new Setting(
                        name, requested, effective, source, asked && !requested.equals(effective)));
    }

    private void unknown(String name, String requested, String why) {
        settings.add(new Setting(name, requested, null, why, false));
    }

    /** The cache mode that the three switches make. */
    private static String mode(boolean direct, boolean noFlush, boolean writeCache) {
        return Arrays.stream(CacheMode.values())
                .filter(m -> m != CacheMode.DEFAULT)
                .filter(m -> m.direct() == direct)
                .filter(m -> m.noFlush() == noFlush)
                .filter(m -> m.writeCache() == writeCache)
                .map(CacheMode::word)
                .findFirst()
                .orElse(
                        "direct="
                                + onOff(true, direct)
                                + " no-flush="
                                + onOff(true, noFlush)
                                + " write-cache="
                                + onOff(true, writeCache));
    }

    private static String descriptors(List<String> flags) {
        if (flags.isEmpty()) {
            return NOT_OPEN;
        }
        return flags.stream()
                .map(f -> onOff(true, direct(f)))
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private static boolean direct(String flags) {
        return (Long.parseLong(flags, 8) & O_DIRECT) != 0;
    }

    private static String onOff(boolean asked, boolean on) {
        return asked ? on ? "on" : "off" : DEFAULT;
    }
}
