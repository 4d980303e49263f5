package io.berth.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * journal.jsonl: one line for each event of a run, on stable storage when {@link #append} returns,
 * and never changed afterwards. A line that a crash tore is cut off when the run is resumed.
 */
public final class Journal implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    /**
     * Opens a run's journal at its end.
     *
     * @throws ResultsException if it cannot be opened
     */
    public Journal(Path file) {
        this.file = file;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(wholeLines(file));
            channel.position(channel.size());
            Disk.sync(Disk.directoryOf(file));
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be opened: " + Disk.reason(e), e);
        }
    }

    /**
     * Adds one line and waits until it is on stable storage.
     *
     * @throws ResultsException if it cannot be written
     */
    public synchronized void append(JournalEntry entry) {
        String line = Json.mapper().writeValueAsString(entry) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be written: " + Disk.reason(e), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be closed: " + Disk.reason(e), e);
        }
    }

    /**
     * All whole lines of a journal; none if there is no file yet.
     *
     * @throws ResultsException naming the line, if one is not a journal entry
     */
    public static List<JournalEntry> read(Path file) {
        return contents(file).entries();
    }

    /**
     * What a journal holds.
     *
     * @param torn the part of a line at its end that a crash left; null if there is none
     */
    public record Contents(List<JournalEntry> entries, @Nullable String torn) {}

    /**
     * The same with what was torn off.
     *
     * @throws ResultsException naming the line, if one is not a journal entry
     */
    public static Contents contents(Path file) {
        if (!Files.exists(file)) {
            return new Contents(List.of(), null);
        }
        String text;
        try {
            // A torn line may end within a character, which readString would refuse.
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be read: " + Disk.reason(e), e);
        }
        int end = text.lastIndexOf('\n') + 1;
        List<JournalEntry> entries = new ArrayList<>();
        for (String line : text.substring(0, end).lines().toList()) {
            entries.add(parse(file, entries.size() + 1, line));
        }
        return new Contents(
                List.copyOf(entries), end == text.length() ? null : text.substring(end));
    }

    private static JournalEntry parse(Path file, int number, String line) {
        try {
            JournalEntry entry = Json.mapper().readValue(line, JournalEntry.class);
            if (entry.event() == JournalEntry.Event.CASE_ENDED
                    && (entry.caseId() == null
                            || entry.block() == null
                            || entry.status() == null)) {
                throw new ResultsException(
                        file + ": line " + number + ": case_ended without case, block or status");
            }
            return entry;
        } catch (JacksonException e) {
            throw new ResultsException(
                    file + ": line " + number + ": is no journal entry: " + Json.message(e), e);
        }
    }

    /** The length of the file up to its last newline. */
    private static long wholeLines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
