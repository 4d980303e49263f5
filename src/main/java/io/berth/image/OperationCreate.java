package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.results.Notice;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.util.List;

/**
 * Making an image: the commands that made the one at hand, run again in its place. That one was
 * read back when it was made, and the new one must have as much allocated. Backing files stay:
 * making a differencing disk is making what lies on them.
 */
final class OperationCreate extends ImageOperation {

    private final ImageConfig config;
    private final List<Path> own;
    private final List<List<String>> commands;
    private final Extent first;

    OperationCreate(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.config = setting.image().config();
        this.own =
                setting.image().files().stream()
                        .filter(file -> !file.role().startsWith("backing "))
                        .map(PreparedImage.File::path)
                        .toList();
        this.commands =
                setting.image().commands().stream()
                        .filter(argv -> own.stream().anyMatch(f -> argv.contains(f.toString())))
                        .toList();
        this.first = image().extent();
    }

    @Override
    public void prepare() {
        own.forEach(RunDirectory::removeTree);
    }

    @Override
    public List<Path> sources() {
        return image().paths().stream().filter(file -> !own.contains(file)).toList();
    }

    /** What it lies on, if anything: nothing of its own is there yet. */
    @Override
    public Extent before() {
        return OperationImage.extent(
                null, image().files().stream().filter(file -> !own.contains(file.path())).toList());
    }

    @Override
    public List<List<String>> commands() {
        return commands;
    }

    @Override
    public List<Path> written() {
        return own;
    }

    @Override
    public List<Notice> verify() {
        Extent made = after();
        Long virtualBytes = made.virtualBytes();
        if (virtualBytes == null || virtualBytes != config.size().bytes()) {
            throw new HostException(
                    image().active() + " has " + virtualBytes + " bytes",
                    "it should have " + config.size().bytes());
        }
        if (!Allocation.same(made.allocatedBytes(), first.allocatedBytes())) {
            throw new HostException(
                    image().active()
                            + " has "
                            + made.allocatedBytes()
                            + " bytes allocated, where it had "
                            + first.allocatedBytes()
                            + " when it was made before",
                    "does something compress or deduplicate the storage?");
        }
        return List.of();
    }
}
