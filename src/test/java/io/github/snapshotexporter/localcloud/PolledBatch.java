package io.github.snapshotexporter.localcloud;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * One invocation that a {@link Poller} has made.
 *
 * @param messages what was handed to the function
 * @param deleted the ids of the messages it is done with
 * @param answer what the function answered; empty if it failed
 * @param failure why none was deleted, if the function or its answer failed
 */
public record PolledBatch(List<Message> messages, Set<String> deleted, String answer, Optional<Exception> failure) {}
