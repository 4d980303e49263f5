package io.berth.image;

import io.berth.host.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Fills several images at one time. */
final class ParallelFills {

    private final int atOnce;

    ParallelFills(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Fills all; when one fails the others are broken off, and have ended when this throws.
     *
     * @param waiting is told of each before it is waited for
     * @param done is told of each, in order, with the wall time that it took
     */
    void run(
            List<Site> sites,
            Function<Site, Duration> fill,
            Consumer<Site> waiting,
            BiConsumer<Site, Duration> done) {
        if (sites.isEmpty()) {
            return;
        }
        // Platform threads: qemu-storage-daemon ends with the thread that started it.
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        atOnce, Thread.ofPlatform().daemon().name("fill-", 1).factory());
        try {
            List<Future<Duration>> fills = new ArrayList<>();
            sites.forEach(site -> fills.add(pool.submit(() -> fill.apply(site))));
            for (int i = 0; i < sites.size(); i++) {
                Site site = sites.get(i);
                waiting.accept(site);
                done.accept(site, await(fills.get(i), site));
            }
        } finally {
            pool.shutdownNow();
            awaitEnd(pool);
        }
    }

    private static Duration await(Future<Duration> fill, Site site) {
        try {
            // Each fill has its own limit; this one only bounds waiting behind the others.
            return fill.get(30, TimeUnit.DAYS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while " + site.name() + " was filled", "start with --resume", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException host) {
                throw host;
            }
            throw new IllegalStateException("filling " + site.name() + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new HostException(site.name() + " is still not filled", "use a faster disk", e);
        }
    }

    /** Fills that were broken off end before their files are removed. */
    private static void awaitEnd(ExecutorService pool) {
        // After an interrupt everything must end within seconds, but not before its daemon did.
        boolean interrupted = Thread.interrupted();
        try {
            if (!pool.awaitTermination(interrupted ? 3 : 120, TimeUnit.SECONDS)) {
                throw new HostException(
                        "a fill did not end when it was broken off",
                        "look for a hung disk (dmesg)");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
