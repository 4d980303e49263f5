package io.berth.image;

import static java.util.Objects.requireNonNull;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.plan.OperationConfig;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.results.Notice;
import io.berth.results.OperationResult.Extent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code qemu-img convert} to another image. The source is read as qemu-img reads it by default,
 * through the page cache, which is cold.
 */
final class OperationConvert extends ImageOperation {

    private final OperationConfig operation;
    private final ImageConfig config;
    private final Format to;
    private final OperationImage target;

    OperationConvert(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.operation = setting.operation();
        this.config = setting.image().config();
        this.to = requireNonNull(operation.to(), "operation.to of a conversion");
        Path secret = setting.image().disk().secret();
        if (to == Format.LUKS && secret == null) {
            secret = setting.store().secret();
        }
        this.target =
                OperationImage.file(
                        setting.work().resolve("converted." + to.word()),
                        to,
                        to == Format.LUKS ? secret : null);
    }

    @Override
    public List<List<String>> commands() {
        return List.of(command(operation, image(), target));
    }

    static List<String> command(
            OperationConfig operation, OperationImage source, OperationImage target) {
        List<String> argv = new ArrayList<>(List.of("qemu-img", "convert"));
        if (operation.compressed()) {
            argv.add("-c");
        }
        CacheMode cache = operation.cache();
        if (cache != null && cache != CacheMode.DEFAULT) {
            argv.addAll(List.of("-t", cache.word()));
        }
        if (operation.outOfOrder()) {
            argv.add("-W");
        }
        Integer coroutines = operation.coroutines();
        if (coroutines != null) {
            argv.addAll(List.of("-m", coroutines.toString()));
        }
        argv.addAll(List.of("-O", target.format().word()));
        String options = options(target.format(), operation.compressed());
        if (options != null) {
            argv.addAll(List.of("-o", options));
        }
        Path secret = target.disk().secret();
        if (secret != null && source.disk().secret() == null) {
            argv.addAll(Nodes.secretOption(secret));
        }
        argv.addAll(source.named());
        argv.add(target.active().toString());
        return List.copyOf(argv);
    }

    /** What qemu-img has to be told so that the target is what was asked for. */
    private static @Nullable String options(Format to, boolean compressed) {
        return switch (to) {
            // Without it the size is rounded up to whole cylinders.
            case VPC -> "force_size=on";
            // The only subformat that holds compressed data; others ignore -c.
            case VMDK -> compressed ? "subformat=streamOptimized" : null;
            case LUKS -> "key-secret=" + Nodes.SECRET;
            case RAW, QCOW2, QCOW, QED, VDI, VHDX, PARALLELS -> null;
        };
    }

    @Override
    public List<Path> written() {
        return target.paths();
    }

    @Override
    public Extent after() {
        return target.extent();
    }

    @Override
    public List<Notice> verify() {
        requireEqual(config, image(), target);
        JsonNode info = target.info();
        String found = info.path("format").asString("");
        if (!found.equals(to.word())) {
            throw new HostException(
                    target.active() + " is " + found + " instead of " + to.word(),
                    "see 'qemu-img info'");
        }
        if (!operation.compressed()) {
            return List.of();
        }
        if (to == Format.VMDK
                && !info.path("format-specific")
                        .path("data")
                        .path("create-type")
                        .asString("")
                        .equals("streamOptimized")) {
            throw new HostException(target.active() + " is not compressed", "see 'qemu-img info'");
        }
        return incompressible(before(), after());
    }
}
