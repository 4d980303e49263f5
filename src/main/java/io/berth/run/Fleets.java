package io.berth.run;

import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Appliance;
import io.berth.guest.BootDisk;
import io.berth.guest.Fleet;
import io.berth.guest.Guest;
import io.berth.guest.GuestException;
import io.berth.guest.Hypervisor;
import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guests of a run: for each machine configuration as many as its largest rung, booted once, and
 * again only after a failure. Guests that a case does not use are stopped, so that they cost it
 * nothing. A case whose disks cannot be hot-plugged boots guests of its own.
 */
final class Fleets implements AutoCloseable {

    /** Emulated guests on few cores boot one after the other at worst. */
    private static final Duration BOOT_BASE = Duration.ofSeconds(60);

    private static final Duration BOOT_PER_GUEST = Duration.ofSeconds(20);

    private final Hypervisor hypervisor;
    private final AcceleratorChoice accelerator;
    private final Appliance appliance;
    private final Map<GuestConfig, Integer> sizes;
    private final Path runtimeDirectory;
    private final Path logs;
    private final Map<GuestConfig, Fleet> booted = new HashMap<>();
    private final Set<Guest> paused = new HashSet<>();
    private @Nullable Fleet own;
    private int boots;
    private boolean closed;

    /**
     * @param sizes the largest rung of each configuration
     * @param logs where each boot gets a directory of its own
     */
    Fleets(
            Hypervisor hypervisor,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Map<GuestConfig, Integer> sizes,
            Path runtimeDirectory,
            Path logs) {
        this.hypervisor = hypervisor;
        this.accelerator = accelerator;
        this.appliance = appliance;
        this.sizes = Map.copyOf(sizes);
        this.runtimeDirectory = runtimeDirectory;
        this.logs = logs;
    }

    /**
     * The fleet of a configuration, booted now if it is not up.
     *
     * @throws GuestException if it does not boot
     */
    Fleet of(GuestConfig config) throws GuestException, InterruptedException {
        synchronized (this) {
            Fleet up = booted.get(config);
            if (up != null) {
                return up;
            }
        }
        int count = Objects.requireNonNull(sizes.get(config), "a machine of the plan");
        Fleet fleet = boot(config, Collections.nCopies(count, List.of()));
        synchronized (this) {
            if (closed) {
                fleet.close();
                throw new InterruptedException("the run was ended while guests booted");
            }
            booted.put(config, fleet);
        }
        return fleet;
    }

    private Fleet boot(GuestConfig config, List<List<BootDisk>> disks)
            throws GuestException, InterruptedException {
        boots++;
        return hypervisor.boot(
                config,
                disks,
                accelerator,
                appliance,
                runtimeDirectory.resolve(Integer.toString(boots)),
                logs.resolve("boot-" + boots),
                BOOT_BASE.plus(BOOT_PER_GUEST.multipliedBy(disks.size())));
    }

    /**
     * Boots guests with their disks for one case, to be ended by {@link #endOwn}; all others are
     * stopped.
     */
    List<Guest> withDisks(GuestConfig config, List<BootDisk> disks)
            throws GuestException, InterruptedException {
        endOwn();
        stopAll();
        Fleet fleet = boot(config, disks.stream().map(List::of).toList());
        synchronized (this) {
            if (closed) {
                fleet.close();
                throw new InterruptedException("the run was ended while guests booted");
            }
            own = fleet;
        }
        return fleet.guests();
    }

    /** Ends the guests of {@link #withDisks}, if there are any. */
    void endOwn() {
        Fleet fleet;
        synchronized (this) {
            fleet = own;
            own = null;
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    /** The first {@code count} guests of a configuration, running; all other guests are stopped. */
    List<Guest> running(GuestConfig config, int count)
            throws GuestException, CaseFailure, InterruptedException {
        List<Guest> wanted = of(config).guests().subList(0, count);
        List<Guest> all;
        synchronized (this) {
            all = booted.values().stream().flatMap(f -> f.guests().stream()).toList();
        }
        Parallel.forEach(all, guest -> set(guest, wanted.contains(guest)));
        return wanted;
    }

    /** Stops all guests that are up: a case at the host has the host to itself. */
    void stopAll() throws GuestException, InterruptedException {
        for (Guest guest : guests()) {
            set(guest, false);
        }
    }

    private void set(Guest guest, boolean running) throws GuestException, InterruptedException {
        synchronized (paused) {
            if (running != paused.contains(guest)) {
                return;
            }
        }
        if (running) {
            guest.resume();
        } else {
            guest.pause();
        }
        synchronized (paused) {
            if (running) {
                paused.remove(guest);
            } else {
                paused.add(guest);
            }
        }
    }

    /** Ends the guests of a configuration; the next case boots new ones. */
    void discard(GuestConfig config) {
        Fleet fleet;
        synchronized (this) {
            fleet = booted.remove(config);
        }
        if (fleet != null) {
            synchronized (paused) {
                fleet.guests().forEach(paused::remove);
            }
            fleet.close();
        }
    }

    /** All guests that are up. */
    synchronized List<Guest> guests() {
        return fleets().stream().flatMap(f -> f.guests().stream()).toList();
    }

    private synchronized List<Fleet> fleets() {
        List<Fleet> fleets = new ArrayList<>(booted.values());
        if (own != null) {
            fleets.add(own);
        }
        return fleets;
    }

    @Override
    public void close() {
        List<Fleet> fleets;
        synchronized (this) {
            closed = true;
            fleets = fleets();
            booted.clear();
            own = null;
        }
        fleets.parallelStream().forEach(Fleet::close);
    }
}
