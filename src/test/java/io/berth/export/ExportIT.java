package io.berth.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.Pairwise;
import io.berth.QemuOnce;
import io.berth.host.Commands;
import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.profile.Word;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is printed, given to those it is for: the shell runs the qemu-img commands, QEMU starts with
 * the arguments, libvirt's schema takes the domain.
 */
@Timeout(300)
class ExportIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SEED = 20260131;

    /** A here-document of a conversion: the name of the file, and what goes into it. */
    private static final Pattern FILE =
            Pattern.compile(
                    "^cat >(\\S+) <<'XML'\\n(.*?)^XML$", Pattern.MULTILINE | Pattern.DOTALL);

    /** qemu-img create, again where the CPU's clock was too coarse to time a key. */
    private static final String RETRYING =
            """
            set -e
            create() {
                n=0
                while ! said=$(qemu-img create "$@" 2>&1); do
                    n=$((n + 1))
                    case $said in
                    *"accurate CPU usage"*) [ $n -lt 30 ] ;;
                    *) echo "$said" >&2; return 1 ;;
                    esac
                done
            }
            """;

    @TempDir private Path directory;

    private static Map<String, ImageConfig> images() {
        Map<String, ImageConfig> images = new LinkedHashMap<>();
        for (Format format : Format.values()) {
            images.put(
                    format.word(),
                    Shown.image(
                            format,
                            Preallocation.OFF,
                            // Else the key takes seconds, and many where CPU clocks are coarse.
                            format == Format.LUKS
                                    ? Shown.options("iter-time", "10")
                                    : Shown.options()));
        }
        images.put("raw-full", Shown.image(Format.RAW, Preallocation.FULL, Shown.options()));
        images.put(
                "qcow2-metadata",
                Shown.image(
                        Format.QCOW2,
                        Preallocation.METADATA,
                        Shown.options("cluster_size", "131072", "lazy_refcounts", "on")));
        images.put(
                "qcow2-data-file",
                Shown.image(Format.QCOW2, Preallocation.OFF, Shown.options("data_file", "on")));
        images.put(
                "vmdk-fixed",
                Shown.reserved(
                        Shown.image(
                                Format.VMDK,
                                Preallocation.OFF,
                                Shown.options("subformat", "twoGbMaxExtentFlat"))));
        images.put(
                "vhdx-fixed",
                Shown.reserved(
                        Shown.image(
                                Format.VHDX,
                                Preallocation.OFF,
                                Shown.options("subformat", "fixed"))));
        images.put(
                "chain-raw",
                Shown.over(
                        Shown.image(Format.QCOW2),
                        Encryption.NONE,
                        new Backing(3, Format.RAW, 0, false, false),
                        1));
        images.put(
                "chain-vmdk",
                Shown.over(
                        Shown.image(Format.VMDK),
                        Encryption.NONE,
                        new Backing(1, Format.VMDK, 0, false, false),
                        0));
        ImageConfig encrypted =
                Shown.image(
                        Format.QCOW2, Preallocation.OFF, Shown.options("encrypt.iter-time", "10"));
        images.put("qcow2-luks", Shown.over(encrypted, Encryption.LUKS, Backing.NONE, 1));
        images.put(
                "chain-luks",
                Shown.over(
                        encrypted,
                        Encryption.LUKS,
                        new Backing(1, Format.QCOW2, 0, true, false),
                        0));
        return images;
    }

    private static List<Map<String, String>> rows() {
        List<Map<String, String>> rows = new ArrayList<>();
        for (String image : images().keySet()) {
            for (Bus bus : Bus.values()) {
                for (CacheMode cache : CacheMode.values()) {
                    for (Aio aio : Aio.values()) {
                        for (String extra : List.of("plain", "discard", "tuned")) {
                            if ((aio == Aio.NATIVE && !cache.direct())
                                    || (aio != Aio.THREADS && image.equals("vmdk-fixed"))) {
                                continue; // QEMU refuses the one, and hangs or ignores the other
                            }
                            rows.add(
                                    Map.of(
                                            "image", image,
                                            "bus", bus.word(),
                                            "cache", cache.word(),
                                            "aio", aio.word(),
                                            "extra", extra));
                        }
                    }
                }
            }
        }
        return rows;
    }

    private static Attachment attachment(Map<String, String> row) {
        Bus bus = word(Bus.class, row.get("bus"));
        boolean virtio = bus == Bus.VIRTIO_BLK || bus == Bus.VIRTIO_SCSI;
        boolean tuned = "tuned".equals(row.get("extra"));
        boolean discard = "discard".equals(row.get("extra"));
        boolean qcow2 = String.valueOf(row.get("image")).startsWith("qcow2");
        return new Attachment(
                word(CacheMode.class, row.get("cache")),
                word(Aio.class, row.get("aio")),
                bus,
                tuned && virtio,
                tuned && virtio ? 2 : null,
                tuned && bus == Bus.VIRTIO_BLK ? 128 : null,
                tuned && virtio ? Boolean.TRUE : null,
                discard ? Discard.UNMAP : Discard.IGNORE,
                discard ? DetectZeroes.UNMAP : DetectZeroes.OFF,
                tuned && qcow2 ? ByteSize.mebibytes(1) : null,
                null);
    }

    private static <E extends Enum<E> & Word> E word(Class<E> type, @Nullable String word) {
        return Word.find(type, Objects.requireNonNull(word)).orElseThrow();
    }

    @Test
    void toolsAcceptWhatIsPrinted() throws Exception {
        int validated = 0;
        Map<String, String> refused = new TreeMap<>();
        for (Map<String, String> row :
                Pairwise.choose(
                        rows(),
                        List.of(List.of("bus", "cache", "aio", "extra"), List.of("image", "extra")),
                        SEED)) {
            Path place = Files.createTempDirectory(directory, "it's, ");
            ImageConfig image = Objects.requireNonNull(images().get(row.get("image")));
            ShownDisk disk = Shown.disk(place, image, attachment(row));
            sh(row, RETRYING + Form.QEMU_IMG.of(disk).replace("qemu-img create", "create"));
            qemuStarts(row, disk);
            try {
                validate(row, Form.LIBVIRT.of(disk), disk);
                validated++;
            } catch (NotExpressible e) {
                refused.put(e.getMessage(), row.toString());
            }
            remove(place);
        }
        assertThat(validated).isGreaterThan(10);
        // Nothing else: each of these is a limit of libvirt that is known.
        assertThat(refused.keySet())
                .allMatch(
                        message ->
                                message.contains("no driver type 'vhdx'")
                                        || message.contains("no driver type 'parallels'")
                                        || message.contains("no bus 'nvme'")
                                        || message.contains("data_file"))
                .hasSize(4);
    }

    @Test
    void theFilesOfAConversionFitLibvirtsSchema() throws IOException {
        ImageConfig image = Objects.requireNonNull(images().get("chain-luks"));
        for (Bus bus : List.of(Bus.VIRTIO_BLK, Bus.VIRTIO_SCSI)) {
            ShownDisk disk =
                    Shown.disk(
                            directory,
                            image,
                            attachment(
                                    Map.of(
                                            "image", "chain-luks",
                                            "bus", bus.word(),
                                            "cache", "none",
                                            "aio", "io_uring",
                                            "extra", bus == Bus.VIRTIO_BLK ? "tuned" : "plain")));
            String script = Conversion.of(disk, Bus.IDE);
            Commands.runChecked(LIMIT, List.of("sh", "-n", "-c", script));
            Map<String, String> files = new TreeMap<>();
            Matcher matcher = FILE.matcher(script);
            while (matcher.find()) {
                files.put(matcher.group(1), matcher.group(2));
            }
            assertThat(files).containsKeys("disk.xml", "secret.xml");
            assertThat(script).contains("<target dev='hda' bus='ide'/>");
            assertThat(files.get("disk.xml")).contains("cache='none'", "io='io_uring'");
            String controller = files.getOrDefault("controller.xml", "");
            assertThat(controller.isEmpty()).isEqualTo(bus == Bus.VIRTIO_BLK);
            schema("domain", domain("", controller + files.get("disk.xml"), "pc"));
            schema("secret", Objects.requireNonNull(files.get("secret.xml")));
            String before =
                    script.lines()
                            .filter(line -> line.matches("#   +<.*"))
                            .map(line -> line.substring(1))
                            .reduce("", (a, b) -> a + b + "\n");
            schema("domain", domain("", before, "pc"));
        }
    }

    private static void validate(Map<String, String> row, String xml, ShownDisk disk) {
        Xml iothreads = LibvirtForm.iothreads(disk);
        Xml controller = LibvirtForm.controller(disk);
        String domain =
                domain(
                        iothreads == null ? "" : iothreads.render(),
                        (controller == null ? "" : controller.render()) + xml,
                        disk.machine().word());
        Commands.Output output = schema("domain", domain);
        assertThat(output.ok()).as("%s: %s%n%s", row, output.stderr(), domain).isTrue();
    }

    private static String domain(String beside, String devices, String machine) {
        return "<domain type='kvm'>\n<name>berth</name>\n<memory unit='MiB'>192</memory>\n"
                + "<vcpu>1</vcpu>\n"
                + beside
                + "<os><type arch='x86_64' machine='"
                + machine
                + "'>hvm</type></os>\n<devices>\n"
                + devices
                + "</devices>\n</domain>\n";
    }

    /** The verdict of libvirt's schema; fails the test if it is not taken. */
    private static Commands.Output schema(String schema, String xml) {
        try {
            Path file = Files.createTempFile("berth-export-", ".xml");
            try {
                Files.writeString(file, xml);
                Commands.Output output =
                        Commands.run(LIMIT, List.of("virt-xml-validate", file.toString(), schema));
                assertThat(output.ok()).as("%s%n%s", output.stderr(), xml).isTrue();
                return output;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** QEMU opens the image, makes the device and ends when told to. */
    private static void qemuStarts(Map<String, String> row, ShownDisk disk) {
        String arguments = "\\\n" + Form.QEMU.of(disk);
        QemuOnce.Said qemu =
                QemuOnce.run(
                        disk.machine().word(),
                        arguments,
                        List.of("{\"execute\": \"query-block\"}"));
        String said = qemu.text();
        assertThat(qemu.exit()).as("%s%n%s%n%s", row, arguments, said).isZero();
        CacheMode cache = disk.attachment().cache();
        assertThat(said)
                .as("%s", row)
                .contains("\"node-name\": \"berth\"")
                .contains("\"writeback\": " + cache.writeCache())
                .contains("\"direct\": " + cache.direct())
                .contains("\"no-flush\": " + cache.noFlush())
                .contains("\"detect_zeroes\": \"" + disk.attachment().detectZeroes().word());
    }

    private static String sh(Map<String, String> row, String script) {
        Commands.Output output = Commands.run(LIMIT, List.of("sh", "-c", script));
        assertThat(output.ok()).as("%s%n%s%n%s", row, script, output.stderr()).isTrue();
        return output.stdout();
    }

    private static void remove(Path place) throws IOException {
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
