package io.berth.run;

import io.berth.guest.GuestException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Does the same in several guests at once, since most of it is waiting for their answers. */
final class Parallel {

    private Parallel() {}

    /** A step in one guest. */
    interface Step<T, R> {
        R apply(T t) throws GuestException, CaseFailure, InterruptedException;
    }

    /** A step in one guest without a result. */
    interface Action<T> {
        void apply(T t) throws GuestException, CaseFailure, InterruptedException;
    }

    /**
     * Applies a step to all, and waits for all: no guest is left in the middle of a step when
     * another's failed. The results keep the order.
     *
     * @throws GuestException the first failure, in the order of the items, the others suppressed
     */
    static <T, R> List<R> map(List<T> items, Step<T, R> step)
            throws GuestException, CaseFailure, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures =
                    items.stream().map(item -> threads.submit(() -> step.apply(item))).toList();
            List<R> results = new ArrayList<>(items.size());
            Throwable failure = null;
            for (Future<R> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    failure = combined(failure, e.getCause() == null ? e : e.getCause());
                } catch (InterruptedException e) {
                    threads.shutdownNow();
                    throw e;
                }
            }
            if (failure != null) {
                rethrow(failure);
            }
            return results;
        }
    }

    /** The same without results. */
    static <T> void forEach(List<T> items, Action<T> action)
            throws GuestException, CaseFailure, InterruptedException {
        map(
                items,
                item -> {
                    action.apply(item);
                    return true;
                });
    }

    private static Throwable combined(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private static void rethrow(Throwable failure)
            throws GuestException, CaseFailure, InterruptedException {
        switch (failure) {
            case GuestException e -> throw e;
            case CaseFailure e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
