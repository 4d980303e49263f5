package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuAgentTest {

    private static final Pattern SYNC =
            Pattern.compile("guest-sync-delimited.*\"id\":(\\d+)", Pattern.DOTALL);

    /** qemu-ga 7.2 on the delimiter that precedes a command. */
    private static final byte[] COMPLAINT =
            FakePeer.text(
                    "{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error, stray"
                            + " '\\\\uFFFD'\"}}");

    @TempDir Path directory;

    private QemuAgent connect(Function<String, List<byte[]>> answers) throws Exception {
        Path socket = directory.resolve("ga");
        var peer =
                new FakePeer(
                        socket,
                        "{\"return\": \"an answer to somebody before us\"}\n",
                        request -> {
                            Matcher sync = SYNC.matcher(request);
                            return sync.find()
                                    ? List.of(COMPLAINT, synced(sync.group(1)))
                                    : answers.apply(request);
                        });
        assertThat(peer).isNotNull();
        return QemuAgent.connect(
                "guest 1",
                socket,
                Deadline.in(Duration.ofSeconds(10)),
                () -> true,
                (what, cause) -> new GuestException("guest 1", what, "explained"));
    }

    private static byte[] synced(String id) {
        byte[] line = FakePeer.text("?{\"return\": " + id + "}");
        line[0] = (byte) 0xFF;
        return line;
    }

    @Test
    void whatWasSaidBeforeTheSyncIsNotTakenForAnAnswer() throws Exception {
        try (QemuAgent agent =
                connect(request -> List.of(FakePeer.text("{\"return\": 1700000000000000001}")))) {
            agent.awaitStart(Deadline.in(Duration.ofSeconds(10)));
            assertThat(agent.timeNs()).isEqualTo(1_700_000_000_000_000_001L);
        }
    }

    @Test
    void aRefusalNamesCommandArgumentsAndTheAgentsWords() throws Exception {
        try (QemuAgent agent =
                connect(
                        request ->
                                List.of(
                                        FakePeer.text(
                                                "{\"error\": {\"class\": \"GenericError\","
                                                    + " \"desc\": \"failed to open file\"}}")))) {
            assertThatThrownBy(() -> agent.readFile("/nothing"))
                    .hasMessageContaining("guest 1")
                    .hasMessageContaining("guest-file-open")
                    .hasMessageContaining("/nothing")
                    .hasMessageContaining("failed to open file");
        }
    }

    @Test
    void aSignalGives128AndItsNumber() throws Exception {
        try (QemuAgent agent =
                connect(
                        request ->
                                List.of(
                                        request.contains("guest-exec-status")
                                                ? FakePeer.text(
                                                        "{\"return\": {\"exited\": true,"
                                                                + " \"signal\": 9, \"out-data\":"
                                                                + " \"aGVsbG8=\","
                                                                + " \"out-truncated\": true}}")
                                                : FakePeer.text("{\"return\": {\"pid\": 12}}")))) {
            ExecResult result = agent.exec(List.of("fio"), Duration.ofSeconds(10));
            assertThat(result)
                    .isEqualTo(
                            new ExecResult(
                                    137,
                                    "hello".getBytes(StandardCharsets.UTF_8),
                                    new byte[0],
                                    true));
        }
    }

    @Test
    void anAgentThatGoesIsExplained() throws Exception {
        try (QemuAgent agent = connect(request -> List.of(FakePeer.HANG_UP))) {
            assertThatThrownBy(agent::ping).hasMessageContaining("explained");
            assertThatThrownBy(agent::ping).hasMessageContaining("explained");
        }
    }

    @Test
    void anAgentThatNeverStartsEndsInATimeout() throws Exception {
        Path socket = directory.resolve("silent");
        try (var peer = new FakePeer(socket, "", request -> List.of());
                QemuAgent agent =
                        QemuAgent.connect(
                                "guest 1",
                                socket,
                                Deadline.in(Duration.ofSeconds(10)),
                                () -> true,
                                (what, cause) ->
                                        new GuestException("guest 1", what, "explained"))) {
            assertThat(peer).isNotNull();
            assertThatThrownBy(() -> agent.awaitStart(Deadline.in(Duration.ofMillis(50))))
                    .hasMessageContaining("its agent (qemu-ga) has not answered in time");
        }
    }

    @Test
    void aPausedGuestIsNotAsked() throws Exception {
        try (QemuAgent agent = connect(request -> List.of(FakePeer.text("{\"return\": {}}")))) {
            agent.paused(true);
            assertThatThrownBy(agent::ping).hasMessageContaining("is paused");
            agent.paused(false);
            agent.ping();
        }
    }
}
