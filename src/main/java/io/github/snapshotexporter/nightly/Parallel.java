package io.github.snapshotexporter.nightly;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does many small calls of a service side by side, so that their latencies do not add up. */
final class Parallel {
    /** As many as the SDK's client keeps up without waiting for one another, and few enough not to be throttled. */
    private static final int AT_ONCE = 16;

    private Parallel() {}

    /**
     * The results in the order of the items, when all have ended.
     *
     * @throws RuntimeException the first item's that failed; the others were tried all the same
     */
    static <T, R> List<R> forEach(Collection<T> items, Function<T, R> call) {
        List<Future<R>> running = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            items.forEach(item -> running.add(threads.submit(() -> call.apply(item))));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> one : running) {
            results.add(result(one));
        }
        return results;
    }

    private static <R> R result(Future<R> ended) {
        try {
            return ended.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (failed.getCause() instanceof Error died) {
                throw died;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", interrupted);
        }
    }
}
