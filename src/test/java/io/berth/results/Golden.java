package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Golden files: the exact bytes of a public format. A deliberate change is written with {@code mvn
 * test -Dgolden.write=true} and shows in the diff.
 */
public final class Golden {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private Golden() {}

    /** Asserts that a text is that of a golden file. */
    public static void check(String name, String text) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
        assertThat(text).as(name).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }

    /** What may throw. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Runs something under another default locale. */
    public static void under(Locale locale, Body body) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            body.run();
        } finally {
            Locale.setDefault(before);
        }
    }
}
