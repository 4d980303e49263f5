package io.berth.image;

import io.berth.results.Notice;
import java.nio.file.Path;
import java.util.List;

/** {@code qemu-img check}, which must find nothing. */
final class OperationCheck extends ImageOperation {

    OperationCheck(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
    }

    @Override
    public List<List<String>> commands() {
        return List.of(command(List.of("qemu-img", "check"), image().named()));
    }

    @Override
    public List<Path> written() {
        return List.of();
    }

    /** Its exit code says it all: 0 is a sound image. */
    @Override
    public List<Notice> verify() {
        return List.of();
    }
}
