package io.berth.report.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bundled font that text is measured with: Liberation Sans, which has the advance widths of
 * Arial and Helvetica, so that labels fit on readers' machines too although the font itself is not
 * in the report.
 *
 * <p>Java asks libfontconfig for fonts before it opens any, and fails without it ("Fontconfig head
 * is null"); hypervisor hosts often have neither that library nor a font. A font configuration file
 * of our own (JDK: sun.awt.FontConfiguration, property {@code sun.awt.fontconfig}) that names the
 * bundled font alone keeps Java from asking, and makes the bytes the same on every host.
 */
final class ChartFont {
    /** What the SVG asks readers' machines for. */
    static final String FAMILIES = "Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif";

    private static final String RESOURCE = "LiberationSans-Regular.ttf";
    private static final Font BASE = load();

    private ChartFont() {}

    /** The font at a size in px. */
    static Font plain(double sizePx) {
        return BASE.deriveFont((float) sizePx);
    }

    static Font bold(double sizePx) {
        return BASE.deriveFont(Font.BOLD, (float) sizePx);
    }

    private static Font load() {
        try {
            Path directory = Files.createTempDirectory("berth-font-");
            directory.toFile().deleteOnExit();
            Path file = directory.resolve(RESOURCE);
            file.toFile().deleteOnExit();
            try (InputStream in = ChartFont.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("berth's jar lacks the font " + RESOURCE);
                }
                Files.copy(in, file);
            }
            configure(directory, file);
            return Font.createFont(Font.TRUETYPE_FONT, file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the chart font could not be unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + ": make it writable",
                    e);
        } catch (FontFormatException e) {
            throw new IllegalStateException("the chart font " + RESOURCE + " is damaged", e);
        }
    }

    private static void configure(Path directory, Path font) throws IOException {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        if (System.getProperty("sun.awt.fontconfig") != null) {
            return;
        }
        Path configuration = directory.resolve("fontconfig.properties");
        configuration.toFile().deleteOnExit();
        Files.writeString(
                configuration,
                """
                version=1
                allfonts.all=-berth-sans
                sequence.allfonts=all
                filename.-berth-sans=%s
                """
                        .formatted(font),
                StandardCharsets.UTF_8);
        System.setProperty("sun.awt.fontconfig", configuration.toString());
    }
}
