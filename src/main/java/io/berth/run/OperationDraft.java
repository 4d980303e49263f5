package io.berth.run;

import io.berth.results.Notice;
import io.berth.results.OperationResult;
import io.berth.results.OperationResult.Extent;
import io.berth.results.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation's result while it grows, so that a failed one still shows how far it got. */
final class OperationDraft {

    private final String id;
    private final int block;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final List<List<String>> commands = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private @Nullable Cost cost;
    private @Nullable Extent before;
    private @Nullable Extent after;

    OperationDraft(String id, int block) {
        this.id = id;
        this.block = block;
    }

    /**
     * What the commands took.
     *
     * @param readBytes of the device; null where none is known, as the next
     */
    record Cost(
            double wallMs,
            double userMs,
            double systemMs,
            double syncMs,
            @Nullable Long readBytes,
            @Nullable Long writeBytes) {}

    void command(List<String> argv) {
        commands.add(List.copyOf(argv));
    }

    void cost(Cost found) {
        cost = found;
    }

    void before(Extent found) {
        before = found;
    }

    void after(Extent found) {
        after = found;
    }

    void notice(String code, String text) {
        notices.add(new Notice(code, text));
    }

    void notices(List<Notice> found) {
        notices.addAll(found);
    }

    OperationResult completed() {
        return result(Status.COMPLETED, null);
    }

    OperationResult failed(String reason) {
        return result(Status.FAILED, reason);
    }

    private OperationResult result(Status status, @Nullable String reason) {
        Cost took = cost;
        return new OperationResult(
                OperationResult.SCHEMA_VERSION,
                id,
                block,
                status,
                reason,
                startedAt,
                (System.nanoTime() - startedNanos) / 1_000_000,
                List.copyOf(commands),
                took == null ? null : took.wallMs(),
                took == null ? null : took.userMs(),
                took == null ? null : took.systemMs(),
                took == null ? null : took.syncMs(),
                took == null ? null : took.readBytes(),
                took == null ? null : took.writeBytes(),
                before,
                after,
                List.copyOf(notices));
    }
}
