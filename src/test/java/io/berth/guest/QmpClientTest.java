package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class QmpClientTest {

    private static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}}}}\r\n";
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    @TempDir Path directory;
    private final List<QmpClient.Event> events = new CopyOnWriteArrayList<>();

    private QmpClient connect(Function<String, List<byte[]>> answers) throws Exception {
        Path socket = directory.resolve("qmp");
        var peer = new FakePeer(socket, GREETING, answers);
        assertThat(peer).isNotNull();
        return QmpClient.connect(
                "guest 1",
                socket,
                Deadline.in(Duration.ofSeconds(10)),
                () -> true,
                (what, cause) -> new GuestException("guest 1", what, "explained"),
                events::add);
    }

    private static byte[] answer(String request, String body) {
        Matcher id = ID.matcher(request);
        assertThat(id.find()).describedAs(request).isTrue();
        return FakePeer.text("{" + body + ", \"id\": " + id.group(1) + "}\r");
    }

    private static List<byte[]> ok(String request) {
        return List.of(answer(request, "\"return\": {}"));
    }

    @Test
    void anAnswerIsFoundByItsIdAmongEvents() throws Exception {
        try (QmpClient client =
                connect(
                        request ->
                                request.contains("query-status")
                                        ? List.of(
                                                FakePeer.text(
                                                        "{\"event\": \"RESUME\", \"data\": {}}"),
                                                FakePeer.text("{\"return\": 1, \"id\": 999}"),
                                                answer(
                                                        request,
                                                        "\"return\": {\"status\": \"running\"}"))
                                        : ok(request))) {
            assertThat(client.execute("query-status").path("status").asString())
                    .isEqualTo("running");
            assertThat(events).extracting(QmpClient.Event::name).containsExactly("RESUME");
        }
    }

    @Test
    void aRefusalCarriesQemusClassAndWords() throws Exception {
        try (QmpClient client =
                connect(
                        request ->
                                request.contains("blockdev-add")
                                        ? List.of(
                                                answer(
                                                        request,
                                                        "\"error\": {\"class\": \"GenericError\","
                                                                + " \"desc\": \"no such thing\"}"))
                                        : ok(request))) {
            assertThatThrownBy(() -> client.execute("blockdev-add"))
                    .isInstanceOfSatisfying(
                            QmpException.class,
                            e -> assertThat(e.desc()).isEqualTo("no such thing"))
                    .hasMessageContaining(
                            "guest 1: QEMU refuses blockdev-add: no such thing (GenericError)");
        }
    }

    @Test
    void anEventThatIsExpectedBeforeIsNotMissed() throws Exception {
        try (QmpClient client =
                connect(
                        request ->
                                request.contains("device_del")
                                        ? List.of(
                                                FakePeer.text(
                                                        "{\"event\": \"DEVICE_DELETED\","
                                                                + " \"data\": {\"device\":"
                                                                + " \"d-1\"}}"),
                                                answer(request, "\"return\": {}"))
                                        : ok(request))) {
            var deleted = client.expect(e -> e.data().path("device").asString("").equals("d-1"));
            client.execute("device_del");
            assertThat(client.await(deleted, "d-1", Duration.ofSeconds(10)).name())
                    .isEqualTo("DEVICE_DELETED");
        }
    }

    @Test
    void silenceEndsInATimeout() throws Exception {
        try (QmpClient client =
                connect(request -> request.contains("stop") ? List.of() : ok(request))) {
            assertThatThrownBy(
                            () ->
                                    client.execute(
                                            "stop",
                                            JsonMapper.shared().createObjectNode(),
                                            Duration.ofMillis(50)))
                    .hasMessageContaining("QEMU has not answered within 50 ms (stop)");
            assertThat(client.execute("cont").isObject()).isTrue();
        }
    }

    @Test
    void aQemuThatGoesFailsWhatWaitsAndWhatComesAfter() throws Exception {
        try (QmpClient client =
                connect(
                        request ->
                                request.contains("stop")
                                        ? List.of(FakePeer.HANG_UP)
                                        : ok(request))) {
            assertThatThrownBy(() -> client.execute("stop"))
                    .hasMessageContaining("QEMU has gone (stop)");
            assertThatThrownBy(() -> client.execute("cont")).hasMessageContaining("QEMU has gone");
        }
    }

    @Test
    void aSocketThatNeverAppearsIsExplained() {
        assertThatThrownBy(
                        () ->
                                QmpClient.connect(
                                        "guest 1",
                                        directory.resolve("nowhere"),
                                        Deadline.in(Duration.ofMillis(20)),
                                        () -> true,
                                        (what, cause) ->
                                                new GuestException("guest 1", what, "explained"),
                                        events::add))
                .hasMessageContaining("there is no QMP at")
                .hasMessageContaining("explained");
    }
}
