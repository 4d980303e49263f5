package io.berth.engine.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.Amount;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.results.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which jobs a command line or a job file asks for. */
class JobReaderTest {

    private static final Path JOBS = Path.of("src/test/resources/engine/jobs");

    private static JobReader reader() {
        return new JobReader(Map.of("TARGET", "/srv/t"), () -> 4711, false);
    }

    private static Reading read(String... arguments) {
        return reader().commandLine(List.of(arguments));
    }

    private static Job one(String... arguments) {
        Reading reading = read(arguments);
        assertThat(reading.jobs()).hasSize(1);
        return reading.jobs().getFirst();
    }

    private static Reading file(String name) throws Exception {
        Path path = JOBS.resolve(name + ".fio");
        return reader().text(path, Files.readString(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"several", "amounts", "sequential"})
    void jobFilesAreResolvedInEveryLocale(String name) throws Exception {
        for (Locale locale : List.of(Locale.ROOT, Locale.GERMANY, Locale.of("tr", "TR"))) {
            Golden.under(
                    locale,
                    () -> {
                        Reading reading = file(name);
                        String notes =
                                reading.notes().isEmpty()
                                        ? ""
                                        : "; " + String.join("\n; ", reading.notes()) + "\n";
                        Golden.check(
                                "engine/jobs-" + name + ".fio",
                                notes + JobListing.text(reading.jobs()));
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"several", "amounts", "sequential"})
    void theListingOfJobsIsReadAsTheSameJobs(String name) throws Exception {
        String listing = withoutSeeds(JobListing.text(file(name).jobs()));

        Reading again = reader().text(Path.of("listing"), listing);

        assertThat(withoutSeeds(JobListing.text(again.jobs()))).isEqualTo(listing);
    }

    /**
     * What a job file cannot say: seeds and the numbers of clones, and huge pages as fio has it.
     */
    private static String withoutSeeds(String listing) {
        return listing.replaceAll("; number=.*\n", "")
                .replace("; thp=1", "thp=1")
                .replaceAll("(?m)^; thp", "thp");
    }

    @Test
    void optionsBeforeTheFirstNameAreForAllJobs() {
        Reading reading =
                read("--bs=8k", "--size", "1m", "--name=a", "-rw", "write", "--name=b", "--bs=1k");

        assertThat(reading.jobs()).extracting(Job::name).containsExactly("a", "b");
        assertThat(reading.jobs())
                .extracting(j -> j.access().minBytes())
                .containsExactly(8192L, 1024L);
        assertThat(reading.global())
                .containsExactly(Map.entry("bs", "8k"), Map.entry("size", "1m"));
        assertThat(reading.options().getFirst())
                .containsExactly(Map.entry("name", "a"), Map.entry("rw", "write"));
    }

    @Test
    void theNameGlobalGivesDefaultsToJobsAfterIt() {
        Reading reading = read("--name=a", "--name=global", "--bs=8k", "--name=b", "--size=1m");

        assertThat(reading.jobs())
                .extracting(j -> j.access().minBytes())
                .containsExactly(4096L, 8192L);
    }

    @Test
    void aFlagTakesNoArgument(@TempDir Path directory) throws Exception {
        Path job = Files.writeString(directory.resolve("x.fio"), "[b]\nsize=2m\n");

        Reading reading = read("--group_reporting", "--name=a", "--thread", job.toString());

        assertThat(reading.jobs()).extracting(Job::name).containsExactly("a", "b");
        assertThat(reading.printing().groupReporting()).isTrue();
    }

    @Test
    void aSecondJobFileWaitsForTheFirst(@TempDir Path directory) throws Exception {
        Path job = Files.writeString(directory.resolve("x.fio"), "[global]\nbs=1k\n[a]\n[b]\n");

        Reading reading = read("--runtime=7", job.toString(), job.toString());

        assertThat(reading.jobs()).extracting(Job::stage).containsExactly(0, 0, 1, 1);
        assertThat(reading.jobs()).extracting(Job::reportGroup).containsExactly(0, 0, 1, 1);
        assertThat(reading.jobs())
                .allMatch(j -> j.timing().runtime().equals(Duration.ofSeconds(7)));
    }

    @Test
    void filesAreNamedAsFioNamesThem() {
        List<Job> jobs = read("--name=a", "--directory=/x:/y", "--nrfiles=2", "--numjobs=3").jobs();

        assertThat(jobs)
                .extracting(j -> j.files().paths().toString())
                .containsExactly(
                        "[/x/a.0.0, /x/a.0.1]", "[/y/a.1.0, /y/a.1.1]", "[/x/a.2.0, /x/a.2.1]");
    }

    @Test
    void clonesOfOneFileNameWorkOnThatFile() {
        List<Job> jobs = read("--name=a", "--filename=/x/f", "--numjobs=2").jobs();

        assertThat(jobs).allMatch(j -> j.files().paths().equals(List.of(Path.of("/x/f"))));
    }

    @Test
    void aSectionMayBeNamedByItsDevice() {
        assertThat(one("--name=/dev/null").files().paths()).containsExactly(Path.of("/dev/null"));
    }

    @Test
    void seedsDifferByJobAndAreTheSameEachTime() {
        List<Job> jobs = read("--name=a", "--numjobs=3", "--name=b").jobs();

        assertThat(jobs).extracting(Job::seed).doesNotHaveDuplicates();
        // What one seed has given, it gives in every release.
        assertThat(jobs)
                .extracting(Job::seed)
                .containsExactly(
                        Assembly.mixed(137, 1),
                        Assembly.mixed(137, 2),
                        Assembly.mixed(137, 3),
                        Assembly.mixed(137, 4));
        assertThat(Assembly.mixed(0, 1)).isEqualTo(0xe220a8397b1dcdafL);
    }

    @Test
    void aDrawnSeedIsToldSoThatItCanBeRepeated() {
        Reading drawn = read("--randrepeat=0", "--name=a", "--name=b");
        Reading repeated = read("--randseed=4711", "--name=a", "--name=b");

        assertThat(drawn.notes())
                .containsExactly("randrepeat=0: the seed is 4711; randseed=4711 repeats it");
        assertThat(drawn.jobs()).isEqualTo(repeated.jobs());
        assertThat(read("--randrepeat=0", "--randseed=4711", "--name=a", "--name=b").jobs())
                .isEqualTo(repeated.jobs());
    }

    @Test
    void defaultsAreFiosButTheEngineAndWhatIsRegistered() {
        Job job = one("--name=a");

        assertThat(job.queue().ioengine()).isEqualTo(IoEngine.IO_URING);
        assertThat(job.queue().fixedBuffers()).isTrue();
        assertThat(job.queue().registeredFiles()).isTrue();
        assertThat(JobListing.text(List.of(job)))
                .isEqualTo(
                        """
                        [a]
                        filename=a.0.0
                        overwrite=1
                        rw=read
                        bs=4096
                        ioengine=io_uring
                        iodepth=1
                        direct=0
                        fixedbufs=1
                        registerfiles=1
                        ; number=0 seed=7641485672361121627
                        """);
    }

    @Test
    void enginesThatDoOneAtATimeAreNotToldOfADepth() {
        Reading reading = read("--name=a", "--ioengine=psync", "--iodepth=8");

        assertThat(reading.jobs().getFirst().queue().iodepth()).isEqualTo(1);
        assertThat(reading.notes())
                .containsExactly("a: psync does one I/O at a time: iodepth is 1, not 8");
    }

    /** What init.c of fio 3.33 makes of them (fixup_options). */
    @ParameterizedTest
    @CsvSource({
        "'',                                              1 1 1 16",
        "--iodepth_batch=0,                               16 1 1 16",
        "--iodepth_batch=32,                              16 1 1 16",
        "--iodepth_batch_complete=4,                      1 4 4 16",
        "--iodepth_batch_complete_min=0,                  1 0 16 16",
        "--iodepth_batch_complete_max=8,                  1 1 8 16",
        "--iodepth_batch_complete_min=99,                 1 16 16 16",
        "--iodepth_low=4,                                 1 1 1 4",
        "--iodepth_low=40,                                1 1 1 16",
    })
    void theQueueIsLimitedByItsDepth(String option, String expected) {
        Job job =
                option.isEmpty()
                        ? one("--name=a", "--iodepth=16")
                        : one("--name=a", "--iodepth=16", option);

        assertThat(
                        job.queue().batchSubmit()
                                + " "
                                + job.queue().batchCompleteMin()
                                + " "
                                + job.queue().batchCompleteMax()
                                + " "
                                + job.queue().low())
                .isEqualTo(expected);
    }

    @Test
    void anEmptyHalfOfAPairLeavesWhatWasThere() {
        assertThat(one("--bs=1k,2k", "--name=a", "--bs=,8k").access().read().minBytes())
                .isEqualTo(1024);
        assertThat(one("--name=a", "--bs=8k,").access().write().minBytes()).isEqualTo(4096);
        assertThat(one("--name=a", "--rate_iops=100").rate().writeIops()).isEqualTo(100);
    }

    @Test
    void sizesMayBeSharesOfTheFile() {
        Job job = one("--name=a", "--size=25%", "--offset=50%");

        assertThat(job.files().size()).isEqualTo(new Amount.Percent(25));
        assertThat(job.files().offset()).isEqualTo(new Amount.Percent(50));
    }
}
