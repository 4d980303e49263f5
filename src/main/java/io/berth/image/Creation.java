package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.profile.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The commands that make one layer of an image, run in order and timed together. */
final class Creation {

    /**
     * How often qemu-img may fail to time the key derivation of LUKS (crypto/pbkdf.c): it wants a
     * measurable CPU time of few milliseconds, which coarse CPU clocks do not show it each time.
     */
    private static final int KEY_TIMING_ATTEMPTS = 25;

    private static final String KEY_TIMING = "Unable to get accurate CPU usage";

    private final Site site;
    private final int layer;
    private final Consumer<String> progress;
    private final List<List<String>> commands = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;

    Creation(Site site, int layer, Consumer<String> progress) {
        this.site = site;
        this.layer = layer;
        this.progress = progress;
    }

    /** Those that succeeded. */
    List<List<String>> commands() {
        return List.copyOf(commands);
    }

    /** Their wall time together. */
    Duration elapsed() {
        return elapsed;
    }

    /** {@code qemu-img create}. */
    void plain() {
        List<String> command = CreateCommands.create(site, layer);
        for (int attempt = 1; attempt < KEY_TIMING_ATTEMPTS; attempt++) {
            Commands.Output output =
                    Commands.run(QemuImg.writeLimit(site.config().size()), command);
            if (output.ok() || !output.stderr().contains(KEY_TIMING)) {
                done(output);
                return;
            }
            progress.accept(
                    "creating " + site.name() + " once more: qemu-img said '" + KEY_TIMING + "'");
            site.remove(layer);
        }
        run(command);
    }

    /**
     * Fills a raw file beside the layer and converts it, compressed.
     *
     * @return wall time of the fill
     */
    Duration compressed(Pattern pattern) {
        Path raw = site.directory().resolve("guest-%02d.uncompressed".formatted(site.guest()));
        try {
            run(
                    List.of(
                            "qemu-img",
                            "create",
                            "-f",
                            Format.RAW.word(),
                            raw.toString(),
                            Long.toString(site.config().size().bytes())));
            Duration filled =
                    new ImageFill(site, Deal.of(site.config())).fillRaw(raw, layer, pattern);
            run(CreateCommands.compress(site, layer, raw));
            return filled;
        } finally {
            RunDirectory.removeTree(raw);
        }
    }

    /** Has the file system allocate every block of the layer's files. */
    void reserve(List<PreparedImage.File> files) {
        List<Path> paths = files.stream().map(PreparedImage.File::path).toList();
        List<Allocation.Of> sizes = Allocation.read(paths);
        for (int i = 0; i < paths.size(); i++) {
            if (sizes.get(i).apparentBytes() > 0) {
                run(CreateCommands.reserve(paths.get(i), sizes.get(i).apparentBytes()));
            }
        }
    }

    /** Takes as many snapshots as are asked for, and looks whether they are there. */
    void snapshots() {
        List<String> names = new ArrayList<>();
        DiskImage image = site.disk();
        for (int i = 1; i <= site.config().snapshots(); i++) {
            names.add("berth-" + i);
            run(CreateCommands.snapshot(image, names.getLast()));
        }
        List<String> found = QemuImg.snapshots(QemuImg.info(image));
        if (!found.equals(names)) {
            throw new HostException(
                    image.active() + " has the snapshots " + found + " instead of " + names,
                    "see 'qemu-img --version'; berth was tried with 7.2");
        }
    }

    private void run(List<String> command) {
        done(Commands.run(QemuImg.writeLimit(site.config().size()), command));
    }

    private void done(Commands.Output output) {
        if (!output.ok()) {
            if (output.stderr().contains("No space left on device")) {
                throw StorageFull.whileMaking(site.config(), site.file(layer));
            }
            throw new HostException(
                    "'" + output.commandLine() + "' failed: " + output.stderr().strip(),
                    "see 'qemu-img create -f " + site.format(layer).word() + " -o help'");
        }
        commands.add(output.argv());
        elapsed = elapsed.plus(output.elapsed());
    }
}
