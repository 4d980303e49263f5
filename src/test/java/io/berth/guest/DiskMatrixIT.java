package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.Pairwise;
import io.berth.guest.MatrixCells.Cell;
import io.berth.profile.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pairwise sample of all disks, each written with checksums in a guest and read back: every pair
 * of format, preallocation, bus, cache and aio that the installed QEMU can have. All of them are
 * tried by {@link DiskMatrixNightlyIT}.
 */
@Timeout(600)
class DiskMatrixIT {

    private static final long SEED = 20260131;
    private static final Path WORK = Path.of("target", "it").toAbsolutePath();

    private Path directory;

    @BeforeEach
    void work() throws IOException {
        Files.createDirectories(WORK);
        directory = Files.createTempDirectory(WORK, "matrix-");
    }

    @AfterEach
    void clean() throws IOException {
        ApplianceBuilder.delete(directory);
    }

    @Test
    void everyPairOfSettingsWritesAndReadsBack() throws Exception {
        MatrixCells matrix = new MatrixCells(directory);
        String how =
                "cache: [none, writeback, writethrough, directsync, unsafe],"
                        + " aio: [threads, native, io_uring]";
        for (String image : MatrixCells.IMAGES) {
            matrix.add(image, how + ", bus: [virtio-blk, virtio-scsi, nvme, sata]", Machine.Q35);
            matrix.add(image, how + ", bus: ide", Machine.PC);
        }
        Map<SortedMap<String, String>, Cell> byFactors = new LinkedHashMap<>();
        matrix.cells().forEach(cell -> byFactors.putIfAbsent(cell.factors(), cell));
        List<Cell> sample = new ArrayList<>();
        for (Map<String, String> row :
                Pairwise.choose(
                        byFactors.keySet(),
                        List.of(
                                List.of("disk.format", "disk.preallocation", "disk.bus"),
                                List.of("disk.format", "disk.cache"),
                                List.of("disk.bus", "disk.cache", "disk.aio"),
                                List.of("disk.format", "disk.aio"),
                                List.of("disk.format", "disk.options.subformat", "disk.kind"),
                                List.of("disk.format", "disk.options.static")),
                        SEED)) {
            sample.add(byFactors.get(row));
        }
        Map<Cell, @Nullable String> outcomes = new DiskMatrix(directory).run(sample);
        String table = DiskMatrix.table(outcomes, matrix.excluded());
        Files.writeString(Path.of("target", "matrix.txt"), table);
        System.out.println(table.lines().findFirst().orElseThrow() + ": target/matrix.txt");

        assertThat(outcomes).hasSize(sample.size()).hasSizeGreaterThan(30);
        assertThat(outcomes.values()).as(table).containsOnlyNulls();
    }
}
