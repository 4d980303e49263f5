package io.berth.plan;

import java.util.List;
import java.util.Set;

/** Ways of attaching a disk that QEMU does not have. */
final class AttachmentRules {

    private static final String BUS = "disk.bus";
    private static final String MACHINE = "guest.machine";
    private static final String SUBFORMAT = "disk.options.subformat";

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                                    "aio=native needs cache=none or directsync",
                                    Set.of("disk.aio", "disk.cache"),
                                    c ->
                                            c.is("disk.aio", "native")
                                                    && !c.is("disk.cache", "none", "directsync"))
                            .refused("aio-native"),
                    Rule.of(
                                    "iothread=true needs bus=virtio-blk or virtio-scsi",
                                    Set.of("disk.iothread", BUS),
                                    c ->
                                            c.is("disk.iothread", "true")
                                                    && !c.is(BUS, "virtio-blk", "virtio-scsi"))
                            .refused("iothread-bus"),
                    Rule.of(
                            "bus=sata needs machine=q35, which has AHCI",
                            Set.of(BUS, MACHINE),
                            c -> c.is(BUS, "sata") && c.is(MACHINE, "pc")),
                    Rule.of(
                            "bus=ide needs machine=pc: q35 has AHCI instead, which is bus=sata",
                            Set.of(BUS, MACHINE),
                            c -> c.is(BUS, "ide") && !c.is(MACHINE, "pc")),
                    Rule.of(
                                    "queue_size is 4 or more",
                                    Set.of("disk.queue_size"),
                                    c -> c.is("disk.queue_size", "2"))
                            .refused("queue-size"),
                    Rule.of(
                                    "detect_zeroes=unmap needs discard=unmap",
                                    Set.of("disk.detect_zeroes", "disk.discard"),
                                    c ->
                                            c.is("disk.detect_zeroes", "unmap")
                                                    && !c.is("disk.discard", "unmap"))
                            .refused("detect-zeroes"),
                    Rule.of(
                                    "a streamOptimized vmdk takes no writes once it is made: only"
                                            + " operation create is of use with it",
                                    Set.of("disk.format", SUBFORMAT, "operation.name"),
                                    c ->
                                            c.is("disk.format", "vmdk")
                                                    && c.is(SUBFORMAT, "streamOptimized")
                                                    && !c.is("operation.name", "create"))
                            .refused("stream-optimized"));

    private AttachmentRules() {}
}
