package io.berth.plan;

import static io.berth.plan.Plans.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Abilities.StorageAbilities;
import io.berth.profile.Bus;
import io.berth.profile.Format;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tools and the storage that are here cannot do is left out with their own words. */
final class AbilityRulesTest {

    private static final List<String> DEVICES =
            List.of(
                    "virtio-blk-pci",
                    "virtio-scsi-pci",
                    "scsi-hd",
                    "ich9-ahci",
                    "ide-hd",
                    "piix3-ide",
                    "nvme");

    @TempDir private Path directory;

    private final SortedMap<Format, SortedSet<String>> options = new TreeMap<>();
    private final SortedSet<Format> writable = new TreeSet<>(List.of(Format.values()));
    private final SortedSet<String> devices = new TreeSet<>(DEVICES);
    private final SortedSet<Bus> unseen = new TreeSet<>();
    private final SortedMap<Path, StorageAbilities> storages = new TreeMap<>();

    AbilityRulesTest() {
        Arrays.stream(Format.values()).forEach(format -> options.put(format, new TreeSet<>()));
    }

    private Plan plan(@Nullable String version, String text) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, "name: p\n" + text);
        return Planner.plan(
                ProfileReader.read(file),
                new Abilities(version, options, version, writable, devices, unseen, storages));
    }

    private List<String> reasons(String text) throws IOException {
        return plan("9.0", text).exclusions().stream().map(Exclusion::reason).toList();
    }

    private static String disk(String more) {
        return "disk: {size: 1GiB, " + more + "}\n" + READ;
    }

    @Test
    void aFormatThatQemuImgDoesNotCreateIsLeftOutWhereverItIsMade() throws IOException {
        options.remove(Format.QED);

        assertThat(reasons(disk("format: [raw, qed]")))
                .containsExactly("qemu-img 9.0 creates no qed");
        assertThat(reasons(disk("format: qcow2, backing: {depth: 1, format: [raw, qed]}")))
                .containsExactly("qemu-img 9.0 creates no qed");
        assertThat(
                        reasons(
                                "disk: {size: 1GiB}\n"
                                        + "operations: [{name: convert, to: [vdi, qed]}]\n"))
                .containsExactly("qemu-img 9.0 creates no qed");
        assertThat(plan(null, disk("format: [raw, qed]")).exclusions()).isEmpty();
    }

    @Test
    void anOptionThatTheInstalledQemuImgLacksIsNoOtherFormatsOption() throws IOException {
        options.put(Format.QCOW2, new TreeSet<>(List.of("cluster_size", "compat")));
        options.put(Format.QED, new TreeSet<>(List.of("cluster_size")));

        Plan plan =
                plan(
                        "9.0",
                        disk(
                                "format: [raw, qcow2], options: {extended_l2: [on, off], compat:"
                                        + " v3}"));
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason)
                .containsExactly("qemu-img 9.0 has no option extended_l2 for qcow2");
        assertThat(plan.cases()).hasSize(1);
        assertThat(plan.notes())
                .contains(
                        "disk.options.extended_l2 is left out where it means nothing: only qcow2"
                                + " has it");
    }

    @Test
    void anOptionThatANewerQemuImgHasIsAFactorOfThatFormat() throws IOException {
        options.put(Format.QCOW2, new TreeSet<>(List.of("cluster_size")));
        options.put(Format.VDI, new TreeSet<>(List.of("cluster_size")));

        assertThat(plan("9.0", disk("format: vdi, options: {cluster_size: [1M, 2M]}")).cases())
                .hasSize(2);
        assertThat(plan(null, disk("format: vdi, options: {cluster_size: [1M, 2M]}")).cases())
                .as("what nobody asked about is as in QEMU 7.2")
                .hasSize(1);
    }

    @Test
    void aFormatThatQemuOpensReadOnlyIsForOperationsAlone() throws IOException {
        writable.remove(Format.PARALLELS);

        assertThat(reasons(disk("format: [raw, parallels]")))
                .containsExactly("this QEMU (9.0) does not open parallels for writing");
        assertThat(reasons("disk: {size: 1GiB, format: parallels}\noperations: [create]\n"))
                .isEmpty();
    }

    @Test
    void aBusWithoutItsDeviceModelIsLeftOut() throws IOException {
        devices.remove("nvme");
        devices.remove("scsi-hd");

        assertThat(reasons(disk("bus: [virtio-blk, virtio-scsi, sata, nvme]")))
                .containsExactly(
                        "this QEMU (9.0) has no device scsi-hd",
                        "this QEMU (9.0) has no device nvme");
    }

    @Test
    void aStorageWithoutDirectIoOrDiscardLosesThoseModesAlone() throws IOException {
        Path ram = directory.resolve("ram");
        storages.put(
                ram,
                new StorageAbilities(
                        "tmpfs", "open: EINVAL, Invalid argument", false, false, null));
        storages.put(
                directory.resolve("ssd"), new StorageAbilities("ext4", null, true, false, null));
        String text =
                "storage: [ssd, [ssd2, ram]]\n"
                        + disk("cache: [none, default], discard: [ignore, unmap]");

        Plan plan = plan("9.0", text);
        assertThat(plan.exclusions())
                .extracting(Exclusion::reason)
                .containsExactlyInAnyOrder(
                        ram
                                + " (tmpfs) has no O_DIRECT, which cache=none and directsync need:"
                                + " open: EINVAL, Invalid argument",
                        ram + " (tmpfs) gives nothing back: discard=unmap would be ignore");
        assertThat(plan.cases()).hasSize(4 + 1);
        assertThat(
                        reasons(
                                "storage: ram\ndisk: {size: 1GiB}\noperations:"
                                        + " [{name: convert, to: raw, cache: [none, unsafe]}]\n"))
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("has no O_DIRECT"));
    }

    @Test
    void aDeviceIsAsLargeAsItsDisk() throws IOException {
        storages.put(Path.of("/dev/vdb"), new StorageAbilities(null, null, true, false, 1L << 30));

        assertThat(reasons("storage: /dev/vdb\ndisk: {size: [1GiB, 2GiB]}\n" + READ))
                .containsExactly("/dev/vdb has 1.00 GiB: smaller than the disk");
    }

    @Test
    void aBusThatNoGuestsKernelSeesIsLeftOut() throws IOException {
        unseen.add(Bus.SATA);
        assertThat(reasons(disk("bus: [virtio-blk, sata]")))
                .singleElement()
                .asString()
                .startsWith("no installed kernel has the drivers of bus=sata");
    }
}
