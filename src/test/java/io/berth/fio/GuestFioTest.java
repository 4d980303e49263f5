package io.berth.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GuestFioTest {

    private static final String ENGHELP = "Available IO engines:\n\tpsync\n\tlibaio\n\tio_uring\n";

    @Test
    void readsVersionAndEngines() {
        GuestFio fio = GuestFio.parse("fio-3.33\n", ENGHELP);
        assertThat(fio.version()).isEqualTo("3.33");
        assertThat(fio.engines()).containsExactly("io_uring", "libaio", "psync");
        assertThat(GuestFio.parse("fio-3.42-12-gf5344", ENGHELP).version())
                .isEqualTo("3.42-12-gf5344");
    }

    @Test
    void aMissingOrOldFioNamesTheRemedy() {
        assertThatThrownBy(() -> GuestFio.parse("sh: fio: not found", ""))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("install the package fio");
        assertThatThrownBy(() -> GuestFio.parse("fio-3.16", ENGHELP))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("install fio 3.33 or later");
        assertThatThrownBy(() -> GuestFio.parse("fio-3.33", "no engines: here"))
                .isInstanceOf(FioException.class);
    }
}
