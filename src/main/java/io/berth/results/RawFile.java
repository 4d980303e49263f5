package io.berth.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A raw file of a run: one that nothing else can make again.
 *
 * @param file its path inside the run directory, with slashes
 * @param sha256 in hex
 */
public record RawFile(String file, long bytes, String sha256) {

    /** The line that {@code sha256sum} writes, and checks with {@code -c}. */
    public String checksumLine() {
        return sha256 + "  " + file + "\n";
    }

    /** The SHA-256 of a text in UTF-8, in hex. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Every raw file of a run, by path: the JSON files at its root and all under {@code cases/}.
     *
     * @throws ResultsException if one cannot be read
     */
    public static List<RawFile> list(RunDirectory run) {
        try {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> root = Files.list(run.path())) {
                root.filter(RawFile::isRaw).forEach(files::add);
            }
            if (Files.isDirectory(run.path().resolve("cases"))) {
                try (Stream<Path> cases = Files.walk(run.path().resolve("cases"))) {
                    cases.filter(Files::isRegularFile).forEach(files::add);
                }
            }
            files.sort(Comparator.comparing(file -> name(run, file)));
            List<RawFile> raw = new ArrayList<>();
            for (Path file : files) {
                raw.add(new RawFile(name(run, file), Files.size(file), sha256(file)));
            }
            return List.copyOf(raw);
        } catch (IOException e) {
            throw new ResultsException(run.path() + ": cannot be read: " + Disk.reason(e), e);
        }
    }

    /** Writes SHA256SUMS in place of what is there. */
    public static void writeChecksums(RunDirectory run, String lines) {
        Disk.replace(run.checksums(), lines);
    }

    private static boolean isRaw(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".jsonl"));
    }

    private static String name(RunDirectory run, Path file) {
        return run.path().relativize(file).toString().replace('\\', '/');
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            int length;
            while ((length = in.read(buffer)) > 0) {
                digest.update(buffer, 0, length);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
