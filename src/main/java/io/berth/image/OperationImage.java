package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.profile.Format;
import io.berth.results.ImageFile;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as an operation sees it: how qemu-img is told of it, and how large its files are.
 *
 * @param files all of them, with their roles
 */
record OperationImage(DiskImage disk, List<PreparedImage.File> files) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static OperationImage of(PreparedImage image) {
        return new OperationImage(image.disk(), image.files());
    }

    /** A file that stands alone. */
    static OperationImage file(Path file, Format format, @Nullable Path secret) {
        return new OperationImage(
                new DiskImage(List.of(new DiskImage.Layer(file, format)), null, secret),
                List.of(new PreparedImage.File("active", file)));
    }

    /** The base of the chain, alone. */
    OperationImage base() {
        DiskImage.Layer base = disk.layers().getLast();
        Path secret = base.encrypted() ? disk.secret() : null;
        return new OperationImage(
                new DiskImage(List.of(base), null, secret),
                List.of(new PreparedImage.File("active", base.file())));
    }

    Path active() {
        return disk.active();
    }

    Format format() {
        return disk.layers().getFirst().format();
    }

    /** The words that name it for qemu-img, its format among them. */
    List<String> named() {
        return Nodes.named(disk);
    }

    /** The same for commands that take no {@code -f}, and would probe the format. */
    List<String> described() {
        List<String> words = new ArrayList<>(Nodes.secretOption(disk.secret()));
        words.add(json());
        return words;
    }

    String json() {
        return "json:" + Nodes.json(Nodes.chain(disk, false, null));
    }

    /** {@code qemu-img info} of the active image, also if a guest has it open. */
    JsonNode info() {
        List<String> argv =
                new ArrayList<>(List.of("qemu-img", "info", "--force-share", "--output=json"));
        argv.addAll(named());
        return json(Commands.runChecked(LIMIT, argv));
    }

    /**
     * Requires that {@code qemu-img check} finds nothing.
     *
     * @throws HostException with what it found
     */
    void requireSound() {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "check"));
        argv.addAll(named());
        Commands.runChecked(LIMIT, argv);
    }

    private static JsonNode json(Commands.Output output) {
        try {
            return JSON.readTree(output.stdout());
        } catch (JacksonException e) {
            throw new HostException(
                    "'" + output.commandLine() + "' gave no JSON: " + e.getOriginalMessage(),
                    "berth knows qemu-img from version 5.0 on; see 'qemu-img --version'",
                    e);
        }
    }

    List<Path> paths() {
        return files.stream().map(PreparedImage.File::path).toList();
    }

    /** How large it is now. */
    Extent extent() {
        return extent(info().path("virtual-size").asLong(), files);
    }

    /** How large files are now. */
    static Extent extent(@Nullable Long virtualBytes, List<PreparedImage.File> files) {
        if (files.isEmpty()) {
            return new Extent(virtualBytes, 0, 0, List.of());
        }
        List<Allocation.Of> sizes =
                Allocation.read(files.stream().map(PreparedImage.File::path).toList());
        List<ImageFile> found = new ArrayList<>();
        long apparentBytes = 0;
        long allocatedBytes = 0;
        for (int i = 0; i < files.size(); i++) {
            Allocation.Of size = sizes.get(i);
            PreparedImage.File file = files.get(i);
            found.add(
                    new ImageFile(
                            file.role(),
                            file.path().toString(),
                            size.apparentBytes(),
                            size.allocatedBytes()));
            apparentBytes += size.apparentBytes();
            allocatedBytes += size.allocatedBytes();
        }
        return new Extent(virtualBytes, apparentBytes, allocatedBytes, List.copyOf(found));
    }
}
