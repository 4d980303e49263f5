package io.berth.engine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.berth.engine.Engine;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * fio's own example job files: each runs, or names the option that the engine does not support.
 *
 * <p>Each is read as it is ({@code libaio} as io_uring, its default on Linux), and its jobs then
 * run scaled in a temporary directory: files of at most {@value #SIZE_MAX} bytes, half a second, a
 * tenth of the delays. All other options are as they are. What works on a block device or another
 * machine is not run; it is read.
 */
class FioExamplesIT {

    private static final Path EXAMPLES = Path.of("/usr/share/doc/fio/examples");

    /** What became of each, for people. */
    private static final Path OUTCOME = Path.of("target/fio-examples.txt");

    private static final long SIZE_MAX = 4 << 20;

    /** Engines of fio that go to other machines, devices or libraries, or do no I/O. */
    private static final Pattern OTHER_ENGINE =
            Pattern.compile("berth's engine does I/O with io_uring, psync or filechannel, not .*");

    private static final Pattern NAMED =
            Pattern.compile(
                    "(?s).*\\.fio:\\d+(:\\d+)?: .*(is not supported by berth's engine: "
                            + "|berth's engine |it needs ).*");

    /** What the examples' own comments ask for. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "FIO_RW", "randread",
                    "FIO_BS", "4k",
                    "FIO_IODEPTH", "4",
                    "FIO_DIR", "data",
                    "GPU_DEV_IDS", "0");

    @TempDir private Path directory;

    private static List<Path> examples() throws IOException {
        if (!Files.isDirectory(EXAMPLES)) {
            throw new AssertionError(
                    "fio's examples are missing; as root run: apt-get install fio-examples");
        }
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(f -> f.toString().endsWith(".fio")).sorted().toList();
        }
    }

    @Test
    void eachExampleRunsOrNamesTheOptionThatIsNotSupported() throws Exception {
        Map<String, String> refused = new TreeMap<>();
        List<String> ran = new ArrayList<>();
        for (Path example : examples()) {
            String name = example.getFileName().toString();
            try {
                List<Job> jobs = read(example);
                if (run(name, jobs)) {
                    ran.add(name);
                } else {
                    refused.put(name, "a block device or a file that is not here");
                }
            } catch (EngineException e) {
                assertThat(e.actor()).as(name).isEqualTo(EngineException.Cause.JOB);
                assertThat(e.getMessage()).as(name).matches(NAMED);
                refused.put(name, e.getMessage());
            }
        }
        Files.writeString(
                OUTCOME,
                ran.size()
                        + " ran: "
                        + String.join(" ", ran)
                        + "\n"
                        + String.join("\n", told(refused))
                        + "\n");
        assertThat(ran).contains("fio-rand-read.fio", "fio-seq-write.fio", "ssd-test.fio");
        assertThat(refused.values().stream().filter(w -> OTHER_ENGINE.matcher(w).find()).count())
                .as("refused for their engine")
                .isLessThan(refused.size());
    }

    private static List<String> told(Map<String, String> refused) {
        return refused.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    }

    /** The example, with io_uring in place of libaio, whose asynchronous I/O it stands for. */
    private List<Job> read(Path example) throws IOException {
        String text =
                Files.readString(example)
                        .replaceAll("(?m)^(\\s*ioengine\\s*=\\s*)libaio\\b", "$1io_uring");
        return new JobReader(ENVIRONMENT, () -> 1, false).text(example, text).jobs();
    }

    /** Runs scaled copies of the jobs; false if they are not about regular files. */
    private boolean run(String name, List<Job> jobs) throws Exception {
        if (jobs.stream().flatMap(j -> j.files().paths().stream()).anyMatch(p -> elsewhere(p))) {
            return false;
        }
        Path work = Files.createDirectory(directory.resolve(name));
        List<Job> scaled = jobs.stream().map(j -> Scaled.of(j, work, SIZE_MAX)).toList();
        for (Job job : scaled) {
            if (!job.files().create()) { // The example takes them to be there.
                for (Path file : job.files().paths()) {
                    Files.write(file, new byte[(int) SIZE_MAX]);
                }
            }
        }
        List<JobResult> results = Engine.run(scaled, Set.of(), new Progress() {});
        for (JobResult result : results) {
            if (result.failure() != null || !result.errors().isEmpty()) {
                fail(name + ": " + result.job().name() + ": " + result.failure() + result.errors());
            }
            assertThat(result.ops()).as(name).isNotEmpty();
        }
        return true;
    }

    /** Devices, and files that the example takes to be there. */
    private static boolean elsewhere(Path path) {
        return path.isAbsolute() && (path.startsWith("/dev") || path.startsWith("/sys"));
    }
}
