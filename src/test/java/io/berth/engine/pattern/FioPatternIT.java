package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files.Service;
import io.berth.engine.job.Rw;
import io.berth.engine.pattern.Jobs.Io;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our I/Os next to those that the installed fio draws, without doing any (its engine null). */
class FioPatternIT {

    private static final int BLOCK = 4096;
    private static final int DRAWS = 200_000;

    @TempDir Path directory;

    /** The I/Os of a job of fio's, from the log that fio would replay. */
    private List<Io> fio(int files, String... options) throws Exception {
        Path log = directory.resolve("iolog");
        Files.deleteIfExists(log);
        List<String> names = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            names.add(directory.resolve("file" + file).toString());
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "fio",
                                "--name=job",
                                "--ioengine=null",
                                "--bs=4k",
                                "--filename=" + String.join(":", names),
                                "--write_iolog=" + log));
        command.addAll(List.of(options));
        Path output = directory.resolve("output");
        Process fio;
        try {
            fio =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException e) {
            throw new AssertionError("fio is missing: apt-get install fio", e);
        }
        boolean ended = fio.waitFor(60, TimeUnit.SECONDS);
        fio.destroyForcibly();
        assertThat(ended && fio.exitValue() == 0)
                .as("%s: %s", command, Files.readString(output))
                .isTrue();
        List<Io> ios = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" ", -1); // time, file, action, offset, length
            if (words.length == 5 && (words[2].equals("read") || words[2].equals("write"))) {
                int file = names.indexOf(words[1]);
                ios.add(
                        new Io(
                                words[2].equals("read") ? IoPattern.READ : IoPattern.WRITE,
                                file,
                                Long.parseLong(words[3]),
                                Integer.parseInt(words[4])));
            }
        }
        assertThat(ios).isNotEmpty();
        return ios;
    }

    @ParameterizedTest
    @CsvSource({
        "READ,read,0,64",
        "WRITE,write,0,64",
        "WRITE,write:4k,4096,64",
        "WRITE,write:4k,4096,68",
        "READ,read:12k,12288,100",
        "READ,read:-8k,-8192,64",
        "READ,read:-12k,-12288,100",
        "READ,read:-20k,-20480,64"
    })
    void sequentialIoGoesTheWayOfFio(Rw rw, String option, long step, int sizeKiB)
            throws Exception {
        assertThat(Jobs.drain(Jobs.of(rw).step(step).pattern(sizeKiB * 1024L), 1000))
                .isEqualTo(fio(1, "--rw=" + option, "--size=" + sizeKiB + "k"));
    }

    @ParameterizedTest
    @CsvSource({"ROUNDROBIN,roundrobin", "SEQUENTIAL,sequential"})
    void filesTakeTurnsAsInFio(Service service, String option) throws Exception {
        assertThat(Jobs.drain(Jobs.of(Rw.READ).service(service).pattern(32768, 32768, 32768), 99))
                .isEqualTo(fio(3, "--rw=read", "--size=96k", "--file_service_type=" + option));
    }

    @ParameterizedTest
    @CsvSource({"8k,8192", "100k,102400"})
    void ioSizeEndsWhereFioEnds(String option, long bytes) throws Exception {
        assertThat(Jobs.drain(Jobs.of(Rw.READ).ioSize(bytes).pattern(32768), 99))
                .isEqualTo(fio(1, "--rw=read", "--size=32k", "--io_size=" + option));
    }

    @Test
    void randomIoCoversTheSameBlocksOnceAsFio() throws Exception {
        long[] ours = Jobs.offsets(Jobs.of(Rw.RANDREAD).pattern(5003L * BLOCK), 10_000);
        long[] theirs =
                fio(1, "--rw=randread", "--size=" + 5003 * BLOCK).stream()
                        .mapToLong(Io::offsetBytes)
                        .toArray();
        assertThat(LongStream.of(ours).sorted().toArray())
                .isEqualTo(LongStream.of(theirs).sorted().toArray());
    }

    /**
     * Shares of hits by rank of heat. Their number of blocks is a power of two, where fio's scatter
     * is one to one. fio's zipf is Gray's approximation (from the third rank on up to a fifth too
     * hot), ours is exact: its bound is wider.
     */
    @ParameterizedTest
    @CsvSource({
        "zipf:0.5,0.006",
        "zipf:0.9,0.02",
        "zipf:1.2,0.025",
        "zipf:2,0.02",
        "pareto:0.1,0.006",
        "pareto:0.2,0.006",
        "pareto:0.5,0.006",
        "normal:0,0.006",
        "normal:10,0.006",
        "normal:80,0.006"
    })
    void heatFallsWithTheRankAsInFio(String option, double farthest) throws Exception {
        int blocks = 1024;
        double parameter = Double.parseDouble(option.substring(option.indexOf(':') + 1));
        Distribution distribution =
                switch (option.charAt(0)) {
                    case 'z' -> new Distribution.Zipf(parameter);
                    case 'p' -> new Distribution.Pareto(parameter);
                    default -> new Distribution.Normal(parameter);
                };
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD)
                        .distribution(distribution)
                        .ioSize((long) DRAWS * BLOCK)
                        .pattern((long) blocks * BLOCK);
        double[] ours = heat(LongStream.of(Jobs.offsets(pattern, DRAWS)), blocks);
        double[] theirs =
                heat(
                        fio(
                                        1,
                                        "--rw=randread",
                                        "--size=" + blocks * BLOCK,
                                        "--io_size=" + (long) DRAWS * BLOCK,
                                        "--random_distribution=" + option)
                                .stream()
                                .mapToLong(Io::offsetBytes),
                        blocks);
        double distance = 0;
        for (int rank = 0; rank < blocks; rank++) {
            distance = Math.max(distance, Math.abs(ours[rank] - theirs[rank]));
        }
        assertThat(distance).isLessThan(farthest);
    }

    /** By rank, the share of the hits that this many of the hottest blocks have. */
    private static double[] heat(LongStream offsets, int blocks) {
        long[] hits = new long[blocks];
        offsets.forEach(offset -> hits[(int) (offset / BLOCK)]++);
        Arrays.sort(hits);
        double[] shares = new double[blocks];
        long sum = 0;
        for (int rank = 0; rank < blocks; rank++) {
            sum += hits[blocks - 1 - rank];
            shares[rank] = sum;
        }
        for (int rank = 0; rank < blocks; rank++) {
            shares[rank] /= sum;
        }
        return shares;
    }

    @ParameterizedTest
    @CsvSource({"30", "70"})
    void rwmixreadAndBssplitHaveFiosShares(int percent) throws Exception {
        List<Io> theirs =
                fio(
                        1,
                        "--rw=randrw",
                        "--size=4g",
                        "--io_size=1g",
                        "--norandommap",
                        "--bssplit=4k/60:64k/40",
                        "--rwmixread=" + percent);
        List<Io> ours =
                Jobs.drain(
                        Jobs.of(Rw.RANDRW)
                                .mix(percent)
                                .bs(Jobs.split(4096, 60, 65_536, 40))
                                .norandommap()
                                .ioSize(1L << 30)
                                .pattern(1L << 32),
                        1 << 30);
        // 36,000 I/Os each: a standard deviation of the difference is 0.0036
        assertThat(share(ours, true)).isCloseTo(share(theirs, true), within(0.0145));
        assertThat(share(ours, false)).isCloseTo(share(theirs, false), within(0.0145));
    }

    @ParameterizedTest
    @CsvSource({"zipf:1.2:0.25", "pareto:0.2:0.25"})
    void theHottestBlockLiesWhereItLiesInFio(String option) throws Exception {
        Distribution distribution =
                option.startsWith("zipf")
                        ? new Distribution.Zipf(1.2, 0.25)
                        : new Distribution.Pareto(0.2, 0.25);
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD).distribution(distribution).pattern(20_000L * BLOCK);
        assertThat(commonest(LongStream.of(Jobs.offsets(pattern, 20_000))))
                .isEqualTo(
                        commonest(
                                fio(
                                                1,
                                                "--rw=randread",
                                                "--size=" + 20_000 * BLOCK,
                                                "--random_distribution=" + option)
                                        .stream()
                                        .mapToLong(Io::offsetBytes)))
                .isEqualTo(5000L * BLOCK);
    }

    private static long commonest(LongStream offsets) {
        return offsets
                .boxed()
                .collect(Collectors.groupingBy(offset -> offset, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    @Test
    void aNewPlaceComesAfterSoManyInSequenceAsInFio() throws Exception {
        List<Io> theirs = fio(1, "--rw=randread:8", "--size=1g", "--io_size=16m");
        List<Io> ours =
                Jobs.drain(
                        Jobs.of(Rw.RANDREAD).sequentialCount(8).ioSize(1 << 24).pattern(1 << 30),
                        1 << 20);
        assertThat(onwards(ours)).isEqualTo(onwards(theirs));
    }

    /** At which places of the list an I/O begins where the one before has ended. */
    private static List<Integer> onwards(List<Io> ios) {
        List<Integer> places = new ArrayList<>();
        for (int i = 1; i < ios.size(); i++) {
            if (ios.get(i).offsetBytes() == ios.get(i - 1).offsetBytes() + BLOCK) {
                places.add(i);
            }
        }
        return places;
    }

    private static double share(List<Io> ios, boolean reads) {
        long count =
                ios.stream()
                        .filter(io -> reads ? io.direction() == 0 : io.lengthBytes() == BLOCK)
                        .count();
        return (double) count / ios.size();
    }
}
