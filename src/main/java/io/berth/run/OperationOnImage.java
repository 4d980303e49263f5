package io.berth.run;

import io.berth.host.HostException;
import io.berth.host.PageCacheState;
import io.berth.host.ProcessCpu;
import io.berth.host.TimedCommand;
import io.berth.image.ImageOperation;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.OperationCase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Measures an operation on an image that no guest has open. */
final class OperationOnImage {

    private static final int ATTEMPTS = 5;

    private final OperationCase subject;
    private final Images store;
    private final PreparedImage image;
    private final OperationDraft draft;
    private final OperationLog log;
    private final Consumer<String> phase;

    /**
     * @param image in the state that it begins with
     * @param phase is told what is being done
     */
    OperationOnImage(
            OperationCase subject,
            Images store,
            PreparedImage image,
            OperationDraft draft,
            OperationLog log,
            Consumer<String> phase) {
        this.subject = subject;
        this.store = store;
        this.image = image;
        this.draft = draft;
        this.log = log;
        this.phase = phase;
    }

    /**
     * @param work an empty directory beside the image
     * @throws HostException if it, or the proof of what it did, failed
     */
    void measure(Path work) {
        ImageOperation operation =
                ImageOperation.of(subject.operation(), store, image, work, log::untimed);
        phase.accept("preparing");
        log.heading("before the measurement");
        operation.prepare();
        draft.before(operation.before());
        phase.accept("page cache");
        makeCold(operation.sources(), draft);

        phase.accept(subject.operation().kind().word());
        log.heading("measured");
        draft.cost(timed(operation, work));
        draft.after(operation.after());

        phase.accept("verifying");
        log.heading("verified");
        draft.notices(operation.verify());
    }

    private OperationDraft.Cost timed(ImageOperation operation, Path work) {
        Duration limit = ImageOperation.limit(subject.disk().image());
        double wallMs = 0;
        double userMs = 0;
        double systemMs = 0;
        OperationMeter meter = OperationMeter.start(work);
        for (List<String> argv : operation.commands()) {
            draft.command(argv);
            TimedCommand.Timed timed = run(limit, argv);
            if (!timed.output().ok()) {
                throw ImageOperation.failed(timed.output());
            }
            wallMs += timed.wallMs();
            userMs += timed.userMs();
            systemMs += timed.systemMs();
        }
        OperationDraft.Cost cost =
                meter.end(wallMs, new ProcessCpu(userMs, systemMs), operation.written());
        draft.notices(OperationNotices.ofCommands(cost));
        draft.notices(OperationNotices.ofWords(operation.commands()));
        return cost;
    }

    /** The last of its attempts; where it failed and may go well again, it is tried again. */
    private TimedCommand.Timed run(Duration limit, List<String> argv) {
        TimedCommand.Timed timed = TimedCommand.run(limit, argv);
        log.timed(timed);
        for (int i = 1; i < ATTEMPTS && ImageOperation.mayGoWellAgain(timed.output()); i++) {
            timed = TimedCommand.run(limit, argv);
            log.timed(timed);
        }
        return timed;
    }

    /** Everything that the operation reads comes from the device; where it cannot, that is said. */
    static void makeCold(List<Path> files, OperationDraft draft) {
        try {
            PageCacheState.makeCold(files);
        } catch (HostException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            draft.notice(
                    "source_in_ram",
                    "The page cache could not be made cold, so that what is read may come from RAM:"
                            + " RAM is not disk. "
                            + e.what());
        }
    }
}
