package io.berth.guest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A cpio archive in the "newc" form, as the kernel unpacks an initrd (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst): a header of 110 bytes in hex, the
 * name, the content, each padded to 4 bytes; ended by TRAILER!!!. Owner and times are 0.
 */
final class Newc {

    private static final int DIRECTORY = 0040755;
    private static final int FILE = 0100755;
    private static final int LINK = 0120777;
    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private int inode = 1;

    Newc directory(String path) {
        return entry(path, DIRECTORY, NOTHING);
    }

    Newc file(String path, byte[] content) {
        return entry(path, FILE, content);
    }

    Newc link(String path, String target) {
        return entry(path, LINK, target.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        entry("TRAILER!!!", 0, NOTHING);
        return archive.toByteArray();
    }

    private Newc entry(String path, int mode, byte[] content) {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        int links = mode == DIRECTORY ? 2 : 1;
        String header =
                String.format(
                        Locale.ROOT,
                        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                        inode++, // c_ino
                        mode,
                        0, // c_uid
                        0, // c_gid
                        links,
                        0, // c_mtime
                        content.length,
                        0, // c_maj
                        0, // c_min
                        0, // c_rmaj
                        0, // c_rmin
                        name.length,
                        0); // c_chksum
        archive.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        archive.writeBytes(name);
        pad();
        archive.writeBytes(content);
        pad();
        return this;
    }

    private void pad() {
        while (archive.size() % 4 != 0) {
            archive.write(0);
        }
    }
}
