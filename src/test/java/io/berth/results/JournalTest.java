package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final JournalEntry STARTED =
            new JournalEntry(
                    Instant.parse("2026-01-31T10:00:00Z"),
                    JournalEntry.Event.RUN_STARTED,
                    null,
                    null,
                    null,
                    null);
    private static final JournalEntry ENDED =
            new JournalEntry(
                    Instant.parse("2026-01-31T10:00:20.25Z"),
                    JournalEntry.Event.CASE_ENDED,
                    "raw-1a2b3c4d",
                    1,
                    Status.FAILED,
                    "two\nlines, ä");

    @TempDir Path directory;

    @Test
    void keepsOneLineForEachEntry() throws Exception {
        Path file = directory.resolve("journal.jsonl");
        try (Journal journal = new Journal(file)) {
            journal.append(STARTED);
            journal.append(ENDED);
            assertThat(Files.readAllLines(file)).hasSize(2);
        }
        assertThat(Journal.read(file)).containsExactly(STARTED, ENDED);
    }

    @Test
    void aJournalThatIsNotThereIsEmpty() {
        assertThat(Journal.read(directory.resolve("none"))).isEmpty();
    }

    /** A SIGKILL may cut the last line anywhere, within a character too. */
    @Test
    void everyTornEndIsReportedAndCutOffWhenTheRunIsResumed() throws Exception {
        Path whole = directory.resolve("whole");
        try (Journal journal = new Journal(whole)) {
            journal.append(STARTED);
            journal.append(ENDED);
        }
        byte[] bytes = Files.readAllBytes(whole);
        int first = Files.readAllLines(whole).getFirst().length() + 1;
        for (int length = first + 1; length < bytes.length; length++) {
            Path torn = directory.resolve("torn");
            Files.write(torn, Arrays.copyOf(bytes, length));
            Journal.Contents contents = Journal.contents(torn);
            assertThat(contents.entries()).containsExactly(STARTED);
            assertThat(contents.torn()).isNotEmpty();
            try (Journal journal = new Journal(torn)) {
                journal.append(ENDED);
            }
            assertThat(Files.readAllBytes(torn)).isEqualTo(bytes);
        }
    }

    @Test
    void aBadLineInTheMiddleIsAnErrorWithItsNumber() throws Exception {
        Path file = directory.resolve("journal.jsonl");
        try (Journal journal = new Journal(file)) {
            journal.append(STARTED);
        }
        Files.writeString(file, "{\"at\":\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Journal.read(file))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("journal.jsonl: line 2");
        Path other = directory.resolve("other.jsonl");
        Files.writeString(
                other,
                "{\"at\":\"2026-01-31T10:00:00Z\",\"event\":\"case_ended\",\"case_id\":null,"
                        + "\"block\":1,\"status\":\"failed\",\"reason\":null}\n");
        assertThatThrownBy(() -> Journal.read(other))
                .hasMessageContaining("line 1: case_ended without case");
    }
}
