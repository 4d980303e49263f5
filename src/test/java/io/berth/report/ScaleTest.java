package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures in columns. */
class ScaleTest {
    @Test
    void latenciesHaveThreeSignificantFiguresInOneUnit() {
        Scale.Unit unit = Scale.NANOSECONDS.unit(List.of(412_345.0, 4_213_456.0, 42_134_567.0));

        assertThat(unit.name()).isEqualTo("ms");
        assertThat(List.of(unit.show(412_345), unit.show(4_213_456), unit.show(42_134_567)))
                .containsExactly("0.412", "4.21", "42.1");
    }

    @Test
    void decimalPointsStandBelowEachOther() {
        assertThat(Scale.aligned(List.of("0.412", "42.1", "421", TableBuilder.NONE)))
                .containsExactly(
                        "0.412",
                        "42.1\u2007\u2007",
                        "421\u2008\u2007\u2007\u2007",
                        TableBuilder.NONE);
    }

    @Test
    void eachScaleHasItsUnit() {
        assertThat(Scale.BYTES_PER_SECOND.shown(5.5 * (1 << 20))).isEqualTo("5.50 MiB/s");
        assertThat(Scale.IOPS.shown(12_345.6)).isEqualTo("12,346");
        assertThat(Scale.SHARE.shown(0.9821)).isEqualTo("98.2 %");
        assertThat(Scale.MILLISECONDS.shown(0.0931)).isEqualTo("93.1 µs");
        assertThat(Scale.NANOSECONDS.shown(2.3e10)).isEqualTo("23.0 s");
    }
}
