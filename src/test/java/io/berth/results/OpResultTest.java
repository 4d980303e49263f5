package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpResultTest {

    @Test
    void iosOfWholeRowsAreNotSetAgainstTheHostOfALongerWindow() {
        // Nine rows of a second lie in a window of 9.4 s: 9000 I/Os counted, 9400 done.
        OpResult op = new OpResult("read", 9000, 9000 << 12, 9, 1000, 1000 << 12, new TreeMap<>());
        Window window = new Window(1000, 10_400, 0.94, 0, 0);

        assertThat(op.iosIn(window)).isCloseTo(9400, within(1e-6));
        assertThat(op.bytesIn(window)).isCloseTo(9400 << 12, within(1e-3));
    }
}
