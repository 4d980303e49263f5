package io.berth.cli;

import io.berth.results.ResultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that were made for nothing. */
final class Directories {

    private Directories() {}

    /** Removes a directory that holds no file, and the empty ones in it. */
    static void removeEmpty(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            List<Path> all = below.sorted(Comparator.reverseOrder()).toList();
            if (all.stream().allMatch(Files::isDirectory)) {
                for (Path each : all) {
                    Files.delete(each);
                }
            }
        } catch (IOException e) {
            throw new ResultsException(directory + ": cannot be removed: " + e, e);
        }
    }
}
