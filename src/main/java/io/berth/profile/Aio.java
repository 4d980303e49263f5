package io.berth.profile;

/** How QEMU's file driver submits I/O to the host kernel. */
public enum Aio implements Word {
    THREADS("threads"),
    NATIVE("native"),
    IO_URING("io_uring");

    private final String word;

    Aio(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
