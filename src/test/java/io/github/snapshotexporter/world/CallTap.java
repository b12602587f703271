package io.github.snapshotexporter.world;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Sees every call of every SDK client of the exporter, before it is sent and after it has taken effect. */
public final class CallTap implements ExecutionInterceptor {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> before = call -> {};
    private volatile Consumer<String> after = call -> {};
    private volatile Predicate<String> losing = call -> false;
    private volatile Consumer<SdkRequest> watcher = request -> {};

    /** The calls so far, as {@code service.Operation}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** Shows each call's request to the watcher. */
    public void watch(Consumer<SdkRequest> everyRequest) {
        watcher = everyRequest;
    }

    /** What to do before each call; an Error thrown there ends the invocation. */
    public void before(Consumer<String> action) {
        before = action;
    }

    /** What else to do before each call for which {@code which} holds. */
    public void alsoBefore(Predicate<String> which, Runnable action) {
        Consumer<String> others = before;
        before = call -> {
            others.accept(call);
            if (which.test(call)) {
                action.run();
            }
        };
    }

    /** What to do after each call that was answered; an Error thrown there ends the invocation. */
    public void after(Consumer<String> action) {
        after = action;
    }

    /** Which calls lose the answer to their first try, after it has taken effect; the SDK tries again by itself. */
    public void loseAnswers(Predicate<String> which) {
        losing = which;
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return losing.test(name(attributes))
                ? context.httpResponse().toBuilder().statusCode(503).build()
                : context.httpResponse();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String call = name(attributes);
        calls.add(call);
        watcher.accept(context.request());
        before.accept(call);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        after.accept(name(attributes));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        after.accept(name(attributes));
    }

    private static String name(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + "."
                + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }
}
