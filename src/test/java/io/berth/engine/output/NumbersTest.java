package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    /** As fio 3.33 printed them, or by its rule: four characters, carried. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9999, 9999",
        "10000, 10.0k",
        "40564, 40.6k",
        "99999, 100.0k",
        "121735, 122k",
        "999950, 1000k",
        "1234567, 1235k",
        "12345678, 12.3M",
        "9223372036854775807, 9223P"
    })
    void counts(long count, String text) {
        assertThat(Numbers.count(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096B, 4096B",
        "65536, 64.0KiB, 65.5kB",
        "166153468, 158MiB, 166MB",
        "498626560, 476MiB, 499MB",
        "2048000, 2000KiB, 2048kB"
    })
    void bytes(long bytes, String binary, String decimal) {
        assertThat(Numbers.binaryBytes(bytes)).isEqualTo(binary);
        assertThat(Numbers.decimalBytes(bytes)).isEqualTo(decimal);
    }

    @ParameterizedTest
    @CsvSource({"81, 81", "999999, 999999", "2916130, 2916.1k", "3267654, 3267.7k"})
    void latencies(long value, String text) {
        assertThat(Numbers.latency(value)).isEqualTo(text);
    }
}
