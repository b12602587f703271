package io.github.snapshotexporter.localcloud;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The faults scripted per operation: a queue used up one per request, then a standing one. */
final class Faults {

    private final Map<String, Deque<Fault>> queued = new HashMap<>();
    private final Map<String, Fault> standing = new HashMap<>();

    synchronized void queue(String operation, Fault... faults) {
        Collections.addAll(queued.computeIfAbsent(operation, any -> new ArrayDeque<>()), faults);
    }

    synchronized void always(String operation, Fault fault) {
        standing.put(operation, fault);
    }

    synchronized void clear() {
        queued.clear();
        standing.clear();
    }

    /** Does what is scripted for this request: returns when it is to be processed. */
    void apply(String operation, HttpEndpoint endpoint) {
        switch (next(operation)) {
            case Fault.None none -> {}
            case Fault.ErrorAnswer error -> throw error.thrown();
            case Fault.Hang hang -> throw endpoint.hang();
            case Fault.Drop drop -> throw new HttpEndpoint.ConnectionDropped();
            case Fault.Delay delay -> endpoint.pause(delay.duration());
        }
    }

    private synchronized Fault next(String operation) {
        Deque<Fault> faults = queued.get(operation);
        if (faults != null && !faults.isEmpty()) {
            return faults.remove();
        }
        return standing.getOrDefault(operation, Fault.none());
    }
}
