package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building the appliance with the installed supermin. */
class ApplianceIT {

    @TempDir Path cache;

    @Test
    void twoBuildersAtOnceBuildOnceAndTheCacheAnswersAfter() throws Exception {
        Files.createDirectories(cache.resolve(".build-1/built")); // of one that was killed
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Callable<Appliance> build = () -> Appliance.build(cache, told::add);
        List<Future<Appliance>> both;
        try (var threads = Executors.newFixedThreadPool(2)) {
            both = threads.invokeAll(List.of(build, build));
        }
        Appliance appliance = both.getFirst().get();
        assertThat(both.getLast().get()).isEqualTo(appliance);
        assertThat(told).hasSize(1).first().asString().startsWith("building the guest appliance");

        assertThat(Appliance.build(cache, told::add)).isEqualTo(appliance);
        assertThat(told).hasSize(1);
        assertThat(appliance.key()).matches("[0-9a-f]{16}");
        for (Path file : List.of(appliance.kernel(), appliance.initrd(), appliance.root())) {
            assertThat(file).isRegularFile().isNotEmptyFile();
            assertThat(Files.isSymbolicLink(file)).isFalse();
        }
        try (var entries = Files.list(cache)) {
            assertThat(entries.map(e -> e.getFileName().toString()))
                    .containsExactlyInAnyOrder(appliance.key(), "lock");
        }
    }
}
