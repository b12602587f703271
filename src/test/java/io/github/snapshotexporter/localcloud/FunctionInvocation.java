package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.sqs.model.Message;

/** Invokes a function with a batch, for no longer than its time-out. */
record FunctionInvocation(RequestStreamHandler handler, String queueArn, Duration timeout, Clock clock) {

    /** What the function answers; throws what it throws, or {@link TimeoutException}. */
    String invoke(List<Message> messages) throws Exception {
        byte[] event = LambdaSqsEvent.ofMessages(queueArn, messages).getBytes(StandardCharsets.UTF_8);
        FutureTask<String> invocation = new FutureTask<>(() -> run(event));
        Thread.ofVirtual().name("function").start(invocation);
        try {
            return invocation.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            invocation.cancel(true);
        }
    }

    private String run(byte[] event) throws Exception {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), answer, LambdaContext.lasting(clock, timeout));
        return answer.toString(StandardCharsets.UTF_8);
    }
}
