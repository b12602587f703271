package io.github.snapshotexporter.localcloud;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * What emulators have in common whose faults are scripted per operation, before it takes effect or afterwards.
 *
 * @param <S> the emulator itself
 */
public abstract sealed class EmulatedService<S extends EmulatedService<S>> permits Ec2Emulator, LightsailEmulator {

    private final Faults faults = new Faults();
    private final Faults faultsAfterwards = new Faults();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Duration latency = Duration.ZERO;

    abstract S self();

    /** Adds faults, one for each coming call of the operation. */
    public final S fault(String operation, Fault... queued) {
        faults.queue(operation, queued);
        return self();
    }

    /** Adds faults, one for each coming call of the operation that has this text, as a name or an id, anywhere in it. */
    public final S faultFor(String named, String operation, Fault... queued) {
        faults.queueFor(operation, named, queued);
        return self();
    }

    /** Adds faults, one for each coming call of the operation, that strike after it has taken effect. */
    public final S faultAfterwards(String operation, Fault... queued) {
        faultsAfterwards.queue(operation, queued);
        return self();
    }

    /** As {@link #faultAfterwards}, for calls that have this text, as a name or an id, anywhere in them. */
    public final S faultAfterwardsFor(String named, String operation, Fault... queued) {
        faultsAfterwards.queueFor(operation, named, queued);
        return self();
    }

    /** A fault for every call of the operation that has no queued one. */
    public final S faultAlways(String operation, Fault fault) {
        faults.always(operation, fault);
        return self();
    }

    /** How long, in real time, every request waits before it is processed; not at all unless set. */
    public final S latency(Duration duration) {
        latency = duration;
        return self();
    }

    /** Forgets all faults; scripts of what it holds stay. */
    public final void clearFaults() {
        faults.clear();
        faultsAfterwards.clear();
    }

    /** The requests that arrived, in their order, with the names of the wire. */
    public final List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The requests of the operation that arrived, in their order. */
    public final List<Call> calls(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).toList();
    }

    /** How many requests of the operation arrived. */
    public final long count(String operation) {
        return calls(operation).size();
    }

    /** How many requests of each operation arrived. */
    public final Map<String, Long> counts() {
        return calls.stream().collect(Collectors.groupingBy(Call::operation, TreeMap::new, Collectors.counting()));
    }

    /** Empties {@link #calls()}. */
    public final void forgetCalls() {
        calls.clear();
    }

    final void pause(HttpEndpoint endpoint) {
        endpoint.pause(latency);
    }

    final void arrived(Call call) {
        calls.add(call);
    }

    /** Does what is scripted for a request with these texts in it: returns when it is to be processed. */
    final void strike(String operation, List<String> texts, HttpEndpoint endpoint) {
        faults.apply(operation, texts, endpoint);
    }

    /** The same when the request has taken effect: returns when it is to be answered. */
    final void strikeAfterwards(String operation, List<String> texts, HttpEndpoint endpoint) {
        faultsAfterwards.apply(operation, texts, endpoint);
    }
}
