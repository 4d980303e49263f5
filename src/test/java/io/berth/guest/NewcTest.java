package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NewcTest {

    @Test
    void anEntryIsItsHeaderNameAndContentPaddedToFourBytes() {
        byte[] archive = new Newc().file("abc", "12345".getBytes(StandardCharsets.UTF_8)).bytes();
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        assertThat(text)
                .startsWith(
                        "070701" // magic
                                + "00000001" // inode
                                + "000081ED" // regular file, 0755
                                + "00000000".repeat(2) // owner
                                + "00000001" // links
                                + "00000000" // time
                                + "00000005" // size
                                + "00000000".repeat(4) // devices
                                + "00000004" // length of the name with its zero
                                + "00000000" // no checksum
                                + "abc\\0\\0\\0".translateEscapes()
                                + "12345\\0\\0\\0".translateEscapes()
                                + "070701")
                .contains("TRAILER!!!");
        assertThat(archive.length % 4).isZero();
    }
}
