package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.Job;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Timing;
import io.berth.engine.pattern.Arrivals;
import io.berth.engine.pattern.IoPattern;
import io.berth.engine.result.OpFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SequenceTest {
    private static final int BLOCKS = 6;

    @Test
    void sizeIsDoneOnceThenThereIsNoMore() {
        assertThat(ops(sequence(builder(Rw.WRITE)), 20)).isEqualTo("wwwwww.");
    }

    @Test
    void loopsDoTheSizeAgain() {
        JobBuilder job = builder(Rw.READ);
        job.timing = new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 2, 0);
        assertThat(ops(sequence(job), 20)).isEqualTo("r".repeat(12) + ".");
    }

    @Test
    void ioSizeMayBeLessOrMoreThanTheSize() {
        JobBuilder job = builder(Rw.READ);
        job.timing = new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 1, 2 * 4096);
        assertThat(ops(sequence(job), 20)).isEqualTo("rr.");
        job.timing = new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 1, 8 * 4096);
        assertThat(ops(sequence(job), 20)).isEqualTo("rrrrrrrr.");
    }

    @Test
    void timeBasedBeginsAgain() {
        JobBuilder job = builder(Rw.READ).forTime(Duration.ZERO, Duration.ofSeconds(1));
        assertThat(ops(sequence(job), 20)).isEqualTo("r".repeat(20));
    }

    @Test
    void flushesFollowEveryNthWriteOfAllData() {
        assertThat(ops(sequence(builder(Rw.WRITE).sync(2, 0, false)), 20)).isEqualTo("wwFwwFwwF.");
        assertThat(ops(sequence(builder(Rw.WRITE).sync(0, 3, false)), 20)).isEqualTo("wwwDwwwD.");
        assertThat(ops(sequence(builder(Rw.WRITE).sync(4, 2, false)), 20))
                .as("fsync first where both are due")
                .isEqualTo("wwDwwFDwwD.");
    }

    @Test
    void readsAreNotFlushed() {
        assertThat(ops(sequence(builder(Rw.READ).sync(1, 1, false)), 20)).isEqualTo("rrrrrr.");
    }

    @Test
    void thinkingFollowsEveryNthBlockAndLastsAsLongAsItSays() {
        JobBuilder job = builder(Rw.READ);
        job.rate =
                new Rate(0, 0, 0, 0, Rate.Process.LINEAR, Duration.ofMillis(5), Duration.ZERO, 2);
        Sequence sequence = sequence(job);
        assertThat(ops(sequence, 3)).isEqualTo("rrP");
        assertThat(sequence.next(0)).as("until it was thought").isEqualTo(Op.PAUSE);
        long before = System.nanoTime();
        sequence.think(new Control(1), Long.MAX_VALUE);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(5_000_000);
        assertThat(ops(sequence, 3)).isEqualTo("rrP");
    }

    @Test
    void anIoIsNotBegunBeforeItIsDueAndKeepsItsIntendedStart() {
        Sequence sequence = sequence(builder(Rw.READ).iops(1000, 0), new EveryMicrosecond());
        sequence.beginAt(5_000);
        assertThat(sequence.next(5_500)).isEqualTo(Op.NOT_DUE);
        assertThat(sequence.dueNs()).isEqualTo(6_000);
        assertThat(sequence.next(9_000)).isEqualTo(Op.READ);
        assertThat(sequence.intendedNs()).isEqualTo(6_000);
        assertThat(sequence.next(9_000)).isEqualTo(Op.READ);
        assertThat(sequence.intendedNs()).isEqualTo(7_000);
        sequence.beginAt(9_000);
        assertThat(sequence.next(9_999)).as("the backlog is forgiven").isEqualTo(Op.NOT_DUE);
    }

    @Test
    void whatWasDueAndNeverBegunCountsWithItsWaitSoFar() {
        JobBuilder job = builder(Rw.READ).iops(1000, 0).forTime(Duration.ZERO, Duration.ofHours(1));
        Sequence sequence = sequence(job, new EveryMicrosecond());
        Recorder recorder = new Recorder(job.job(), true);
        sequence.beginAt(0);
        sequence.next(1_000);
        sequence.recordUnbegun(recorder, 4_000);
        OpFigures reads = recorder.figures(4_000).getFirst();
        assertThat(reads.ios()).isZero();
        Histogram responses = Objects.requireNonNull(reads.response());
        assertThat(responses.getTotalCount()).as("due at 2 and 3 µs").isEqualTo(2);
        assertThat(responses.getMaxValue()).isEqualTo(2_000);
    }

    private static JobBuilder builder(Rw rw) {
        return new JobBuilder(Path.of("none"), BLOCKS * 4096).rw(rw);
    }

    private static Sequence sequence(JobBuilder job) {
        return sequence(job, null);
    }

    private static Sequence sequence(JobBuilder job, @Nullable Arrivals arrivals) {
        return new Sequence(job.job(), new Blocks(job.job()), arrivals);
    }

    /** Operations in letters, up to the end or a pause. */
    private static String ops(Sequence sequence, int most) {
        List<String> found = new ArrayList<>();
        while (found.size() < most) {
            int op = sequence.next(0);
            found.add(
                    switch (op) {
                        case Op.READ -> "r";
                        case Op.WRITE -> "w";
                        case Op.SYNC -> sequence.dataOnly() ? "D" : "F";
                        case Op.PAUSE -> "P";
                        case Op.DONE -> ".";
                        default -> "?";
                    });
            if (op == Op.DONE) {
                break;
            }
        }
        return String.join("", found);
    }

    /** Six blocks in order, all of one direction. */
    private static final class Blocks implements IoPattern {
        private final int direction;
        private int next;

        Blocks(Job job) {
            direction = job.access().rw().writes() ? WRITE : READ;
        }

        @Override
        public boolean next() {
            return next++ < BLOCKS;
        }

        @Override
        public boolean next(int wanted) {
            return next();
        }

        @Override
        public void restart() {
            next = 0;
        }

        @Override
        public int direction() {
            return direction;
        }

        @Override
        public int file() {
            return 0;
        }

        @Override
        public long offsetBytes() {
            return (next - 1) * 4096L;
        }

        @Override
        public int lengthBytes() {
            return 4096;
        }
    }

    /** A read at 1 µs, 2 µs and so on. */
    private static final class EveryMicrosecond implements Arrivals {
        private long due = 1_000;

        @Override
        public int direction() {
            return IoPattern.READ;
        }

        @Override
        public long dueNs() {
            return due;
        }

        @Override
        public void take(int lengthBytes) {
            due += 1_000;
        }

        @Override
        public void restart() {
            due = 1_000;
        }
    }
}
