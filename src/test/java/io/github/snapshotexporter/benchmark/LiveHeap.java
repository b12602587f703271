package io.github.snapshotexporter.benchmark;

import java.time.Duration;

/** The most memory that was reachable: collects all garbage every now and then, and looks what is left. */
final class LiveHeap implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Thread thread;
    private volatile long most;

    LiveHeap() {
        thread = Thread.ofPlatform().daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
    }

    /** In MB, so far. */
    long mostMegabytes() {
        return most >> 20;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
