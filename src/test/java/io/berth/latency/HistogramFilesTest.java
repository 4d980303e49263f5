package io.berth.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramFilesTest {

    private static final double START_MS = 1_795_178_650_204.4;

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private static Histogram random(long seed, int samples) {
        Random random = new Random(seed);
        Histogram histogram = Histograms.empty();
        for (int i = 0; i < samples; i++) {
            histogram.recordValue((long) Math.exp(random.nextDouble() * 24));
        }
        return histogram;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ar-EG"})
    void writesTheSameLogUnderEveryLocale(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        Histogram histogram = Histograms.empty();
        histogram.recordValueWithCount(1_228_800, 5);

        String text =
                HistogramFiles.text(
                        List.of(
                                new IntervalHistogram(
                                        "1:read", START_MS, START_MS + 1000, histogram)));

        assertThat(text.lines().toList())
                .startsWith(
                        "#[Histogram log format version 1.3]",
                        "#[BaseTime: 1795178650.000 (seconds since epoch)]",
                        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                                + "\"Interval_Compressed_Histogram\"");
        assertThat(text.lines().toList().get(3)).startsWith("Tag=1:read,0.204,1.000,1.230,HIST");
    }

    @Test
    void readsBackWhatItWrote() {
        List<IntervalHistogram> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            written.add(
                    new IntervalHistogram(
                            i % 2 == 0 ? "1:read" : "12:write",
                            START_MS + 1000 * i,
                            START_MS + 1000 * (i + 1) + i % 3,
                            random(i, 500)));
        }

        List<IntervalHistogram> read = HistogramFiles.parse(HistogramFiles.text(written));

        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).tag()).isEqualTo(written.get(i).tag());
            assertThat(read.get(i).histogram()).isEqualTo(written.get(i).histogram());
            assertThat(read.get(i).startUnixMs())
                    .isEqualTo(Math.rint(written.get(i).startUnixMs()));
            assertThat(read.get(i).endUnixMs()).isEqualTo(Math.rint(written.get(i).endUnixMs()));
        }
    }

    @Test
    void aLogWithoutIntervalsIsReadAsNone() {
        assertThat(HistogramFiles.parse(HistogramFiles.text(List.of()))).isEmpty();
    }

    @Test
    void aLogThatWasCutOffIsNotTakenForAShorterOne() {
        String whole =
                HistogramFiles.text(
                        List.of(
                                new IntervalHistogram("1:read", 1000, 2000, random(1, 500)),
                                new IntervalHistogram("1:read", 2000, 3000, random(2, 500))));

        assertThatThrownBy(() -> HistogramFiles.parse(whole.substring(0, whole.length() - 100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interval 2");
    }

    @Test
    void theOrderOfMergingDoesNotMatterAndNoSampleIsLost() {
        for (long seed = 0; seed < 20; seed++) {
            List<Histogram> parts = new ArrayList<>();
            long samples = 0;
            for (int i = 0; i < 8; i++) {
                parts.add(random(seed * 100 + i, 100 + i));
                samples += 100 + i;
            }
            Histogram merged = Histograms.merge(parts);
            Collections.shuffle(parts, new Random(seed));

            assertThat(Histograms.merge(parts)).as("seed %d", seed).isEqualTo(merged);
            assertThat(merged.getTotalCount()).as("seed %d", seed).isEqualTo(samples);
        }
    }

    @Test
    void aTagThatWouldEndEarlyIsRefused() {
        assertThatThrownBy(() -> new IntervalHistogram("1,read", 0, 1, Histograms.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
