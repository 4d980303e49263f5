package io.berth.engine.option;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.Job;
import io.berth.engine.result.Progress;
import io.berth.engine.target.Prepared;
import io.berth.engine.target.Region;
import io.berth.engine.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host's own fio reads what berth reads: names, units, percent. */
class AgainstFioIT {

    private static final int TIMEOUT_S = 60;
    private static final long FILE_BYTES = 10_000_384;

    @TempDir private Path directory;

    private String fio(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("fio"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "fio", ".out");
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
        } catch (IOException e) {
            throw new AssertionError("fio is missing; as root run: apt-get install fio", e);
        }
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("fio has not ended: " + command);
        }
        String text = Files.readString(out, UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static Job read(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--name=a"));
        all.addAll(List.of(arguments));
        return new JobReader(Map.of(), () -> 1, false).commandLine(all).jobs().getFirst();
    }

    @Test
    void everyOptionOfFioIsKnown() throws Exception {
        List<String> names = new ArrayList<>();
        for (String help : List.of("--cmdhelp=all", "--enghelp=io_uring")) {
            fio(help)
                    .lines()
                    .map(line -> line.strip().split("[ :]", 2)[0])
                    .filter(name -> name.matches("[a-z_-]+"))
                    .forEach(names::add);
        }
        assertThat(names).hasSizeGreaterThan(200);
        assertThat(names)
                .allMatch(name -> Options.find(name) != null || Options.LIMITED.containsKey(name));
    }

    /** Read from the sizes of the I/Os that fio logs, with its engine that does none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "512",
                "512b",
                "4k",
                "4K",
                "4kb",
                "0x1000",
                "1m",
                "1MB",
                "--kb_base=1000 4k",
                "--kb_base=1000 4KiB",
                "--kb_base=1000 1MB"
            })
    void sizesAreFios(String written) throws Exception {
        String size = written.substring(written.lastIndexOf(' ') + 1);
        String base = written.contains(" ") ? written.split(" ")[0] : "--kb_base=1024";
        List<Long> first = firstIo(base, "--size=1g", "--bs=" + size);

        assertThat(read(base, "--bs=" + size).access().minBytes()).isEqualTo(first.get(1));
    }

    /** Offset and length of the first I/O. */
    private List<Long> firstIo(String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--name=a",
                                "--ioengine=null",
                                "--filename=f",
                                "--rw=write",
                                "--number_ios=1",
                                "--write_iolog=log"));
        all.addAll(List.of(arguments));
        fio(all.toArray(String[]::new));
        String line =
                Files.readString(directory.resolve("log"))
                        .lines()
                        .filter(l -> l.contains(" write "))
                        .findFirst()
                        .orElseThrow();
        String[] words = line.split(" ");
        return List.of(
                Long.parseLong(words[words.length - 2]), Long.parseLong(words[words.length - 1]));
    }

    /** Of a file of a size that no block divides. */
    @ParameterizedTest
    @CsvSource({"0%", "10%", "33%", "50%", "99%", "4097", "1m", "1000k"})
    void offsetsAreFios(String offset) throws Exception {
        Path file = directory.resolve("f");
        Files.write(file, new byte[(int) FILE_BYTES]);
        List<Long> first =
                firstIo("--ioengine=psync", "--bs=4k", "--offset=" + offset, "--size=4k");

        Job job =
                read(
                        "--filename=" + file,
                        "--rw=write",
                        "--bs=4k",
                        "--offset=" + offset,
                        "--size=4k");
        try (Prepared prepared = Targets.prepare(List.of(job), Set.of(), new Progress() {})) {
            Region region = prepared.regions().getFirst().getFirst();
            assertThat(region.offsetBytes()).isEqualTo(first.getFirst());
        }
    }

    /** A listing is an fio job file: fio takes every line of it but berth's own engine. */
    @ParameterizedTest
    @ValueSource(strings = {"several", "amounts", "sequential"})
    void aListingIsAJobFileOfFio(String name) throws Exception {
        Path jobs = Path.of("src/test/resources/engine/jobs/" + name + ".fio");
        Reading reading =
                new JobReader(Map.of("TARGET", "/srv/t"), () -> 1, false)
                        .text(jobs, Files.readString(jobs));
        String listing =
                JobListing.text(reading.jobs()).replace("ioengine=filechannel", "ioengine=psync");

        assertThat(fio("--parse-only", Files.writeString(directory.resolve("j"), listing) + ""))
                .doesNotContain("Bad option", "unrecognized", "dropped");
    }
}
