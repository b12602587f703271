package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Does what Lambda's event source mapping does: receives batches, invokes the function with them, and deletes what the
 * function is done with. Set it up, then {@link #start()} it.
 */
public final class Poller implements AutoCloseable {

    private static final int BATCH_SIZE = 10;
    private static final Duration LONG_POLL = Duration.ofSeconds(1);

    private final SqsClient sqs;
    private final String queueUrl;
    private final RequestStreamHandler handler;
    private final List<Consumer<PolledBatch>> listeners = new CopyOnWriteArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int maximumConcurrency = 2;
    private Duration visibility = Duration.ofMinutes(6);
    private Duration functionTimeout = Duration.ofMinutes(1);
    private Clock clock = Clock.systemUTC();

    private Poller(SqsClient sqs, String queueUrl, RequestStreamHandler handler) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.handler = handler;
    }

    /** A poller of the queue for the function; it does not poll before it is started. */
    public static Poller of(SqsClient sqs, String queueUrl, RequestStreamHandler handler) {
        return new Poller(sqs, queueUrl, handler);
    }

    /** How many batches may be with the function at a time; 2 unless set. */
    public Poller maximumConcurrency(int batches) {
        maximumConcurrency = batches;
        return this;
    }

    /** How long a received message is invisible; 6 minutes unless set. */
    public Poller visibility(Duration timeout) {
        visibility = timeout;
        return this;
    }

    /** How long one invocation may take; a minute unless set. */
    public Poller functionTimeout(Duration timeout) {
        functionTimeout = timeout;
        return this;
    }

    /** The clock that the function's deadline is on; the machine's unless set. */
    public Poller clock(Clock source) {
        clock = source;
        return this;
    }

    /** Calls the listener after each batch, when what it is done with has been deleted. */
    public Poller onBatch(Consumer<PolledBatch> listener) {
        listeners.add(listener);
        return this;
    }

    /** Starts polling. */
    public Poller start() {
        if (!workers.isEmpty()) {
            throw new IllegalStateException("The poller has been started");
        }
        FunctionInvocation function = new FunctionInvocation(handler, queueArn(), functionTimeout, clock);
        for (int i = 0; i < maximumConcurrency; i++) {
            workers.add(Thread.ofVirtual().name("poller-" + i).start(() -> poll(function)));
        }
        return this;
    }

    /** Stops polling, and returns when the batches that are with the function have come back. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(FunctionInvocation function) {
        while (!isStopping(Duration.ZERO)) {
            long begun = System.nanoTime();
            List<Message> messages = receive();
            if (messages.isEmpty()) {
                // A queue that did not wait, or failed, must not be asked all the time.
                isStopping(LONG_POLL.minusNanos(System.nanoTime() - begun));
            } else {
                advance(function, messages);
            }
        }
    }

    private void advance(FunctionInvocation function, List<Message> messages) {
        PolledBatch batch;
        try {
            String answer = function.invoke(messages);
            Set<String> done = BatchAnswer.done(answer, messages);
            delete(messages, done);
            batch = new PolledBatch(messages, done, answer, Optional.empty());
        } catch (Exception e) {
            batch = new PolledBatch(messages, Set.of(), "", Optional.of(e));
        }
        for (Consumer<PolledBatch> listener : listeners) {
            listener.accept(batch);
        }
    }

    private List<Message> receive() {
        try {
            return sqs.receiveMessage(r -> r.queueUrl(queueUrl)
                            .maxNumberOfMessages(BATCH_SIZE)
                            .waitTimeSeconds(Math.toIntExact(LONG_POLL.toSeconds()))
                            .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                            .messageAttributeNames("All"))
                    .messages();
        } catch (SdkException e) {
            return List.of();
        }
    }

    private void delete(List<Message> messages, Set<String> done) {
        List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                .filter(message -> done.contains(message.messageId()))
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        if (!entries.isEmpty()) {
            sqs.deleteMessageBatch(r -> r.queueUrl(queueUrl).entries(entries));
        }
    }

    private String queueArn() {
        return sqs.getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    private boolean isStopping(Duration within) {
        try {
            return stopping.await(Math.max(0, within.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
