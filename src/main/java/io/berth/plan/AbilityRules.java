package io.berth.plan;

import io.berth.plan.Abilities.StorageAbilities;
import io.berth.profile.Bus;
import io.berth.profile.Factors;
import io.berth.profile.Format;
import io.berth.profile.Profile;
import io.berth.profile.Profile.Storage;
import io.berth.profile.Word;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** What cannot be done with the tools and on the storage that are here, as they said themselves. */
final class AbilityRules {

    private static final String FORMAT = "disk.format";
    private static final String STORAGE = "storage";
    private static final String OPTIONS = "disk.options.";
    private static final String[] DIRECT = {"none", "directsync"};

    private AbilityRules() {}

    /** The rules; none of what nobody asked. */
    static List<Rule> of(Profile profile, Abilities abilities) {
        List<Rule> rules = new ArrayList<>();
        if (abilities.qemuImg() != null) {
            rules.addAll(ofQemuImg(abilities));
        }
        if (abilities.qemu() != null) {
            rules.addAll(ofQemu(abilities));
        }
        for (Storage storage : profile.storage()) {
            for (Path path : storage.paths()) {
                StorageAbilities found = abilities.storages().get(path);
                if (found != null) {
                    rules.addAll(ofStorage(storage.written(), path, found));
                }
            }
        }
        return rules;
    }

    private static List<Rule> ofQemuImg(Abilities abilities) {
        List<Rule> rules = new ArrayList<>();
        FormatOptions options = new FormatOptions(abilities);
        for (Format format : Format.values()) {
            if (!abilities.createOptions().containsKey(format)) {
                rules.add(
                        Rule.of(
                                "qemu-img %s creates no %s"
                                        .formatted(abilities.qemuImg(), format.word()),
                                Set.of(
                                        FORMAT,
                                        "disk.kind",
                                        "disk.backing.depth",
                                        "disk.backing.format",
                                        "operation.to"),
                                c -> makes(c, format)));
            }
            for (String factor : Factors.order()) {
                if (factor.startsWith(OPTIONS)) {
                    String option = factor.substring(OPTIONS.length());
                    if (options.isMissing(format, option)) {
                        rules.add(
                                Rule.of(
                                        "qemu-img %s has no option %s for %s"
                                                .formatted(
                                                        abilities.qemuImg(), option, format.word()),
                                        Set.of(FORMAT, factor),
                                        c -> c.is(FORMAT, format.word()) && c.has(factor)));
                    }
                }
            }
        }
        return rules;
    }

    private static boolean makes(Combination c, Format format) {
        return c.is(FORMAT, format.word())
                || c.is("operation.to", format.word())
                || DiskMaker.depth(c) > 0 && c.is("disk.backing.format", format.word());
    }

    private static List<Rule> ofQemu(Abilities abilities) {
        List<Rule> rules = new ArrayList<>();
        Set<String> unwritable = new HashSet<>(Word.words(Format.class));
        abilities.writable().forEach(format -> unwritable.remove(format.word()));
        for (String format : unwritable) {
            rules.add(
                    Rule.of(
                            "this QEMU (%s) does not open %s for writing"
                                    .formatted(abilities.qemu(), format),
                            Set.of(FORMAT, "operation.name"),
                            c ->
                                    c.is(FORMAT, format)
                                            && (!c.isOperation()
                                                    || Operations.inGuest(
                                                            c.get("operation.name")))));
        }
        SortedSet<String> devices = abilities.devices();
        for (Bus bus : Bus.values()) {
            missing(bus, devices)
                    .ifPresent(
                            device ->
                                    rules.add(
                                            Rule.of(
                                                    "this QEMU (%s) has no device %s"
                                                            .formatted(abilities.qemu(), device),
                                                    Set.of("disk.bus"),
                                                    c -> c.is("disk.bus", bus.word()))));
        }
        for (Bus bus : abilities.unseen()) {
            rules.add(
                    Rule.of(
                            "no installed kernel has the drivers of bus=%s for a guest: install the"
                                            .formatted(bus.word())
                                    + " distribution's full kernel beside it, on Debian"
                                    + " linux-image-amd64",
                            Set.of("disk.bus"),
                            c -> c.is("disk.bus", bus.word())));
        }
        return rules;
    }

    /** The first device model of a bus that QEMU lacks. */
    private static Optional<String> missing(Bus bus, SortedSet<String> devices) {
        List<String> needed =
                switch (bus) {
                    case VIRTIO_BLK -> List.of("virtio-blk-pci");
                    case VIRTIO_SCSI -> List.of("virtio-scsi-pci", "scsi-hd");
                    case SATA -> List.of("ich9-ahci", "ide-hd");
                    case IDE -> List.of("piix3-ide", "ide-hd");
                    case NVME -> List.of("nvme");
                };
        return needed.stream().filter(device -> !devices.contains(device)).findFirst();
    }

    private static List<Rule> ofStorage(String written, Path path, StorageAbilities found) {
        List<Rule> rules = new ArrayList<>();
        String type = found.fileSystem() == null ? "" : " (" + found.fileSystem() + ")";
        if (found.directIoRefusal() != null) {
            rules.add(
                    Rule.of(
                            "%s%s has no O_DIRECT, which cache=none and directsync need: %s"
                                    .formatted(path, type, found.directIoRefusal()),
                            Set.of(STORAGE, "disk.cache", "operation.cache"),
                            c ->
                                    c.is(STORAGE, written)
                                            && (c.is("disk.cache", DIRECT)
                                                    || c.is("operation.cache", DIRECT))));
        }
        if (!found.discard()) {
            rules.add(
                    Rule.of(
                            "%s%s gives nothing back: discard=unmap would be ignore"
                                    .formatted(path, type),
                            Set.of(STORAGE, "disk.discard"),
                            c -> c.is(STORAGE, written) && c.is("disk.discard", "unmap")));
        }
        Long bytes = found.deviceBytes();
        if (bytes != null) {
            rules.add(
                    Rule.of(
                            "%s has %s: smaller than the disk"
                                    .formatted(path, ByteSize.of(bytes).display()),
                            Set.of(STORAGE, "disk.size"),
                            c -> c.is(STORAGE, written) && c.bytes("disk.size", 0) > bytes));
        }
        return rules;
    }
}
