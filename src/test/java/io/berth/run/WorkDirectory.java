package io.berth.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary directories under target: on the disk, where /tmp may be RAM. */
final class WorkDirectory implements TempDirFactory {

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
            throws IOException {
        Path work = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
        return Files.createTempDirectory(work, "run-");
    }
}
