package io.berth.profile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads profiles: YAML in, a valid {@link Profile} or every problem with its place out. */
public final class ProfileReader {

    /** The largest profile that is read. */
    private static final long BYTES_MAX = 1 << 20;

    private ProfileReader() {}

    /**
     * Reads a profile, and the job files that it names.
     *
     * @throws ProfileException with all problems, if it cannot be read or measured
     */
    public static Profile read(Path file) {
        Problems problems = new Problems(file.toString());
        String text = text(file, problems);
        problems.throwIfAny();
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        ProfileTree tree = new ProfileTree(problems, file.toString(), text, directory);
        YamlTree.parse(text, problems).ifPresent(tree::read);
        problems.throwIfAny();
        return tree.profile();
    }

    private static String text(Path file, Problems problems) {
        try {
            if (Files.isDirectory(file)) {
                problems.add(Position.START, "is a directory: name the profile in it");
                return "";
            }
            if (Files.size(file) > BYTES_MAX) {
                problems.add(Position.START, "is larger than 1 MiB: no profile");
                return "";
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            problems.add(Position.START, "there is no such file" + nearest(file));
        } catch (CharacterCodingException e) {
            problems.add(Position.START, "is not UTF-8 text: save it as UTF-8");
        } catch (IOException e) {
            problems.add(Position.START, "cannot be read: " + e.getMessage());
        }
        return "";
    }

    /** The profile that was probably meant: beside the missing file, or in profiles/ there. */
    private static String nearest(Path missing) {
        Path directory = Objects.requireNonNullElse(missing.getParent(), Path.of(""));
        String wanted = stem(missing);
        Map<String, Path> profiles = new LinkedHashMap<>();
        for (Path place : List.of(directory, directory.resolve("profiles"))) {
            try (Stream<Path> files = Files.list(place.toAbsolutePath())) {
                files.map(file -> place.resolve(file.getFileName()))
                        .filter(file -> file.toString().matches(".*\\.ya?ml"))
                        .sorted()
                        .forEach(file -> profiles.putIfAbsent(stem(file), file));
            } catch (IOException e) {
                // No directory to read: nothing in it was meant.
                continue;
            }
        }
        return Nearest.to(wanted, profiles.keySet())
                .map(near -> "; did you mean '" + profiles.get(near) + "'?")
                .orElse("");
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }
}
