package io.berth.plan;

import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Plans of profiles that tests write out. */
final class Plans {

    /** The shortest workload. */
    static final String READ = "workloads: [{name: r, rw: randread}]\n";

    private Plans() {}

    /** The plan of a profile named p, whose further text this is, from line 2. */
    static Plan plan(Path directory, String text) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, "name: p\n" + text);
        return Planner.plan(ProfileReader.read(file));
    }

    /** The values of some factors in each case, with spaces between. */
    static Stream<String> column(Plan plan, String... factors) {
        return plan.cases().stream()
                .map(
                        c ->
                                String.join(
                                        " ",
                                        Stream.of(factors)
                                                .map(f -> c.factors().getOrDefault(f, "-"))
                                                .toList()));
    }
}
