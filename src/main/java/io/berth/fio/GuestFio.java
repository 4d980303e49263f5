package io.berth.fio;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fio that a guest has.
 *
 * @param version as {@code fio --version} prints it, without "fio-" ({@code 3.33})
 * @param engines its I/O engines, as {@code fio --enghelp} lists them
 */
public record GuestFio(String version, SortedSet<String> engines) {

    private static final Pattern VERSION = Pattern.compile("fio-((\\d+)\\.(\\d+)\\S*)");

    /** The first version whose options are those that berth writes and that it was tried with. */
    private static final int OLDEST_MAJOR = 3;

    private static final int OLDEST_MINOR = 33;

    public GuestFio {
        engines = Collections.unmodifiableSortedSet(new TreeSet<>(engines));
    }

    /**
     * Reads what {@code fio --version} and {@code fio --enghelp} printed.
     *
     * @throws FioException if this is no fio, or one older than 3.33
     */
    public static GuestFio parse(String versionText, String enghelpText) {
        Matcher matcher = VERSION.matcher(versionText.strip());
        if (!matcher.matches()) {
            throw new FioException(
                    "the guest has no fio ('fio --version' printed '"
                            + versionText.strip()
                            + "'): install the package fio in the guest's image");
        }
        int major = Integer.parseInt(matcher.group(2));
        int minor = Integer.parseInt(matcher.group(3));
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw new FioException(
                    "fio "
                            + matcher.group(1)
                            + " in the guest is too old: install fio "
                            + OLDEST_MAJOR
                            + "."
                            + OLDEST_MINOR
                            + " or later in the guest's image");
        }
        SortedSet<String> engines = new TreeSet<>();
        for (String line : enghelpText.lines().toList()) {
            // The heading is "Available IO engines:", each engine a line of its own.
            if (!line.isBlank() && !line.contains(":")) {
                engines.add(line.strip());
            }
        }
        if (engines.isEmpty()) {
            throw new FioException(
                    "'fio --enghelp' in the guest listed no engines: " + enghelpText.strip());
        }
        return new GuestFio(matcher.group(1), engines);
    }
}
