package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.plan.OperationConfig;
import io.berth.profile.Contents;
import io.berth.results.Notice;
import io.berth.results.OperationResult.Extent;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An operation on an image that no guest has open: what has to be done before it, the commands that
 * are timed, and whether they did what they should.
 *
 * <p>Its methods are called in this order: {@link #prepare}, {@link #sources}, {@link #before},
 * then the {@link #commands} are run by the caller, {@link #written}, {@link #after}, {@link
 * #verify}. Each throws {@link HostException} where it fails.
 */
public abstract sealed class ImageOperation
        permits OperationCheck,
                OperationCommit,
                OperationConvert,
                OperationCopy,
                OperationCreate,
                OperationResize,
                OperationSnapshot {

    private final OperationImage image;
    private final Consumer<Commands.Output> log;

    ImageOperation(OperationImage image, Consumer<Commands.Output> log) {
        this.image = image;
        this.log = log;
    }

    /** What an operation works on and with. */
    record Setting(
            Images store,
            PreparedImage image,
            OperationConfig operation,
            Path work,
            Consumer<Commands.Output> log) {}

    /**
     * The operation of a plan.
     *
     * @param image in the state that it begins with
     * @param work an empty directory beside the image, for what it makes
     * @param log is given what each command said that is not timed
     * @throws IllegalArgumentException for operations on a guest
     */
    public static ImageOperation of(
            OperationConfig operation,
            Images store,
            PreparedImage image,
            Path work,
            Consumer<Commands.Output> log) {
        Setting setting = new Setting(store, image, operation, work, log);
        return switch (operation.kind()) {
            case CREATE -> new OperationCreate(setting);
            case CONVERT -> new OperationConvert(setting);
            case RESIZE -> new OperationResize(setting);
            case SNAPSHOT_CREATE, SNAPSHOT_APPLY, SNAPSHOT_DELETE -> new OperationSnapshot(setting);
            case COMMIT -> new OperationCommit(setting);
            case CHECK -> new OperationCheck(setting);
            case COPY_SPARSE, COPY_FULL, ARCHIVE -> new OperationCopy(setting);
            case SAVE, RESTORE, CHECKPOINT ->
                    throw new IllegalArgumentException(
                            operation.kind().word() + " is done to a guest");
        };
    }

    /** The image that an operation begins with: creating one has nothing to do with its data. */
    public static ImageConfig begunWith(OperationConfig operation, ImageConfig config) {
        return switch (operation.kind()) {
            case CREATE ->
                    new ImageConfig(
                            config.size(),
                            config.format(),
                            config.preallocation(),
                            config.reserved(),
                            Contents.FRESH,
                            config.encryption(),
                            config.backing(),
                            config.snapshots(),
                            config.options());
            case CONVERT,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    COPY_SPARSE,
                    COPY_FULL,
                    ARCHIVE,
                    SAVE,
                    RESTORE,
                    CHECKPOINT ->
                    config;
        };
    }

    /**
     * Whether the image is another one afterwards, so that it has to be made anew. A guest that is
     * saved and restored writes one block of its disk.
     */
    public static boolean wears(OperationConfig operation) {
        return switch (operation.kind()) {
            case CREATE,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECKPOINT ->
                    true;
            case CONVERT, CHECK, COPY_SPARSE, COPY_FULL, ARCHIVE, SAVE, RESTORE -> false;
        };
    }

    /** Within which each of its commands must end: a disk slower than that is not usable. */
    public static Duration limit(ImageConfig config) {
        return QemuImg.writeLimit(config.size()).multipliedBy(4);
    }

    /** Brings about what the operation needs beyond the image; not timed. */
    public void prepare() {}

    /** The files that it reads: the page cache is made cold for them. */
    public List<Path> sources() {
        return image.paths();
    }

    /** The sizes that it begins with. */
    public Extent before() {
        return image.extent();
    }

    /** What is timed, in order. */
    public abstract List<List<String>> commands();

    /** The files that it wrote. */
    public List<Path> written() {
        return image.paths();
    }

    /** The sizes that it left. */
    public Extent after() {
        return image.extent();
    }

    /**
     * Shows that it did what it should.
     *
     * @return what a reader must know next to its figures
     * @throws HostException if it did not
     */
    public abstract List<Notice> verify();

    final OperationImage image() {
        return image;
    }

    /** Runs a command that is not timed and must succeed. */
    final Commands.Output run(ImageConfig config, List<String> argv) {
        Commands.Output output = Commands.run(limit(config), argv);
        log.accept(output);
        if (!output.ok()) {
            throw failed(output);
        }
        return output;
    }

    /** Why a command failed; a full disk is told apart. */
    public static HostException failed(Commands.Output output) {
        String said = output.stderr().isBlank() ? output.stdout() : output.stderr();
        return new HostException(
                "'"
                        + output.commandLine()
                        + "' ended with exit code "
                        + output.exit()
                        + ": "
                        + said.strip().replaceAll("\\s*\\n\\s*", "; "),
                said.contains("No space left on device")
                        ? "free space on the storage ('df -h'), or use a smaller disk.size"
                        : "try it by hand");
    }

    /** A command with the words that name its image at the end. */
    static List<String> command(List<String> words, List<String> image) {
        List<String> argv = new ArrayList<>(words);
        argv.addAll(image);
        return List.copyOf(argv);
    }

    /**
     * Compares two images as a guest would see them.
     *
     * @throws HostException if they differ
     */
    final void requireEqual(ImageConfig config, OperationImage one, OperationImage other) {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "compare"));
        Path secret = one.disk().secret() == null ? other.disk().secret() : one.disk().secret();
        if (secret == null) {
            argv.addAll(List.of("-f", one.format().word(), "-F", other.format().word()));
            argv.add(one.active().toString());
            argv.add(other.active().toString());
        } else {
            argv.addAll(Nodes.secretOption(secret));
            argv.add(one.json());
            argv.add(other.json());
        }
        run(config, argv);
    }

    /** That compression saved little, if so: its cost is real, its use is not seen here. */
    static List<Notice> incompressible(Extent before, Extent after) {
        if (before.allocatedBytes() == 0
                || after.allocatedBytes() * 10 < before.allocatedBytes() * 9) {
            return List.of();
        }
        return List.of(
                new Notice(
                        "incompressible",
                        "Compressed it takes "
                                + ByteSize.of(after.allocatedBytes()).display()
                                + " where it took "
                                + ByteSize.of(before.allocatedBytes()).display()
                                + ": images are filled with random data, so compression costs CPU"
                                + " here and saves nothing. Real data compresses."));
    }

    /**
     * Whether a command failed because the CPU's clock was too coarse for qemu-img to time its key
     * derivation, which goes well another time.
     */
    public static boolean mayGoWellAgain(Commands.Output output) {
        return !output.ok() && output.stderr().contains("Unable to get accurate CPU usage");
    }

    /** The size of a file that is no image. */
    public static Extent extentOf(String role, Path file) {
        return OperationImage.extent(null, List.of(new PreparedImage.File(role, file)));
    }

    /** The size of an image, also of one that a guest has open. */
    public static Extent extentOf(PreparedImage image) {
        return OperationImage.of(image).extent();
    }

    /** The names of its internal snapshots. */
    public static List<String> snapshots(PreparedImage image) {
        List<String> names = new ArrayList<>();
        OperationImage.of(image)
                .info()
                .path("snapshots")
                .forEach(snapshot -> names.add(snapshot.path("name").asString("")));
        return names;
    }
}
