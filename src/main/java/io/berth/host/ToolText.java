package io.berth.host;

import io.berth.profile.Format;
import io.berth.profile.Word;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the help texts of QEMU's tools say. Pure. */
final class ToolText {

    /** {@code qemu-img version 7.2.22 (Debian …)}, {@code QEMU emulator version 9.1.0}. */
    private static final Pattern VERSION = Pattern.compile("version (\\S+)");

    /** One line of {@code -o help}: {@code cluster_size=<size> - qcow2 cluster size}. */
    private static final Pattern OPTION = Pattern.compile("^ +([\\w.-]+)=<", Pattern.MULTILINE);

    /** One line of {@code -device help}; the alias is what people write. */
    private static final Pattern DEVICE =
            Pattern.compile("^name \"([^\"]+)\"(?:.*alias \"([^\"]+)\")?", Pattern.MULTILINE);

    private static final String FORMATS = "Supported formats:";

    private ToolText() {}

    /**
     * The version in {@code --version}.
     *
     * @throws HostException if there is none
     */
    static String version(String tool, String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            throw unknown(tool + " --version", text);
        }
        return matcher.group(1);
    }

    /**
     * Our formats on the line {@code Supported formats:} of {@code qemu-img --help} or {@code
     * -drive format=help}. The emulator's second line, of read-only formats, also has those that a
     * distribution lets it only read (qemu/blockdev.c, drive_new; Red Hat's whitelist).
     *
     * @throws HostException if there is no such line
     */
    static SortedSet<Format> formats(String command, String text) {
        String line =
                text.lines()
                        .filter(l -> l.startsWith(FORMATS))
                        .findFirst()
                        .orElseThrow(() -> unknown(command, text));
        SortedSet<Format> formats = new TreeSet<>();
        Arrays.stream(line.substring(FORMATS.length()).strip().split(" +", -1))
                .forEach(word -> Word.find(Format.class, word).ifPresent(formats::add));
        return formats;
    }

    /** The names of options in {@code qemu-img create -f FORMAT -o help}. */
    static SortedSet<String> options(String text) {
        SortedSet<String> names = new TreeSet<>();
        OPTION.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** The models in {@code -device help}, by name and by alias. */
    static SortedSet<String> devices(String text) {
        SortedSet<String> names = new TreeSet<>();
        Matcher matcher = DEVICE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
            if (matcher.group(2) != null) {
                names.add(matcher.group(2));
            }
        }
        return names;
    }

    private static HostException unknown(String command, String text) {
        return new HostException(
                "'"
                        + command
                        + "' says what berth does not understand: "
                        + text.lines().findFirst().orElse("nothing"),
                "look at it by hand, and report it");
    }
}
