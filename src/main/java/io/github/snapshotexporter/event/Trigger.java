package io.github.snapshotexporter.event;

import java.util.List;

/** What a Lambda payload turned out to be. */
public sealed interface Trigger {
    /** A batch of the exporter's own queue. */
    record QueueBatch(List<QueueMessage> messages) implements Trigger {
        public QueueBatch {
            messages = List.copyOf(messages);
        }
    }

    /** Somebody asks whether the stack is ready for its next night. */
    record Check() implements Trigger {}

    /**
     * Anything else: somebody, or some service, invoked the function with one thing to do.
     *
     * @param body the same as a queue message would carry it
     */
    record Direct(Content content, String body) implements Trigger {}
}
