package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.guest.MatrixCells.Cell;
import io.berth.profile.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every image that the installed QEMU can have, on every bus that takes it: written with checksums
 * in a guest, read back and checked. The cells and their counts are in {@code target/nightly.txt}.
 */
@Tag("nightly")
@Timeout(value = 4, unit = TimeUnit.HOURS)
class DiskMatrixNightlyIT {

    private static final Path WORK = Path.of("target", "it").toAbsolutePath();

    private Path directory;

    @BeforeEach
    void work() throws IOException {
        Files.createDirectories(WORK);
        directory = Files.createTempDirectory(WORK, "nightly-");
    }

    @AfterEach
    void clean() throws IOException {
        ApplianceBuilder.delete(directory);
    }

    @Test
    void everyImageOnEveryBusWritesAndReadsBack() throws Exception {
        MatrixCells matrix = new MatrixCells(directory);
        List<String> images = new ArrayList<>(MatrixCells.IMAGES);
        images.addAll(MatrixCells.CHAINS);
        for (String image : images) {
            String how = "cache: none, aio: threads, bus: ";
            matrix.add(image, how + "[virtio-blk, virtio-scsi, nvme, sata]", Machine.Q35);
            matrix.add(image, how + "[virtio-blk, virtio-scsi, nvme, ide]", Machine.PC);
        }
        Map<Cell, @Nullable String> outcomes = new DiskMatrix(directory).run(matrix.cells());
        String table = DiskMatrix.table(outcomes, matrix.excluded());
        Files.writeString(Path.of("target", "nightly.txt"), table);
        System.out.println(table.lines().findFirst().orElseThrow() + ": target/nightly.txt");

        assertThat(outcomes).hasSizeGreaterThan(200);
        assertThat(outcomes.values()).as(table).containsOnlyNulls();
    }
}
