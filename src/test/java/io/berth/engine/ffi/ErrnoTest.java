package io.berth.engine.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {

    @Test
    void numbersHaveTheKernelsNamesAndTheLibrarysWords() {
        assertThat(Errno.name(Errno.ENOSPC)).isEqualTo("ENOSPC");
        assertThat(Errno.name(Errno.EAGAIN)).isEqualTo("EAGAIN");
        assertThat(Errno.name(Errno.EOPNOTSUPP)).isEqualTo("EOPNOTSUPP");
        assertThat(Errno.name(Errno.ETIME)).isEqualTo("ETIME");
        assertThat(Errno.name(133)).isEqualTo("EHWPOISON");
        assertThat(Errno.message(Errno.ENOSPC)).isEqualTo("No space left on device");
    }

    @Test
    void numbersWithoutANameAreShownAsTheyAre() {
        assertThat(Errno.name(41)).isEqualTo("errno 41");
        assertThat(Errno.name(4096)).isEqualTo("errno 4096");
        assertThat(Errno.name(-28)).isEqualTo("errno -28");
    }

    @Test
    void aMessageOfJavaLeadsBackToItsNumber() {
        assertThat(Errno.ofMessage("/x: No space left on device")).isEqualTo(Errno.ENOSPC);
        assertThat(Errno.ofMessage("Input/output error")).isEqualTo(Errno.EIO);
        assertThat(Errno.ofMessage("Stream Closed")).isZero();
    }
}
