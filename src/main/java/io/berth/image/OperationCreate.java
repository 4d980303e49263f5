package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.results.ImageRecord;
import io.berth.results.Notice;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.util.List;

/**
 * Making an image: the commands that made the one at hand, run again in its place. It was read back
 * when it was made; the new one must have as much allocated.
 */
final class OperationCreate extends ImageOperation {

    private final ImageConfig config;
    private final ImageRecord first;
    private final List<Path> files;

    OperationCreate(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.config = setting.image().config();
        this.first = setting.store().record(setting.image());
        this.files = List.copyOf(image().files().keySet());
    }

    @Override
    public void prepare() {
        files.forEach(RunDirectory::removeTree);
    }

    @Override
    public List<Path> sources() {
        return List.of();
    }

    @Override
    public Extent before() {
        return new Extent(null, 0, 0, List.of());
    }

    @Override
    public List<List<String>> commands() {
        return first.commands();
    }

    @Override
    public List<Notice> verify() {
        Extent made = after();
        Long virtualBytes = made.virtualBytes();
        if (virtualBytes == null || virtualBytes != config.size().bytes()) {
            throw new HostException(
                    image().disk().active() + " has " + virtualBytes + " bytes",
                    "it should have " + config.size().bytes());
        }
        if (!Allocation.same(made.allocatedBytes(), first.createdAllocatedBytes())) {
            throw new HostException(
                    image().disk().active()
                            + " has "
                            + made.allocatedBytes()
                            + " bytes allocated, where it had "
                            + first.createdAllocatedBytes()
                            + " when it was made before",
                    "does something compress or deduplicate the storage?");
        }
        return config.encrypted() ? List.of(keyDerivation()) : List.of();
    }
}
