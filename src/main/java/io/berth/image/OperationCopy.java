package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.host.Storage;
import io.berth.plan.ImageConfig;
import io.berth.profile.OperationKind;
import io.berth.results.ImageFile;
import io.berth.results.Notice;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A copy of all files of an image: by {@code cp}, sparse or full, never by shared extents; or a
 * compressed archive by {@code tar}, which looks for holes ({@code -S}) as administrators do for
 * disk images.
 */
final class OperationCopy extends ImageOperation {

    private final OperationKind kind;
    private final ImageConfig config;
    private final Path work;
    private final List<PreparedImage.File> files;

    OperationCopy(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.kind = setting.operation().kind();
        this.config = setting.image().config();
        this.work = setting.work();
        this.files = setting.image().files();
    }

    @Override
    public List<List<String>> commands() {
        return List.of(command(kind, image().paths(), work));
    }

    static List<String> command(OperationKind kind, List<Path> files, Path work) {
        List<String> argv = new ArrayList<>();
        switch (kind) {
            case COPY_SPARSE -> argv.addAll(List.of("cp", "--sparse=always", "--reflink=never"));
            case COPY_FULL -> argv.addAll(List.of("cp", "--sparse=never", "--reflink=never"));
            case ARCHIVE -> {
                argv.addAll(
                        List.of(
                                "tar",
                                "--create",
                                "--gzip",
                                "--sparse",
                                "--file=" + archive(work)));
                argv.addAll(members(files));
                return List.copyOf(argv);
            }
            case CREATE,
                    CONVERT,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    SAVE,
                    RESTORE,
                    CHECKPOINT ->
                    throw new IllegalArgumentException(kind + " is no copy");
        }
        files.forEach(file -> argv.add(file.toString()));
        argv.add(work.toString());
        return List.copyOf(argv);
    }

    private static Path archive(Path work) {
        return work.resolve("image.tar.gz");
    }

    private static List<String> members(List<Path> files) {
        List<String> words = new ArrayList<>();
        for (Path file : files) {
            words.addAll(List.of("--directory=" + file.getParent(), name(file)));
        }
        return words;
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName(), "an image's file has a name").toString();
    }

    private List<PreparedImage.File> made() {
        if (kind == OperationKind.ARCHIVE) {
            return List.of(new PreparedImage.File("archive", archive(work)));
        }
        return files.stream()
                .map(file -> new PreparedImage.File(file.role(), work.resolve(name(file.path()))))
                .toList();
    }

    @Override
    public List<Path> written() {
        return made().stream().map(PreparedImage.File::path).toList();
    }

    @Override
    public Extent after() {
        Long virtualBytes = kind == OperationKind.ARCHIVE ? null : (Long) config.size().bytes();
        return OperationImage.extent(virtualBytes, made());
    }

    @Override
    public List<Notice> verify() {
        if (kind == OperationKind.ARCHIVE) {
            return verifyArchive();
        }
        for (Path file : image().paths()) {
            Path copy = work.resolve(name(file));
            run(config, List.of("cmp", file.toString(), copy.toString()));
            SharedExtents.refuse(copy);
        }
        if (kind == OperationKind.COPY_FULL) {
            requireFull(after());
        }
        return reflink();
    }

    private List<Notice> verifyArchive() {
        Commands.Output listed =
                run(config, List.of("tar", "--list", "--gzip", "--file=" + archive(work)));
        List<String> names = image().paths().stream().map(OperationCopy::name).toList();
        if (!listed.stdout().lines().toList().equals(names)) {
            throw new HostException(
                    "the archive lists " + listed.stdout().strip() + " instead of " + names,
                    "see 'tar --list --file=" + archive(work) + "'");
        }
        // Reads every byte of it, unpacked, against the files.
        List<String> argv = new ArrayList<>(List.of("tar", "--compare", "--gzip"));
        argv.add("--file=" + archive(work));
        argv.addAll(members(image().paths()));
        run(config, argv);
        return incompressible(before(), after());
    }

    private static void requireFull(Extent copy) {
        for (ImageFile file : copy.files()) {
            if (file.allocatedBytes() < file.apparentBytes()) {
                throw new HostException(
                        file.path()
                                + " has "
                                + file.allocatedBytes()
                                + " bytes allocated of "
                                + file.apparentBytes()
                                + ": it is no full copy",
                        "does the storage's file system compress? use another");
            }
        }
    }

    private List<Notice> reflink() {
        Path trial = work.resolve("reflink.trial");
        Commands.Output output =
                Commands.run(
                        limit(config),
                        List.of(
                                "cp",
                                "--reflink=always",
                                image().active().toString(),
                                trial.toString()));
        RunDirectory.removeTree(trial);
        return output.ok()
                ? List.of(
                        new Notice(
                                "reflink",
                                "The file system ("
                                        + Storage.fileSystem(work)
                                        + ") can share extents, and cp does so by default: a copy"
                                        + " that takes neither time nor space until it is written."
                                        + " Here every byte was copied (--reflink=never)."))
                : List.of();
    }
}
