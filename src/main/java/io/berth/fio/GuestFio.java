package io.berth.fio;

import java.util.SortedSet;

/**
 * The fio that a guest has.
 *
 * @param version as {@code fio --version} prints it, without "fio-" ({@code 3.33})
 * @param engines its I/O engines, as {@code fio --enghelp} lists them
 */
public record GuestFio(String version, SortedSet<String> engines) {

    /**
     * Reads what {@code fio --version} and {@code fio --enghelp} printed.
     *
     * @throws FioException if this is no fio, or one too old to measure with
     */
    public static GuestFio parse(String versionText, String enghelpText) {
        throw new UnsupportedOperationException();
    }
}
