package io.github.snapshotexporter.dispatch;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.event.QueueMessage;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.job.JobId;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;

/** Runs the jobs of one batch side by side, so that none waits for another, and names those that come back. */
public final class BatchRunner {
    private final MessageDecoder decoder;
    private final JobRunner jobs;
    private final JobQueue queue;
    private final DecisionLog log;

    public BatchRunner(MessageDecoder decoder, JobRunner jobs, JobQueue queue, DecisionLog log) {
        this.decoder = decoder;
        this.jobs = jobs;
        this.queue = queue;
        this.log = log;
    }

    /** Does not return while a job's thread lives. */
    public SQSBatchResponse run(List<QueueMessage> messages, Invocation invocation) {
        List<Future<Boolean>> finished = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            messages.forEach(message -> finished.add(threads.submit(() -> isFinished(message, invocation))));
        }
        List<SQSBatchResponse.BatchItemFailure> comingBack = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (!succeeded(finished.get(i))) {
                comingBack.add(
                        new SQSBatchResponse.BatchItemFailure(messages.get(i).messageId()));
            }
        }
        return new SQSBatchResponse(comingBack);
    }

    private boolean isFinished(QueueMessage message, Invocation invocation) {
        Content content = decoder.decodeMessage(message.body());
        JobId id = JobIds.of(content, message.body(), message.jobId(), message.messageId());
        Receive receive = new Receive(id, message.body(), message.delivery(), invocation);
        return switch (jobs.run(content, receive)) {
            case Outcome.Done done -> true;
            case Outcome.GivenUp given -> true;
            case Outcome.ComeBack back -> {
                comeBack(message, back);
                yield false;
            }
        };
    }

    /** Without the delay, the message comes back when the queue's own visibility timeout ends. */
    private void comeBack(QueueMessage message, Outcome.ComeBack back) {
        try {
            message.delivery().receiptHandle().ifPresent(handle -> queue.comeBack(handle, back.after()));
        } catch (SdkException failed) {
            log.write(Decision.warning("receive", "the delay could not be set")
                    .with("messageId", message.messageId())
                    .with("exception", failed));
        }
    }

    /** A job that an Error ended comes back; its neighbours are not touched. */
    private boolean succeeded(Future<Boolean> job) {
        try {
            return job.get();
        } catch (ExecutionException died) {
            log.write(Decision.error("receive", "a job died").with("exception", died.getCause()));
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
