package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 4", "4, 4", "8, 8", "16, 16", "32, 32", "64, 64", "128, >=64"})
    void putsBatchesIntoFiosClasses(int batch, String name) {
        long[] byPower = new long[17];
        byPower[31 - Integer.numberOfLeadingZeros(batch)] = 9;
        long[] counts = Shares.batches(byPower);
        assertThat(counts[Shares.BATCHES.indexOf(name)]).isEqualTo(9);
    }

    @Test
    void showsTheLeastOfWhatThereIs() {
        double[] shares = Shares.of(new long[] {0, 1, 999_999}, 3, Shares.LEAST_DEPTH);
        assertThat(shares).containsExactly(0, 0.1, 99.9999);
    }

    @Test
    void foldsWhatIsBeyondTheLastClass() {
        assertThat(Shares.of(new long[] {1, 1, 1, 1}, 2, 0)).containsExactly(25, 75);
        assertThat(Shares.of(new long[] {5}, 2, 0)).containsExactly(100, 0);
    }
}
