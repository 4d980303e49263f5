package io.berth.profile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

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
            problems.add(Position.START, "there is no such file");
        } catch (CharacterCodingException e) {
            problems.add(Position.START, "is not UTF-8 text: save it as UTF-8");
        } catch (IOException e) {
            problems.add(Position.START, "cannot be read: " + e.getMessage());
        }
        return "";
    }
}
