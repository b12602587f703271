package io.github.snapshotexporter.localcloud;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What to do with each new thing: one script after the other, and the last one for all others. */
final class Scripts<T> {

    private final Deque<Consumer<T>> scripts = new ArrayDeque<>();

    synchronized void clear() {
        scripts.clear();
    }

    synchronized void add(Consumer<T> script) {
        scripts.add(script);
    }

    synchronized Consumer<T> next() {
        if (scripts.isEmpty()) {
            return any -> {};
        }
        return scripts.size() > 1 ? scripts.remove() : scripts.element();
    }
}
