package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import io.berth.results.Notice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code qemu-img commit} of all overlays into the base. The overlay is not emptied ({@code -d}, as
 * {@code -b} implies), so that it can be compared with the base afterwards; but one of vmdk cannot
 * be read any more once its parent has changed, and is compared by a copy.
 */
final class OperationCommit extends ImageOperation {

    private final ImageConfig config;
    private final OperationImage expected;

    OperationCommit(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.config = setting.image().config();
        this.expected =
                image().format() == Format.VMDK
                        ? OperationImage.file(
                                setting.work().resolve("expected.qcow2"), Format.QCOW2, null)
                        : image();
        if (setting.image().disk().layers().size() < 2) {
            throw new HostException(
                    "there is nothing to commit to: the image has no backing file",
                    "give the operation a disk with backing, or kind: differencing");
        }
    }

    @Override
    public void prepare() {
        if (image().format() == Format.VMDK) {
            List<String> argv = new ArrayList<>(List.of("qemu-img", "convert", "-O"));
            argv.add(expected.format().word());
            argv.addAll(image().named());
            argv.add(expected.active().toString());
            run(config, argv);
        }
    }

    @Override
    public List<List<String>> commands() {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "commit", "-d"));
        List<DiskImage.Layer> layers = image().disk().layers();
        if (layers.size() > 2) {
            argv.addAll(List.of("-b", layers.getLast().file().toString()));
        }
        return List.of(command(argv, image().named()));
    }

    @Override
    public List<Path> written() {
        return image().disk().layers().stream().map(DiskImage.Layer::file).toList();
    }

    @Override
    public List<Notice> verify() {
        requireEqual(config, expected, image().base());
        if (config.backing().layerShare() > 0) {
            return List.of();
        }
        return List.of(
                new Notice(
                        "empty_overlay",
                        "All data was in the base (disk.backing.data: base): there was nothing to"
                                + " commit, and its time is that of looking for it."));
    }
}
