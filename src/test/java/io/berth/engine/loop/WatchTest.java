package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final long HUNG_NS = TimeUnit.SECONDS.toNanos(60);

    private final JobBuilder builder = new JobBuilder(Path.of("/data/file"), 4096);

    @Test
    void aJobThatIsStillRunningAMinuteAfterItsTimeHangs() {
        builder.forTime(Duration.ofSeconds(5), Duration.ofSeconds(30));
        Seen job = new Seen(builder.job());
        Watch watch = new Watch(List.of(job), 0, HUNG_NS);
        assertThatCode(() -> watch.look(seconds(95))).doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.look(seconds(95) + 1))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith(
                        "test has not ended 60 s after its time: I/O on /data/file hangs");
    }

    @Test
    void aJobWithoutTimeHangsWhenItCompletesNothingForAMinute() {
        Seen job = new Seen(builder.job());
        Watch watch = new Watch(List.of(job), 0, HUNG_NS);
        for (int second = 1; second < 500; second += 50) {
            job.ios++;
            watch.look(seconds(second));
        }
        watch.look(seconds(451 + 60));
        assertThatThrownBy(() -> watch.look(seconds(451 + 61)))
                .hasMessageContaining("has completed no I/O for 60 s");
    }

    @Test
    void aSlowRateIsNoHang() {
        builder.iops(1, 0);
        Watch watch = new Watch(List.of(new Seen(builder.job())), 0, HUNG_NS);
        watch.look(seconds(1));
        assertThatCode(() -> watch.look(seconds(75))).doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.look(seconds(82))).isInstanceOf(EngineException.class);
    }

    @Test
    void readingBackHasItsOwnTime() {
        Seen job = new Seen(builder.job());
        job.phase = JobThread.Phase.VERIFYING;
        Watch watch = new Watch(List.of(job), 0, HUNG_NS);
        watch.look(seconds(1000));
        assertThatCode(() -> watch.look(seconds(1100))).doesNotThrowAnyException();
        assertThatThrownBy(() -> watch.look(seconds(1101))).hasMessageContaining("reads back");
    }

    @Test
    void whatHasEndedOrNotBegunIsLeftAlone() {
        builder.forTime(Duration.ZERO, Duration.ofSeconds(1));
        Seen job = new Seen(builder.job());
        Watch watch = new Watch(List.of(job), 0, HUNG_NS);
        for (JobThread.Phase phase : List.of(JobThread.Phase.SETTING_UP, JobThread.Phase.ENDED)) {
            job.phase = phase;
            assertThatCode(() -> watch.look(seconds(10_000))).doesNotThrowAnyException();
        }
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static final class Seen implements Watch.Watched {
        private final Job job;
        private JobThread.Phase phase = JobThread.Phase.RUNNING;
        private long ios;

        Seen(Job job) {
            this.job = job;
        }

        @Override
        public Job job() {
            return job;
        }

        @Override
        public JobThread.Phase phase() {
            return phase;
        }

        @Override
        public long reads() {
            return ios;
        }

        @Override
        public long writes() {
            return 0;
        }

        @Override
        public long verifyingNsMax() {
            return TimeUnit.SECONDS.toNanos(100);
        }
    }
}
