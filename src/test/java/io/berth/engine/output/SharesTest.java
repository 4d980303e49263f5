package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {

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
