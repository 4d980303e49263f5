package io.berth.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Verify;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.result.VerifyFigures;
import io.berth.engine.target.Jobs;
import io.berth.engine.target.Region;
import io.berth.host.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * fio checks what berth stamped, berth what fio wrote. fio's headers are these up to 3.40; its
 * sha512 is none and is left out.
 */
class FioVerifyIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BLOCK = 4096;
    private static final int SIZE = 1 << 20;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "SHA512"})
    void fioAcceptsWhatBerthWroteAndFindsWhatWasChanged(Checksum checksum) throws Exception {
        for (int interval : List.of(0, 1024)) {
            Path file = directory.resolve("berth-" + interval + ".dat");
            stamp(file, job(file, checksum, interval));
            String verify = "--verify=" + word(checksum);
            List<String> intervals =
                    interval == 0 ? List.of() : List.of("--verify_interval=" + interval);

            Commands.Output reading = fio(file, "read", verify, intervals);
            assertThat(reading.exit()).as("%s %s", checksum, reading).isZero();
            // fio's own way for a later look at what a job of random writes wrote.
            Commands.Output only = fio(file, "randwrite", verify, with(intervals, "--verify_only"));
            assertThat(only.exit()).as("%s %s", checksum, only).isZero();

            flip(file, 5 * BLOCK + 3000);
            Commands.Output broken = fio(file, "read", verify, intervals);
            // Its exit code is 0 where a later part of the same block is sound.
            assertThat(broken.stdout() + broken.stderr())
                    .contains("verify failed at file " + file)
                    .contains("offset " + (interval == 0 ? 5 * BLOCK : 5 * BLOCK + 2048));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "SHA512"})
    void berthAcceptsWhatFioWroteAndFindsWhatWasChanged(Checksum checksum) throws Exception {
        for (int interval : List.of(0, 512)) {
            Path file = directory.resolve("fio-" + interval + ".dat");
            List<String> options = new ArrayList<>(List.of("--do_verify=0"));
            if (interval > 0) {
                options.add("--verify_interval=" + interval);
            }
            Commands.Output wrote = fio(file, "randwrite", "--verify=" + word(checksum), options);
            assertThat(wrote.exit()).as("%s", wrote).isZero();

            Job job = job(file, checksum, interval);
            VerifyFigures sound = check(file, job);
            assertThat(sound.bad()).as("%s", sound).isZero();
            assertThat(sound.blocks()).isEqualTo(SIZE / (interval == 0 ? BLOCK : interval));

            flip(file, 9 * BLOCK + 1000);
            VerifyFigures broken = check(file, job);
            assertThat(broken.bad()).isEqualTo(1);
            assertThat(broken.firstBad())
                    .singleElement()
                    .asString()
                    .startsWith(
                            file
                                    + " at offset "
                                    + (9 * BLOCK + (interval == 0 ? 0 : 512))
                                    + ": "
                                    + word(checksum)
                                    + " of the data is ");
        }
    }

    /** fio 3.33's sha512 does not see a change in the middle; berth's does, and is another. */
    @Test
    void sha512IsNotInterchangedAndBerthsFindsChanges() throws Exception {
        Path file = directory.resolve("sha512.dat");
        Job job = job(file, Checksum.SHA512, 0);
        stamp(file, job);
        assertThat(check(file, job).bad()).isZero();
        flip(file, 2000);
        assertThat(check(file, job).bad()).isEqualTo(1);
    }

    private static Job job(Path file, Checksum checksum, int interval) {
        return Jobs.on(file)
                .rw(Rw.RANDWRITE)
                .bs(BlockSizes.of(BLOCK))
                .verify(new Verify(checksum, true, true, false, interval))
                .job();
    }

    private static Verifier verifier(Path file, Job job) {
        return Verifier.of(job, List.of(new Region(file, false, 0, SIZE)), 77);
    }

    /** Writes all blocks in random order. */
    private static void stamp(Path file, Job job) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < SIZE / BLOCK; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(5));
        Verifier verifier = verifier(file, job);
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int number = 0; number < order.size(); number++) {
                long offset = (long) order.get(number) * BLOCK;
                verifier.stamp().fill(block.clear(), offset, number, System.nanoTime());
                channel.write(block, offset);
            }
        }
    }

    private static VerifyFigures check(Path file, Job job) throws IOException {
        Verifier verifier = verifier(file, job);
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long offset = 0; offset < SIZE; offset += BLOCK) {
                channel.read(block.clear(), offset);
                verifier.check().check(block.flip(), 0, offset);
            }
        }
        return verifier.check().figures();
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(one.put(0, (byte) (one.get(0) ^ 0x10)).clear(), offset);
        }
    }

    private Commands.Output fio(Path file, String rw, String verify, List<String> options) {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "fio",
                                "--name=it",
                                "--filename=" + file,
                                "--rw=" + rw,
                                "--bs=" + BLOCK,
                                "--size=" + SIZE,
                                "--ioengine=psync",
                                "--verify_state_save=0",
                                verify));
        argv.addAll(options);
        return Commands.run(LIMIT, argv);
    }

    private static List<String> with(List<String> options, String further) {
        List<String> all = new ArrayList<>(options);
        all.add(further);
        return all;
    }

    private static String word(Checksum checksum) {
        return checksum.name().toLowerCase(Locale.ROOT);
    }
}
