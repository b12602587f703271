package io.github.snapshotexporter.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Counts the requests that an SDK client sends, and holds each up for as long as a network would. */
final class CountedCalls implements ExecutionInterceptor {
    private final Duration latency;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    CountedCalls(Duration latency) {
        this.latency = latency;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String call = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + "."
                + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        counts.computeIfAbsent(call, name -> new LongAdder()).increment();
        try {
            Thread.sleep(latency);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How often each was called since the last time, as {@code Service.Operation}. */
    Map<String, Long> take() {
        Map<String, Long> taken = new TreeMap<>();
        counts.forEach((call, count) -> taken.put(call, count.sumThenReset()));
        taken.values().removeIf(count -> count == 0);
        return taken;
    }
}
