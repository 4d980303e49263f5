package io.berth.export;

import io.berth.plan.Backing;
import io.berth.plan.ImageConfig;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands that make a disk's image: a shell script. */
final class QemuImgForm {

    /** The id of the passphrase in QEMU's and qemu-img's options. */
    static final String SECRET = "berth-secret";

    private final ShownDisk disk;
    private final ImageConfig image;
    private final List<String> lines = new ArrayList<>();

    private QemuImgForm(ShownDisk disk) {
        this.disk = disk;
        this.image = disk.image();
    }

    static String of(ShownDisk disk) {
        QemuImgForm form = new QemuImgForm(disk);
        form.write();
        return String.join("\n", form.lines) + "\n";
    }

    private void write() {
        secret();
        List<ShownDisk.File> files = disk.files();
        if (disk.onDevice() && image.format() == Format.RAW) {
            lines.add("# " + files.getFirst().path() + " is the disk: nothing is created on it");
        } else {
            for (int i = files.size() - 1; i >= 0; i--) {
                ShownDisk.File below = i + 1 < files.size() ? files.get(i + 1) : null;
                create(files.get(i), below, i == 0);
            }
            reserve(files.getFirst().path());
        }
        if (image.contents() == Contents.WRITTEN) {
            lines.add("# contents=written: fill it with data, as berth did before it measured");
        }
        snapshots(files.getFirst());
    }

    private void secret() {
        Path secret = disk.secret();
        if (secret != null) {
            String file = Shell.word(secret.toString());
            lines.add("# the passphrase: 192 random bits in a file that only its owner reads");
            lines.add(
                    "[ -e "
                            + file
                            + " ] || (umask 077 && od -An -vtx1 -N24 /dev/urandom | tr -d ' \\n' >"
                            + file
                            + ")");
        }
    }

    private void create(ShownDisk.File file, ShownDisk.@Nullable File below, boolean active) {
        Backing backing = image.backing();
        boolean base = below == null && backing.any();
        if (base && backing.shared()) {
            lines.add("# one base for all guests: made once");
        }
        if (base && backing.compressed()) {
            lines.add("# the base is compressed: convert -c makes it from the data it shall hold");
            lines.add(
                    Shell.line(
                            List.of(
                                    "qemu-img",
                                    "convert",
                                    "-c",
                                    "-f",
                                    "raw",
                                    "-O",
                                    file.format().word(),
                                    "DATA.raw",
                                    file.path().toString())));
            return;
        }
        List<String> line = new ArrayList<>(List.of("qemu-img", "create"));
        Path secret = disk.secret();
        boolean opensSecret = file.encrypted() || (below != null && below.encrypted());
        if (secret != null && opensSecret) {
            line.addAll(List.of("--object", secretObject(secret)));
        }
        line.addAll(List.of("-f", file.format().word()));
        if (below != null) {
            line.addAll(List.of("-F", below.format().word(), "-b", below.path().toString()));
        }
        List<String> options = options(file, active, base);
        if (!options.isEmpty()) {
            line.addAll(List.of("-o", String.join(",", options)));
        }
        line.add(file.path().toString());
        line.add(Long.toString(image.size().bytes()));
        lines.add(Shell.line(line));
    }

    static String secretObject(Path secret) {
        return "secret,id=" + SECRET + ",file=" + Shell.value(secret);
    }

    private List<String> options(ShownDisk.File file, boolean active, boolean base) {
        List<String> options = new ArrayList<>();
        if (active && image.preallocation() != Preallocation.OFF) {
            options.add("preallocation=" + image.preallocation().word());
        }
        if (!base) { // the base may be of another format
            image.options().forEach((name, value) -> options.add(option(name, value)));
        }
        if (file.encrypted() && file.format() == Format.LUKS) {
            options.add("key-secret=" + SECRET);
        } else if (file.encrypted()) {
            options.add("encrypt.format=luks");
            options.add("encrypt.key-secret=" + SECRET);
        }
        // Else the size is rounded to cylinders, and a guest sees another disk.
        if (file.format() == Format.VPC && !image.options().containsKey("force_size")) {
            options.add("force_size=on");
        }
        return options;
    }

    private String option(String name, String value) {
        Path data = name.equals("data_file") ? disk.dataFile() : null;
        return name + "=" + Shell.value(data == null ? value : data);
    }

    /** What formats call fixed stays sparse on the host until its blocks are allocated. */
    private void reserve(Path file) {
        if (!image.reserved()) {
            return;
        }
        String name = file.toString();
        String files = Shell.word(name);
        if (image.format() == Format.VMDK) { // whose extents lie beside it: NAME-flat.vmdk
            String extension = "." + Format.VMDK.word();
            String stem = name.substring(0, name.length() - extension.length());
            files += " " + Shell.word(stem) + "-*" + extension;
        }
        lines.add("# qemu-img leaves a fixed disk sparse on the host: its blocks are allocated so");
        lines.add("for f in " + files + "; do fallocate -l \"$(stat -c %s \"$f\")\" \"$f\"; done");
    }

    private void snapshots(ShownDisk.File file) {
        for (int number = 1; number <= image.snapshots(); number++) {
            List<String> line = new ArrayList<>(List.of("qemu-img", "snapshot"));
            Path secret = disk.secret();
            String name = file.path().toString();
            if (secret == null) {
                line.addAll(List.of("-c", "berth-" + number, name));
            } else {
                line.addAll(List.of("--object", secretObject(secret), "-c", "berth-" + number));
                line.add("--image-opts");
                line.add(
                        "driver=qcow2,encrypt.format=luks,encrypt.key-secret="
                                + SECRET
                                + ",file.driver=file,file.filename="
                                + Shell.value(name));
            }
            lines.add(Shell.line(line));
        }
    }
}
