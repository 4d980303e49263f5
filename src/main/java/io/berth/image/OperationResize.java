package io.berth.image;

import static java.util.Objects.requireNonNull;

import io.berth.host.HostException;
import io.berth.results.Notice;
import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.List;

/** {@code qemu-img resize}; a smaller size needs {@code --shrink}, and gets it. */
final class OperationResize extends ImageOperation {

    private final ByteSize from;
    private final ByteSize to;

    OperationResize(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.from = setting.image().config().size();
        this.to = requireNonNull(setting.operation().resizeTo(), "operation.resize_to");
    }

    @Override
    public List<List<String>> commands() {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "resize"));
        if (to.bytes() < from.bytes()) {
            argv.add("--shrink");
        }
        argv.addAll(image().named());
        argv.add(Long.toString(to.bytes()));
        return List.of(List.copyOf(argv));
    }

    @Override
    public List<Notice> verify() {
        Long virtualBytes = after().virtualBytes();
        if (virtualBytes == null || virtualBytes != to.bytes()) {
            throw new HostException(
                    image().active()
                            + " has "
                            + virtualBytes
                            + " bytes after it was resized to "
                            + to.bytes(),
                    "see 'qemu-img info'");
        }
        return List.of();
    }
}
