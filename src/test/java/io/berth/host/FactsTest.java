package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FactsTest {

    @Test
    void numbersOfProcSysAreReadWhole() {
        // 65536 by default; it was read as "6".
        String aioMax = Facts.read(Path.of("/proc/sys/fs/aio-max-nr"));

        assertThat(aioMax)
                .matches("\\d+")
                .isEqualTo(new ProcReader().read("/proc/sys/fs/aio-max-nr").strip());
    }

    @Test
    void whatIsNotThereIsAbsent() {
        assertThat(Facts.read(Path.of("/proc/sys/no/such"))).isEqualTo("absent");
    }
}
