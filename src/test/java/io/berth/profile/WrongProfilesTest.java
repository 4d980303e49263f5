package io.berth.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of wrong profile is told with its place, and leaves nothing behind. */
final class WrongProfilesTest {

    private static final String HEAD = "name: p\ndisk: {size: 1GiB}\n";
    private static final String TAIL = "workloads:\n  - {name: w, rw: randread}\n";

    @TempDir private Path directory;

    static Stream<Arguments> wrongs() {
        return Stream.of(
                // YAML
                wrong("", "1:1", "the profile is empty"),
                wrong("name: [p\ndisk: 1\n", "2:5", "not YAML"),
                wrong("name: p\n\tdisk: 1\n", "2:1", "not YAML"),
                wrong("- a\n- b\n", "1:1", "a profile takes keys and values, not a list"),
                wrong("name: p\n" + HEAD + TAIL, "2:1", "'name' is here twice: first on line 1"),
                wrong(HEAD + TAIL + "---\nname: q\n", "6:1", "a second YAML document"),
                wrong(
                        "name: p\ndisk: {size: &s 1GiB, format: *s}\n" + TAIL,
                        "2:31",
                        "alias *s is not read"),
                // keys
                wrong(HEAD + "gests: 2\n" + TAIL, "3:1", "did you mean 'guests'?"),
                wrong(HEAD + "cache: none\n" + TAIL, "3:1", "it is a key of disk"),
                wrong(HEAD + "search: {max: 64}\n" + TAIL, "3:1", "list the counts"),
                wrong(
                        "name: p\ndisk:\n  size: 1GiB\n  cahce: none\n" + TAIL,
                        "4:3",
                        "unknown key 'cahce' in disk; did you mean 'cache'?"),
                wrong(
                        HEAD + "workloads:\n  - {name: w, rw: read, iodept: 4}\n",
                        "4:25",
                        "did you mean 'iodepth'?"),
                wrong(
                        HEAD + "workloads:\n  - {name: w, rw: read, filename: /dev/vdb}\n",
                        "4:25",
                        "berth sets filename itself"),
                wrong(
                        HEAD + "workloads:\n  - {name: w, rw: read, io_submit_mode: offload}\n",
                        "4:25",
                        "deadlocks"),
                wrong(HEAD + TAIL + "measure: {runtimes: 5s}\n", "5:11", "'runtime'"),
                wrong(HEAD, "1:1", "needs workloads"),
                wrong("disk: {size: 1GiB}\n" + TAIL, "1:1", "needs name"),
                wrong("name: p\n" + TAIL, "1:1", "needs disk"),
                wrong("name: p\ndisk: {format: raw}\n" + TAIL, "2:7", "disk needs size"),
                wrong(HEAD + "disks: [{size: 1GiB}]\n" + TAIL, "3:1", "beside disk"),
                wrong(
                        "name: p\ndisks: [{size: 1GiB}, {size: 2GiB}]\n" + TAIL,
                        "2:1",
                        "a list of one"),
                // a rate and its ramp
                wrong(
                        HEAD
                                + "workloads:\n  - {name: w, rw: read, rate_iops: 9}\n"
                                + "measure: {ramp_time: 5s, runtime: 5s}\n",
                        "4:25",
                        "unless runtime (5s) is longer than ramp_time (5s): set runtime: 10s"),
                wrong(
                        HEAD
                                + "workloads:\n"
                                + "  - {name: w, rw: read, rate: 1m, ramp_time: [0, 3s], runtime:"
                                + " [2s, 9s]}\n",
                        "4:25",
                        "with rate fio keeps no latency"),
                // types and bounds
                wrong("name: '=cmd'\ndisk: {size: 1GiB}\n" + TAIL, "1:7", "spreadsheets"),
                wrong("name: a b\ndisk: {size: 1GiB}\n" + TAIL, "1:7", "is no name"),
                wrong("name:\ndisk: {size: 1GiB}\n" + TAIL, "1:1", "name has no value"),
                wrong("name: [a, b]\ndisk: {size: 1GiB}\n" + TAIL, "1:7", "not a list"),
                wrong("name: p\ndisk: {size: 64KB}\n" + TAIL, "2:14", "write 64KiB"),
                wrong("name: p\ndisk: {size: big}\n" + TAIL, "2:14", "is no size"),
                wrong("name: p\ndisk: {size: 1000001}\n" + TAIL, "2:14", "not within 1MiB"),
                wrong("name: p\ndisk: {size: 1048577}\n" + TAIL, "2:14", "multiple of 4KiB"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, format: [raw, qcow3]}\n" + TAIL,
                        "2:34",
                        "did you mean 'qcow2'?"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, cache: []}\n" + TAIL,
                        "2:27",
                        "cache is an empty list"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, cache: [none, none]}\n" + TAIL,
                        "2:34",
                        "cache has none twice"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, iothread: maybe}\n" + TAIL,
                        "2:30",
                        "'maybe' is not true or false"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, cache: {mode: none}}\n" + TAIL,
                        "2:27",
                        "takes a value, not a mapping"),
                wrong(
                        "name: p\ndisk: {size: 1GiB, options: {backing_file: x}}\n" + TAIL,
                        "2:30",
                        "write backing: {depth: 1} in disk"),
                wrong(HEAD + "layers: [block, guest]\n" + TAIL, "3:10", "layer block is not"),
                wrong(HEAD + "guests: auto\n" + TAIL, "3:9", "list the counts"),
                wrong(HEAD + "guests: [1, 0]\n" + TAIL, "3:13", "0 is not within 1 to 512"),
                wrong(HEAD + "guests: 1.5\n" + TAIL, "3:9", "no whole number"),
                wrong(HEAD + "guest: {memory: 64MiB}\n" + TAIL, "3:17", "not within 128MiB"),
                wrong(HEAD + "page_cache: hot\n" + TAIL, "3:13", "cold, warm, asis"),
                wrong(HEAD + TAIL + "measure: {blocks: 0}\n", "5:19", "0 is not within 1"),
                wrong(HEAD + TAIL + "measure: {runtime: 0.5}\n", "5:20", "is no time"),
                wrong(HEAD + TAIL + "measure: {runtime: [5s]}\n", "5:20", "not a list"),
                wrong(HEAD + TAIL + "measure: {smallest_effect: 0.05}\n", "5:28", "write 99%"),
                wrong(
                        HEAD + TAIL + "measure: {seed: 99999999999999999999}\n",
                        "5:17",
                        "no whole number"),
                // workloads
                wrong(HEAD + "workloads: []\n", "3:12", "at least one workload"),
                wrong(HEAD + "workloads: {name: w, rw: read}\n", "3:12", "takes a list"),
                wrong(HEAD + "workloads:\n  - {rw: read}\n", "4:5", "needs name"),
                wrong(HEAD + "workloads:\n  - {name: w}\n", "4:5", "needs rw"),
                wrong(
                        HEAD + TAIL + "  - {name: w, rw: write}\n",
                        "5:5",
                        "two workloads are named 'w': the first on line 4"),
                wrong(workload("rw: randread, iodepth: 0"), "4:38", "0 is not within 1"),
                wrong(workload("rw: randrw, rwmixread: 120"), "4:38", "not within 0 to 100"),
                wrong(workload("rw: randrw, bs: 1000"), "4:31", "multiple of 512"),
                wrong(workload("rw: randrw, bssplit: 4k/60:8k/30"), "4:36", "sum up to 90"),
                wrong(workload("rw: read, bs: 4k, bssplit: 4k/100"), "4:33", "beside bs"),
                wrong(workload("rw: write, thinktime: 100"), "4:37", "write 100us"),
                wrong(workload("rw: sideways"), "4:19", "not one of read, write"),
                wrong(
                        workload("rw: randrw, rwmixread: 70, rate_iops: 500"),
                        "4:42",
                        "write rate_iops: \"350,150\""),
                wrong(workload("rw: randread, random_distribution: zip"), "4:50", "zipf:1.1"),
                wrong(workload("file: none.fio"), "4:21", "no job file"),
                wrong(workload("file: wrong.fio"), "4:21", "has no [job] section"),
                wrong(workload("file: mine.fio, iodepth: 4"), "4:31", "stands beside file"),
                // objective
                wrong(HEAD + TAIL + "objective: {read.p98: 5ms}\n", "5:13", "read.p9"),
                wrong(HEAD + TAIL + "objective: {read.p99: 20}\n", "5:23", "needs its unit"),
                wrong(HEAD + TAIL + "objective: {write.p99: 5ms}\n", "5:13", "no workload does"),
                wrong(HEAD + TAIL + "objective: {achieved: 99%}\n", "5:13", "has rate_iops"),
                wrong(HEAD + TAIL + "objective: {achieved: 0.99}\n", "5:23", "write 99%"),
                wrong(
                        workload("rw: randrw, rate_iops: '350,150'")
                                + "measure: {runtime: 30s}\nobjective: {write.p99: 20ms}\n",
                        "6:13",
                        "p99 of 150 writes/s needs 67s"),
                // include and exclude
                wrong(HEAD + TAIL + "exclude: {disk.format: raw}\n", "5:1", "takes a list"),
                wrong(
                        HEAD + TAIL + "exclude:\n  - {disk.cahce: none}\n",
                        "6:6",
                        "did you mean 'disk.cache'?"),
                wrong(
                        HEAD + TAIL + "exclude:\n  - {format: raw}\n",
                        "6:6",
                        "did you mean 'disk.format'?"),
                wrong(
                        HEAD + TAIL + "exclude:\n  - {disk.format: row}\n",
                        "6:19",
                        "did you mean 'raw'?"),
                wrong(
                        HEAD + TAIL + "exclude:\n  - {workload.name: v}\n",
                        "6:21",
                        "the profile has no workload.name 'v'"),
                wrong(
                        HEAD + TAIL + "include:\n  - {disk.cache: [none, unsafe]}\n",
                        "6:18",
                        "one value, not a list"),
                wrong(HEAD + TAIL + "include: [raw]\n", "5:11", "takes items of factors"));
    }

    private static Arguments wrong(String text, String place, String phrase) {
        return Arguments.of(text, place, phrase);
    }

    private static String workload(String options) {
        return HEAD + "workloads:\n  - {name: w, " + options + "}\n";
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void tellsThePlace(String text, String place, String phrase) throws IOException {
        Path file = write(text);
        Files.writeString(directory.resolve("mine.fio"), "[job]\nrw=read\n");
        Files.writeString(directory.resolve("wrong.fio"), "rw=read\n");
        List<Path> before = files();

        ProfileException e =
                catchThrowableOfType(ProfileException.class, () -> ProfileReader.read(file));

        assertThat(e).as("refused: %s", text).isNotNull();
        assertThat(e.problems())
                .as(e.getMessage())
                .anySatisfy(
                        problem -> {
                            assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
                            assertThat(problem.message()).contains(phrase);
                        });
        assertThat(e.problems()).as("nothing else is wrong").hasSize(1);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void tellsEverythingAtOnceInTheOrderOfTheFile() throws IOException {
        Path file =
                write(
                        """
                        name: '@home'
                        disk:
                          size: 64KB
                          cahce: none
                        guests: [1, two]
                        workloads:
                          - {name: w, rw: randrw, rate_iops: 500, rwmixread: 120}
                        measure: {blocks: 0}
                        """);

        ProfileException e =
                catchThrowableOfType(ProfileException.class, () -> ProfileReader.read(file));

        assertThat(e.problems().stream().map(p -> p.line() + ":" + p.column()))
                .containsExactly("1:7", "3:9", "4:3", "5:13", "7:27", "7:54", "8:19");
        assertThat(String.valueOf(e.getMessage()).lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith(file + ":"))
                .contains(file + ":8:19: blocks: 0 is not within 1 to 1000");
    }

    @Test
    void tellsTheSameUnderATurkishLocale() throws IOException {
        Path file = write(workload("rw: write, IODEPTH: 4"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            ProfileException e =
                    catchThrowableOfType(ProfileException.class, () -> ProfileReader.read(file));
            assertThat(e.getMessage()).contains("did you mean 'iodepth'?");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMissingFileADirectoryAndWrongBytesAreProblemsToo() throws IOException {
        Path latin = directory.resolve("latin.yaml");
        Files.write(latin, "name: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        for (Path file : List.of(directory.resolve("none.yaml"), directory, latin)) {
            ProfileException e =
                    catchThrowableOfType(ProfileException.class, () -> ProfileReader.read(file));
            assertThat(e.getMessage()).startsWith(file + ":1:1: ");
        }
    }

    @Test
    void aMisspelledFileNamesTheNearestProfileThere() throws IOException {
        Path shipped = Files.createDirectories(directory.resolve("profiles"));
        Files.writeString(shipped.resolve("quickstart.yaml"), HEAD + TAIL);
        Path meant = shipped.resolve("quickstart.yaml");

        for (Path missing :
                List.of(shipped.resolve("quickstrat.yaml"), directory.resolve("quickstart"))) {
            ProfileException e =
                    catchThrowableOfType(ProfileException.class, () -> ProfileReader.read(missing));
            assertThat(e.getMessage()).contains("no such file; did you mean '" + meant + "'?");
        }
    }

    private Path write(String text) throws IOException {
        Path file = directory.resolve("p.yaml");
        Files.writeString(file, text);
        return file;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
