package io.berth.guest;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Bus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** The disks of one guest: plugs them into its free slots and pulls them out again. */
final class HotPlug {

    /** virtio-blk's limit (VIRTIO_BLK_ID_BYTES is 20), and what is safe in QEMU's ids and sh. */
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,19}");

    private static final Duration APPEARS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DELETED_TIMEOUT = Duration.ofSeconds(30);

    private final String where;
    private final QmpClient qmp;
    private final QemuAgent agent;
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<Slot> freeSlots = new ArrayDeque<>();
    private final Map<String, PluggedDisk> plugged = new HashMap<>();
    private final Map<String, List<QmpCommand>> overlays = new HashMap<>();

    HotPlug(String where, GuestConfig config, QmpClient qmp, QemuAgent agent) {
        this.where = where;
        this.qmp = qmp;
        this.agent = agent;
        this.freeSlots.addAll(Slot.of(config));
    }

    /** A serial as given, if it can be one. */
    static String serial(String serial) {
        if (!SERIAL.matcher(serial).matches()) {
            throw new IllegalArgumentException("no disk serial: '" + serial + "'");
        }
        return serial;
    }

    /** Finds the disks with which the guest was booted, in the slots that they have. */
    List<PluggedDisk> booted(List<BootDisk> disks) throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            List<PluggedDisk> found = new ArrayList<>();
            for (BootDisk disk : disks) {
                Slot slot = freeSlots.removeFirst();
                GuestDisk seen = find(disk.config().bus(), disk.serial(), APPEARS_TIMEOUT);
                DiskWiring wiring = DiskWiring.of(disk.config(), disk.image(), disk.serial(), slot);
                found.add(
                        new PluggedDisk(
                                disk.serial(),
                                seen.device(),
                                disk.config(),
                                disk.image(),
                                wiring,
                                slot,
                                true,
                                Duration.ZERO));
                plugged.put(disk.serial(), found.getLast());
            }
            return List.copyOf(found);
        } finally {
            turn.unlock();
        }
    }

    PluggedDisk plug(DiskConfig config, DiskImage image, String serial)
            throws GuestException, InterruptedException {
        serial(serial);
        turn.lockInterruptibly();
        try {
            if (plugged.containsKey(serial)) {
                throw new IllegalArgumentException("serial " + serial + " is plugged in already");
            }
            if (!Slot.hotPluggable(config.bus())) {
                throw new GuestException(
                        where,
                        "a disk on bus " + config.bus().word() + " cannot be plugged into it",
                        "boot the guest with it");
            }
            Slot slot = freeSlots.poll();
            if (slot == null) {
                throw new GuestException(
                        where, "all " + Slot.COUNT + " slots have a disk", "unplug one first");
            }
            long start = System.nanoTime();
            DiskWiring wiring = DiskWiring.of(config, image, serial, slot);
            List<QmpCommand> done = new ArrayList<>();
            try {
                for (QmpCommand command : wiring.commands()) {
                    execute(command);
                    done.add(command);
                }
                GuestDisk seen = find(config.bus(), serial, APPEARS_TIMEOUT);
                var complete =
                        new PluggedDisk(
                                serial,
                                seen.device(),
                                config,
                                image,
                                wiring,
                                slot,
                                false,
                                Duration.ofNanos(System.nanoTime() - start));
                plugged.put(serial, complete);
                return complete;
            } catch (GuestException e) {
                rollBack(done, e);
                freeSlots.addFirst(slot);
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    void unplug(PluggedDisk disk) throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (disk.booted()) {
                throw new IllegalArgumentException(
                        "the guest was booted with " + disk.serial() + ": end the guest");
            }
            if (plugged.remove(disk.serial()) == null) {
                throw new IllegalArgumentException(disk.serial() + " is not plugged in");
            }
            takeBack(disk.wiring().devices());
            List<QmpCommand> overlay = overlays.remove(disk.serial());
            takeBack(overlay == null ? List.of() : overlay);
            takeBack(disk.wiring().backend());
            freeSlots.addLast(disk.slot());
        } finally {
            turn.unlock();
        }
    }

    /** Makes an overlay the disk's active image. */
    SnapshotTaken snapshot(PluggedDisk disk, Path overlay)
            throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (overlays.containsKey(disk.serial())) {
                throw new IllegalArgumentException(disk.serial() + " has its snapshot already");
            }
            List<QmpCommand> commands =
                    DiskWiring.overlay(
                            disk.config(),
                            disk.files(),
                            disk.serial(),
                            overlay,
                            disk.config().image().encrypted());
            List<QmpCommand> done = new ArrayList<>();
            try {
                for (QmpCommand node : commands.subList(0, commands.size() - 1)) {
                    execute(node);
                    done.add(node);
                }
                Instant at = Instant.now();
                long start = System.nanoTime();
                execute(commands.getLast());
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                overlays.put(disk.serial(), List.copyOf(done));
                return new SnapshotTaken(
                        at, took, commands.stream().map(QmpCommand::text).toList());
            } catch (GuestException e) {
                rollBack(done, e);
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    /** What the guest shows of a disk. */
    GuestDisk find(Bus bus, String serial, Duration timeout)
            throws GuestException, InterruptedException {
        return GuestDisk.find(where, agent, bus, serial, timeout);
    }

    private void execute(QmpCommand command) throws GuestException, InterruptedException {
        qmp.execute(command.name(), command.arguments());
    }

    private void takeBack(List<QmpCommand> commands) throws GuestException, InterruptedException {
        for (QmpCommand command : commands.reversed()) {
            takeBack(command);
        }
    }

    private void takeBack(QmpCommand command) throws GuestException, InterruptedException {
        QmpCommand inverse = command.inverse();
        if (inverse == null) {
            return;
        }
        if (!inverse.name().equals("device_del")) {
            execute(inverse);
            return;
        }
        CompletableFuture<QmpClient.Event> deleted =
                qmp.expect(
                        event ->
                                event.name().equals("DEVICE_DELETED")
                                        && event.data()
                                                .path("device")
                                                .asString("")
                                                .equals(command.id()));
        execute(inverse);
        qmp.await(deleted, "unplugging " + command.id(), DELETED_TIMEOUT);
    }

    private void rollBack(List<QmpCommand> done, GuestException reason)
            throws InterruptedException {
        for (QmpCommand command : done.reversed()) {
            try {
                takeBack(command);
            } catch (GuestException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
