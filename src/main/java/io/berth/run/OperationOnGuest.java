package io.berth.run;

import io.berth.guest.ExecResult;
import io.berth.guest.Fleet;
import io.berth.guest.Guest;
import io.berth.guest.GuestAgent;
import io.berth.guest.GuestException;
import io.berth.guest.PluggedDisk;
import io.berth.guest.RestoredGuest;
import io.berth.host.ProcessCpu;
import io.berth.image.ImageOperation;
import io.berth.image.PreparedImage;
import io.berth.plan.OperationCase;
import io.berth.results.OperationResult.Extent;
import io.berth.units.ByteSize;
import io.berth.units.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures an operation on a running guest with its disk. The guest is booted for it; a token in
 * its memory, its boot id, its uptime and a mark on its disk show afterwards that it is the same
 * guest, at the point where it was.
 */
final class OperationOnGuest {

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(80);
    private static final long BYTES_PER_SECOND_MIN = 5_000_000;
    private static final String TAG = "berth-operation";

    /** Says a token in memory, the boot's id and how long it is up: three lines. */
    private static final String LOOK =
            "cat /run/berth-operation /proc/sys/kernel/random/boot_id && cut -d ' ' -f 1"
                    + " /proc/uptime";

    /** Writes a token into memory and onto the first block of a disk. */
    private static final String MARK =
            """
            echo "$1" > /run/berth-operation
            echo "$1" | dd of=/dev/$2 bs=4096 conv=sync,fsync 2>/dev/null
            """;

    /** The token on the disk, past the guest's page cache. */
    private static final String READ =
            "echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/$1 bs=4096 count=1 2>/dev/null | head -n"
                    + " 1";

    private final OperationCase subject;
    private final PreparedImage image;
    private final OperationGuests guests;
    private final OperationDraft draft;
    private final OperationLog log;
    private final Path directory;
    private final Consumer<String> phase;

    /**
     * @param directory of the operation's results
     * @param phase is told what is being done
     */
    OperationOnGuest(
            OperationCase subject,
            PreparedImage image,
            OperationGuests guests,
            OperationDraft draft,
            OperationLog log,
            Path directory,
            Consumer<String> phase) {
        this.subject = subject;
        this.image = image;
        this.guests = guests;
        this.draft = draft;
        this.log = log;
        this.directory = directory;
        this.phase = phase;
    }

    /** What a guest says of itself. */
    private record Identity(String token, String bootId, double uptimeSeconds) {}

    /**
     * @param work an empty directory beside the image
     */
    void measure(Path work) throws GuestException, CaseFailure, InterruptedException {
        if (guests.accelerator().emulated()) {
            draft.notice(
                    "emulated_cpu",
                    "The guest's CPU was emulated ("
                            + guests.accelerator().reason()
                            + "): its times are for trying berth out.");
        }
        phase.accept("booting a guest");
        OperationGuests.Booted booted =
                guests.boot(
                        subject.guest(), subject.disk(), image.disk(), directory.resolve("booted"));
        try (Fleet fleet = booted.fleet()) {
            Guest guest = booted.guest();
            PluggedDisk disk = booted.disk();
            log.heading("the guest");
            log.commandLine(guest.commandLine());
            log.qmp(disk.commands());
            mark(guest.agent(), "before", disk.guestDevice());
            Identity identity = identity(guest.agent());
            draft.before(ImageOperation.extentOf(image));
            switch (subject.operation().kind()) {
                case SAVE -> save(fleet, guest, disk, identity, work.resolve("memory"));
                case RESTORE -> restore(fleet, guest, disk, identity, work.resolve("memory"));
                case CHECKPOINT -> checkpoint(guest, disk, identity);
                case CREATE,
                        CONVERT,
                        RESIZE,
                        SNAPSHOT_CREATE,
                        SNAPSHOT_APPLY,
                        SNAPSHOT_DELETE,
                        COMMIT,
                        CHECK,
                        COPY_SPARSE,
                        COPY_FULL,
                        ARCHIVE ->
                        throw new IllegalStateException("not done to a guest: " + subject.id());
            }
        }
    }

    private void save(Fleet fleet, Guest guest, PluggedDisk disk, Identity identity, Path memory)
            throws GuestException, CaseFailure, InterruptedException {
        phase.accept("page cache");
        OperationOnImage.makeCold(image.paths(), draft);
        phase.accept("saving");
        log.heading("measured");
        OperationMeter meter = OperationMeter.start(image.file());
        ProcessCpu cpu = ProcessCpu.of(guest.pid());
        long startNs = System.nanoTime();
        guest.pause();
        List<String> said = new ArrayList<>(List.of("{\"execute\":\"stop\"}"));
        said.addAll(guest.memory().save(memory, limit()));
        double wallMs = (System.nanoTime() - startNs) / 1e6;
        said(said);
        measured(meter, wallMs, ProcessCpu.of(guest.pid()).minus(cpu), List.of(memory));
        Extent saved = ImageOperation.extentOf("memory", memory);
        draft.after(saved);
        mostlyZero(saved);

        phase.accept("restoring, to see that it works");
        List<String> line = guest.commandLine();
        fleet.close();
        log.heading("verified");
        try (RestoredGuest restored = start(line, disk, memory)) {
            log.commandLine(restored.commandLine());
            requireSame(identity, identity(restored.agent()));
        }
    }

    private void restore(Fleet fleet, Guest guest, PluggedDisk disk, Identity identity, Path memory)
            throws GuestException, CaseFailure, InterruptedException {
        phase.accept("saving");
        guest.pause();
        log.heading("before the measurement");
        log.qmp(guest.memory().save(memory, limit()));
        List<String> line = guest.commandLine();
        fleet.close();
        mostlyZero(ImageOperation.extentOf("memory", memory));
        phase.accept("page cache");
        OperationOnImage.makeCold(image.paths(), draft);
        OperationOnImage.makeCold(List.of(memory), draft);

        phase.accept("restoring");
        log.heading("measured");
        OperationMeter meter = OperationMeter.start(image.file());
        try (RestoredGuest restored = start(line, disk, memory)) {
            double wallMs = restored.time().toNanos() / 1e6;
            draft.command(restored.commandLine());
            log.commandLine(restored.commandLine());
            said(restored.said());
            measured(meter, wallMs, restored.cpu(), image.paths());
            draft.after(ImageOperation.extentOf(image));
            phase.accept("verifying");
            requireSame(identity, identity(restored.agent()));
            requireMark(restored.agent(), disk, "before");
        }
    }

    private void checkpoint(Guest guest, PluggedDisk disk, Identity identity)
            throws GuestException, CaseFailure, InterruptedException {
        phase.accept("page cache");
        OperationOnImage.makeCold(image.paths(), draft);
        phase.accept("checkpoint");
        log.heading("measured");
        OperationMeter meter = OperationMeter.start(image.file());
        ProcessCpu cpu = ProcessCpu.of(guest.pid());
        long startNs = System.nanoTime();
        List<String> said = guest.memory().checkpoint(disk, TAG, limit());
        double wallMs = (System.nanoTime() - startNs) / 1e6;
        said(said);
        measured(meter, wallMs, ProcessCpu.of(guest.pid()).minus(cpu), image.paths());
        draft.after(ImageOperation.extentOf(image));

        phase.accept("going back to it, to see that it works");
        log.heading("verified");
        mark(guest.agent(), "after", disk.guestDevice());
        long loadNs = System.nanoTime();
        log.qmp(guest.memory().load(disk, TAG, limit()));
        draft.notice(
                "snapshot_load",
                "Going back to the checkpoint (snapshot-load) took "
                        + Figures.nanos(System.nanoTime() - loadNs)
                        + ", once, with the image in the page cache.");
        guest.agent().sync();
        requireSame(identity, identity(guest.agent()));
        requireMark(guest.agent(), disk, "before");
        for (String tag : ImageOperation.snapshots(image)) {
            if (tag.equals(TAG)) {
                return;
            }
        }
        throw new CaseFailure("the checkpoint is not in the image: see 'qemu-img snapshot -l'");
    }

    private RestoredGuest start(List<String> line, PluggedDisk disk, Path memory)
            throws GuestException, InterruptedException {
        return RestoredGuest.start(
                line,
                disk.commands(),
                memory,
                guests.sockets(),
                directory.resolve("restored"),
                limit().plus(BOOT_LIMIT));
    }

    private void said(List<String> qmp) {
        log.qmp(qmp);
        qmp.forEach(command -> draft.command(List.of(command)));
    }

    private void measured(OperationMeter meter, double wallMs, ProcessCpu cpu, List<Path> written) {
        OperationDraft.Cost cost = meter.end(wallMs, cpu, written);
        draft.cost(cost);
        draft.notices(OperationNotices.ofQemu(cost));
    }

    /** Also for an image that has to take the memory. */
    private Duration limit() {
        long bytes = subject.guest().memory().bytes() + subject.disk().size().bytes();
        return Duration.ofSeconds(60 + bytes / BYTES_PER_SECOND_MIN);
    }

    private void mostlyZero(Extent saved) {
        long memoryBytes = subject.guest().memory().bytes();
        if (saved.apparentBytes() * 10 < memoryBytes * 9) {
            draft.notice(
                    "memory_unused",
                    "The saved memory is "
                            + ByteSize.of(saved.apparentBytes()).display()
                            + " of the guest's "
                            + ByteSize.of(memoryBytes).display()
                            + ": pages of zeros are left out, and this guest had just booted. One"
                            + " that uses its memory takes longer.");
        }
    }

    private static void mark(GuestAgent agent, String token, String device)
            throws GuestException, CaseFailure, InterruptedException {
        shell(agent, MARK, token, device);
    }

    private static Identity identity(GuestAgent agent)
            throws GuestException, CaseFailure, InterruptedException {
        List<String> lines = shell(agent, LOOK).lines().toList();
        if (lines.size() != 3) {
            throw new CaseFailure("the guest says of itself: " + lines);
        }
        return new Identity(lines.get(0), lines.get(1), Double.parseDouble(lines.get(2)));
    }

    private static void requireSame(Identity then, Identity now) throws CaseFailure {
        if (!now.token().equals(then.token())
                || !now.bootId().equals(then.bootId())
                || now.uptimeSeconds() < then.uptimeSeconds()) {
            throw new CaseFailure(
                    String.format(
                            Locale.ROOT,
                            "it is not the same guest: it said %s, and now says %s",
                            then,
                            now));
        }
    }

    private static void requireMark(GuestAgent agent, PluggedDisk disk, String token)
            throws GuestException, CaseFailure, InterruptedException {
        String found = shell(agent, READ, disk.guestDevice()).strip();
        if (!found.equals(token)) {
            throw new CaseFailure(
                    "the disk is not as it was: its mark is '" + found + "', not '" + token + "'");
        }
    }

    private static String shell(GuestAgent agent, String script, String... arguments)
            throws GuestException, CaseFailure, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", script, "berth"));
        argv.addAll(List.of(arguments));
        ExecResult result = agent.exec(argv, COMMAND_LIMIT);
        if (result.exitCode() != 0) {
            throw new CaseFailure("a command in the guest failed: " + result);
        }
        return result.outText();
    }
}
