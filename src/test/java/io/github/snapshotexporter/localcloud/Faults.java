package io.github.snapshotexporter.localcloud;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The faults scripted per operation: a queue used up one per request, first for requests that name a certain resource
 * and then for all, and at last a standing one.
 */
final class Faults {

    private final Map<String, Deque<Fault>> queued = new HashMap<>();
    private final Map<String, Fault> standing = new HashMap<>();

    synchronized void queue(String operation, Fault... faults) {
        Collections.addAll(queued.computeIfAbsent(operation, any -> new ArrayDeque<>()), faults);
    }

    /** For the coming requests of the operation that name the resource. */
    synchronized void queueFor(String operation, String resource, Fault... faults) {
        queue(key(operation, resource), faults);
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
        apply(operation, List.of(), endpoint);
    }

    /** Does what is scripted for this request, which names these resources: returns when it is to be processed. */
    void apply(String operation, Collection<String> resources, HttpEndpoint endpoint) {
        switch (next(operation, resources)) {
            case Fault.None none -> {}
            case Fault.ErrorAnswer error -> throw error.thrown();
            case Fault.Hang hang -> throw endpoint.hang();
            case Fault.Drop drop -> throw new HttpEndpoint.ConnectionDropped();
            case Fault.Delay delay -> endpoint.pause(delay.duration());
        }
    }

    private synchronized Fault next(String operation, Collection<String> resources) {
        return Stream.concat(resources.stream().map(resource -> key(operation, resource)), Stream.of(operation))
                .map(queued::get)
                .filter(faults -> faults != null && !faults.isEmpty())
                .findFirst()
                .map(Deque::remove)
                .orElseGet(() -> standing.getOrDefault(operation, Fault.none()));
    }

    private static String key(String operation, String resource) {
        return operation + "/" + resource;
    }
}
