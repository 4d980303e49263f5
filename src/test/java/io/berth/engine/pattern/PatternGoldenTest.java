package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.results.Golden;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That a seed gives the same I/Os in every release: what changes here makes runs incomparable. */
class PatternGoldenTest {

    private static final long REGION_BYTES = (1_000_003L << 12) + 512;

    private static Map<String, Jobs> jobs() {
        Map<String, Jobs> jobs = new LinkedHashMap<>();
        jobs.put("read", Jobs.of(Rw.READ));
        jobs.put("rw:4k", Jobs.of(Rw.READWRITE).mix(70).step(4096));
        jobs.put("randread", Jobs.of(Rw.RANDREAD));
        jobs.put("randrw", Jobs.of(Rw.RANDRW).mix(70));
        jobs.put("randwrite norandommap", Jobs.of(Rw.RANDWRITE).norandommap());
        jobs.put("randread:4", Jobs.of(Rw.RANDREAD).sequentialCount(4));
        jobs.put(
                "randrw bssplit",
                Jobs.of(Rw.RANDRW).bs(Jobs.split(4096, 60, 65_536, 40), Jobs.range(512, 8192)));
        jobs.put("blockalign", Jobs.of(Rw.RANDREAD).align(512));
        jobs.put("zipf:0.9", Jobs.of(Rw.RANDREAD).distribution(new Distribution.Zipf(0.9)));
        jobs.put(
                "zipf:1.2:0.5", Jobs.of(Rw.RANDREAD).distribution(new Distribution.Zipf(1.2, 0.5)));
        jobs.put("pareto:0.2", Jobs.of(Rw.RANDREAD).distribution(new Distribution.Pareto(0.2)));
        jobs.put("normal:10", Jobs.of(Rw.RANDREAD).distribution(new Distribution.Normal(10)));
        return jobs;
    }

    @Test
    void seedsGiveTheSameIosAsEver() throws IOException {
        StringBuilder text = new StringBuilder();
        for (long seed : new long[] {0, 1, 42, -7_046_029_254_386_353_131L}) {
            jobs().forEach(
                            (name, jobs) ->
                                    append(
                                            text,
                                            name + " seed " + seed,
                                            jobs.seed(seed).pattern(REGION_BYTES)));
            for (Files.Service service : Files.Service.values()) {
                append(
                        text,
                        "files " + service + " seed " + seed,
                        Jobs.of(Rw.RANDREAD)
                                .service(service)
                                .seed(seed)
                                .pattern(3 * 4096, 7 * 4096, 5000 * 4096));
            }
        }
        Golden.check("engine-patterns.txt", text.toString());
    }

    /** The first I/Os, those after a restart, and a digest of the first two hundred thousand. */
    private static void append(StringBuilder text, String name, IoPattern pattern) {
        text.append(name).append('\n');
        appendIos(text, pattern, 12);
        pattern.restart();
        text.append("  restart\n");
        appendIos(text, pattern, 4);
        long digest = 0;
        int count = 0;
        while (count < 200_000 && pattern.next()) {
            digest = Rng.mix(digest ^ pattern.offsetBytes());
            digest = Rng.mix(digest ^ ((long) pattern.lengthBytes() << 8));
            digest = Rng.mix(digest ^ (pattern.file() * 2L + pattern.direction()));
            count++;
        }
        text.append("  then %d: %016x\n".formatted(count, digest));
    }

    private static void appendIos(StringBuilder text, IoPattern pattern, int count) {
        for (int i = 0; i < count && pattern.next(); i++) {
            text.append("  ")
                    .append(pattern.direction() == IoPattern.READ ? "read " : "write ")
                    .append(pattern.file())
                    .append(' ')
                    .append(pattern.offsetBytes())
                    .append(' ')
                    .append(pattern.lengthBytes())
                    .append('\n');
        }
    }

    @Test
    void seedsGiveTheSameArrivalsAsEver() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Rate.Process process : Rate.Process.values()) {
            for (boolean counted : new boolean[] {true, false}) {
                Rate rate =
                        counted
                                ? rate(350, 150, 0, 0, process)
                                : rate(0, 0, 30_000_000, 7_000_000, process);
                for (long seed : new long[] {1, 42}) {
                    Arrivals arrivals = Arrivals.of(rate, true, true, seed);
                    text.append(process).append(counted ? " I/Os" : " bytes");
                    text.append(" seed ").append(seed).append('\n');
                    for (int i = 0; i < 10; i++) {
                        text.append("  ").append(arrivals.direction()).append(' ');
                        text.append(arrivals.dueNs()).append('\n');
                        arrivals.take(4096 * (i + 1));
                    }
                    for (int i = 0; i < 100_000; i++) {
                        arrivals.take(4096);
                    }
                    text.append("  then ").append(arrivals.dueNs()).append('\n');
                }
            }
        }
        Golden.check("engine-arrivals.txt", text.toString());
    }

    private static Rate rate(long r, long w, long readBytes, long writeBytes, Rate.Process p) {
        return new Rate(r, w, readBytes, writeBytes, p, Duration.ZERO, Duration.ZERO, 1);
    }

    @Test
    void goldenJobsAreUnlike() {
        assertThat(
                        jobs().values().stream()
                                .map(jobs -> Jobs.drain(jobs.pattern(REGION_BYTES), 50))
                                .distinct()
                                .count())
                .isEqualTo(jobs().size());
    }
}
