package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.Comparison.BlockRatio;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.Refusal.Code;
import io.berth.analysis.Sentence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many comparisons, few sentences. */
class ComparedSentencesTest {

    private static final Refusal ONE_BLOCK =
            new Refusal(Code.TOO_FEW_BLOCKS, "1 block was measured, 6 are needed");
    private static final Refusal EMULATED = new Refusal(Code.EMULATED, Contrasts.EMULATED);

    private static Contrast contrast(
            String op, String metric, double ratio, int blocks, Refusal... refusals) {
        boolean rate = metric.equals("iops");
        List<BlockRatio> ratios =
                IntStream.rangeClosed(1, blocks)
                        .mapToObj(i -> new BlockRatio(i, 1000.0, 1000 * ratio, ratio, null))
                        .toList();
        return new Contrast(
                op,
                metric,
                rate ? "1/s" : "ns",
                rate,
                rate ? 1000.0 : 1e6,
                (rate ? 1000.0 : 1e6) * ratio,
                ratios,
                blocks,
                ratio,
                null,
                null,
                null,
                0.05,
                null,
                refusals.length > 0 ? Verdict.NO_VERDICT : Verdict.WORSE,
                List.of(refusals),
                null,
                true,
                "the verdict on " + op + " " + metric);
    }

    private static Comparison cache(String context, int guests, Contrast... contrasts) {
        return comparison("disk.cache", "writeback", context, "mixed", guests, contrasts);
    }

    private static Comparison comparison(
            String factor,
            String b,
            String context,
            String workload,
            int guests,
            Contrast... contrasts) {
        return new Comparison(
                factor,
                "none",
                b,
                "case-a",
                "case-b",
                context,
                "guest",
                workload,
                guests,
                List.of(contrasts));
    }

    private static List<String> texts(List<Comparison> comparisons) {
        return ComparedSentences.of(comparisons).stream().map(Sentence::text).toList();
    }

    @Test
    void operationsAndContextsShareASentence() {
        List<Comparison> comparisons =
                List.of(
                        cache("raw", 2, contrast("read", "iops", 3, 1, ONE_BLOCK, EMULATED)),
                        cache(
                                "raw",
                                4,
                                contrast("read", "iops", 0.758, 1, ONE_BLOCK, EMULATED),
                                contrast("read", "clat_p50", 7, 1, ONE_BLOCK, EMULATED),
                                contrast("read", "clat_p99", 1.061, 1, ONE_BLOCK, EMULATED),
                                contrast("write", "iops", 0.761, 1, ONE_BLOCK, EMULATED),
                                contrast("write", "clat_p99", 12.34, 1, ONE_BLOCK, EMULATED),
                                contrast("sync", "iops", 5, 1, ONE_BLOCK, EMULATED),
                                contrast("sync", "sync_p99", 0.0471, 1, ONE_BLOCK, EMULATED)),
                        cache(
                                "qcow2",
                                4,
                                contrast("read", "iops", 1.012, 1, ONE_BLOCK, EMULATED),
                                contrast("read", "clat_p99", 1.931, 1, ONE_BLOCK, EMULATED),
                                contrast("write", "iops", 1.02, 1, ONE_BLOCK, EMULATED)));

        assertThat(ComparedSentences.of(comparisons))
                .containsExactly(
                        new Sentence(
                                Kind.MEASURED,
                                "cache=writeback against cache=none at 4 guests: reads 0.76× the"
                                        + " IOPS on raw and 1.01× on qcow2; writes 0.76× and"
                                        + " 1.02×."),
                        new Sentence(
                                Kind.MEASURED,
                                "cache=writeback against cache=none at 4 guests: read clat p99"
                                    + " 1.06× on raw and 1.93× on qcow2; write clat p99 12.3× on"
                                    + " raw; sync p99 0.047×."),
                        new Sentence(
                                Kind.NO_VERDICT,
                                "No verdict: 1 block was measured, 6 are needed."));
    }

    @Test
    void manyContextsAreARangeWithItsEnds() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            comparisons.add(cache("aio=" + i, 1, contrast("read", "iops", i / 4.0, 1, ONE_BLOCK)));
        }

        assertThat(texts(comparisons))
                .first()
                .isEqualTo(
                        "cache=writeback against cache=none at 1 guest: reads 0.25×–1.25× the IOPS"
                                + " (lowest with aio=1, highest with aio=5).");
    }

    @Test
    void loneFigureStandsWithItsMeasurements() {
        assertThat(texts(List.of(cache("", 1, contrast("read", "iops", 1.5, 2, ONE_BLOCK)))))
                .containsExactly(
                        "cache=writeback against cache=none at 1 guest: reads 1.50× the IOPS (1,500"
                                + " against 1,000).",
                        "No verdict: 2 blocks were measured, 6 are needed.");
    }

    @Test
    void contextWithoutTheLargestGuestCountSaysItsOwn() {
        assertThat(
                        texts(
                                List.of(
                                        cache(
                                                "raw",
                                                4,
                                                contrast("read", "iops", 1.5, 1, ONE_BLOCK)),
                                        cache(
                                                "qcow2",
                                                2,
                                                contrast("read", "iops", 2, 1, ONE_BLOCK)))))
                .first()
                .asString()
                .contains("on raw")
                .contains("2.00× on qcow2 at 2 guests");
    }

    @Test
    void severalWorkloadsAreNamed() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String workload : List.of("oltp", "log")) {
            comparisons.add(
                    comparison(
                            "disk.cache",
                            "writeback",
                            "",
                            workload,
                            1,
                            contrast("write", "iops", 1.5, 1, ONE_BLOCK)));
        }

        assertThat(texts(comparisons)).first().asString().contains("oltp writes", "log writes");
    }

    @Test
    void eachVerdictIsItsOwnSentenceAndTheRestIsSaidTogether() {
        Refusal samples = new Refusal(Code.TOO_FEW_SAMPLES, "6 blocks are needed, 0 of 8 count");
        List<Comparison> comparisons =
                List.of(
                        cache(
                                "raw",
                                1,
                                contrast("read", "clat_p99", 1.5, 8),
                                contrast("read", "iops", 0.5, 8),
                                contrast("write", "clat_p99", 1.2, 8, samples)));

        assertThat(ComparedSentences.of(comparisons))
                .containsExactly(
                        new Sentence(Kind.VERDICT, "the verdict on read iops"),
                        new Sentence(Kind.VERDICT, "the verdict on read clat_p99"),
                        new Sentence(
                                Kind.MEASURED,
                                "cache=writeback against cache=none at 1 guest: write clat p99"
                                        + " 1.20× on raw (1.20 ms against 1.00 ms)."),
                        new Sentence(
                                Kind.NO_VERDICT,
                                "No verdict on the other figures: too few samples lie beyond"
                                        + " p99."));
    }

    @Test
    void emulationIsTheReasonOnlyWhereNothingElseIs() {
        assertThat(texts(List.of(cache("raw", 1, contrast("read", "iops", 1.5, 8, EMULATED)))))
                .last()
                .isEqualTo("No verdict: the guests' CPUs were emulated.");
    }

    @Test
    void ramServedReadsAreCounted() {
        Refusal ram = new Refusal(Code.RAM_SERVED, "reads were served from the host's RAM");
        assertThat(
                        texts(
                                List.of(
                                        cache(
                                                "raw",
                                                1,
                                                contrast("read", "iops", 1.5, 1, ONE_BLOCK, ram)),
                                        cache(
                                                "qcow2",
                                                1,
                                                contrast("read", "iops", 1.5, 1, ONE_BLOCK)))))
                .last()
                .isEqualTo(
                        "No verdict: 1 block was measured, 6 are needed; reads came from the host's"
                                + " RAM in 1 of 2 comparisons.");
    }

    /** With ten pairs of values what differs most is said, and the rest counted. */
    @Test
    void largestDifferencesAreSaidFirst() {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            comparisons.add(
                    comparison(
                            "disk.aio",
                            "b" + i,
                            "raw",
                            "mixed",
                            1,
                            contrast("read", "iops", 1 + i / 10.0, 1, ONE_BLOCK)));
        }
        List<String> texts = texts(comparisons);

        assertThat(texts).hasSize(6 + 2);
        assertThat(texts.getFirst()).startsWith("aio=b10 against aio=none");
        assertThat(texts.get(6))
                .isEqualTo("4 further comparisons at the largest guest count are in the tables.");
    }

    /** Why figures that nobody reads have no verdict is in the tables. */
    @Test
    void verdictsAloneNeedNoReasonForOthers() {
        Refusal samples = new Refusal(Code.TOO_FEW_SAMPLES, "6 blocks are needed, 0 of 8 count");
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            comparisons.add(
                    cache(
                            "aio=" + i,
                            1,
                            contrast("read", "iops", 1.5, 8),
                            contrast("read", "clat_p99", 1.5, 8, samples)));
        }

        assertThat(ComparedSentences.of(comparisons))
                .hasSize(6 + 1)
                .allMatch(s -> s.kind() == Kind.VERDICT)
                .last()
                .extracting(Sentence::text)
                .asString()
                .startsWith("8 further comparisons");
    }

    @Test
    void nothingComparedGivesNoSentence() {
        assertThat(ComparedSentences.of(List.of())).isEmpty();
    }
}
