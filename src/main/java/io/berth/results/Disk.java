package io.berth.results;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writing of whole files, so that a crash leaves the old one, the new one, or none. */
final class Disk {

    private Disk() {}

    /** What puts a file's text together. */
    @FunctionalInterface
    interface Body {
        void write(Writer writer) throws IOException;
    }

    /** Writes a file that is not there yet. */
    static void writeNew(Path file, String text) {
        writeNew(file, writer -> writer.write(text));
    }

    /** Writes a file that is not there yet. */
    static void writeNew(Path file, Body body) {
        if (Files.exists(file)) {
            throw new ResultsException(
                    file + ": is there already, and raw results are never overwritten");
        }
        replace(file, body);
    }

    /** Writes a file in place of what is there. */
    static void replace(Path file, String text) {
        replace(file, writer -> writer.write(text));
    }

    /** Writes a file in place of what is there: beside it, fsync, rename, fsync the directory. */
    static void replace(Path file, Body body) {
        Path directory = directoryOf(file);
        Path temporary = directory.resolve("." + file.getFileName() + ".tmp");
        try {
            Files.createDirectories(directory);
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                Writer writer =
                        new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
                body.write(writer);
                writer.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be written: " + reason(e), e);
        }
    }

    /** The directory that a file is in. */
    static Path directoryOf(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new ResultsException(file + ": is no file");
        }
        return directory;
    }

    /** Puts a directory's entries on stable storage; a rename is not, before this. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What an I/O error says, in words; its message alone is often only the path. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException exists -> "it is there already";
            default -> String.valueOf(e.getMessage());
        };
    }
}
