package io.berth.run;

import io.berth.plan.Case;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.EffectiveDisk;
import io.berth.results.EffectiveTwin;
import io.berth.results.GuestResult;
import io.berth.results.HostUse;
import io.berth.results.ImageRecord;
import io.berth.results.LiveSnapshot;
import io.berth.results.Notice;
import io.berth.results.Status;
import io.berth.results.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case's result while it grows, so that a failed case still shows how far it got. */
final class CaseDraft {

    private final Case subject;
    private final int block;
    private final long seed;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final List<Notice> notices = new ArrayList<>();
    private List<ImageRecord> images = List.of();
    private List<EffectiveDisk> effective = List.of();
    private List<GuestResult> guests = List.of();
    private @Nullable Window window;
    private @Nullable HostUse host;
    private @Nullable List<EffectiveTwin> twins;
    private List<LiveSnapshot> snapshots = List.of();

    CaseDraft(Case subject, int block, long seed) {
        this.subject = subject;
        this.block = block;
        this.seed = seed;
        this.twins = subject.layer() == Layer.HOST ? List.of() : null;
    }

    void twins(List<EffectiveTwin> found) {
        twins = List.copyOf(found);
    }

    void snapshots(List<LiveSnapshot> found) {
        snapshots = List.copyOf(found);
    }

    void images(List<ImageRecord> found) {
        images = List.copyOf(found);
    }

    List<ImageRecord> images() {
        return images;
    }

    void effective(List<EffectiveDisk> found) {
        effective = List.copyOf(found);
    }

    void measured(Window found, List<GuestResult> foundGuests) {
        window = found;
        guests = List.copyOf(foundGuests);
    }

    List<GuestResult> guests() {
        return guests;
    }

    void host(HostUse found) {
        host = found;
    }

    void notice(Notice notice) {
        notices.add(notice);
    }

    CaseResult completed() {
        return result(Status.COMPLETED, null);
    }

    CaseResult failed(String reason) {
        return result(Status.FAILED, reason);
    }

    CaseResult skipped(String reason) {
        return result(Status.SKIPPED, reason);
    }

    private CaseResult result(Status status, @Nullable String reason) {
        return new CaseResult(
                CaseResult.SCHEMA_VERSION,
                subject.id(),
                block,
                status,
                reason,
                startedAt,
                (System.nanoTime() - startedNanos) / 1_000_000,
                seed,
                window,
                guests,
                images,
                effective,
                host,
                List.copyOf(notices),
                snapshots,
                twins);
    }
}
