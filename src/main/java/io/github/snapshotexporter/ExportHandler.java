package io.github.snapshotexporter;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.dispatch.BatchRunner;
import io.github.snapshotexporter.dispatch.DirectRunner;
import io.github.snapshotexporter.dispatch.Invocation;
import io.github.snapshotexporter.dispatch.JobRunner;
import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.event.PayloadDecoder;
import io.github.snapshotexporter.event.QueueMessage;
import io.github.snapshotexporter.event.SelectionDecoder;
import io.github.snapshotexporter.event.Trigger;
import io.github.snapshotexporter.export.ExportLife;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.CopyLedger;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.JobLedger;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.InvalidSettingsException;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** The Lambda entry: payload in, answer out, nothing else. */
public final class ExportHandler implements RequestStreamHandler {
    private static final JsonMapper JSON = new JsonMapper();

    private final PayloadDecoder decoder;
    private final BatchRunner batches;
    private final DirectRunner direct;
    private final Clock clock;
    /** Kept, because who calls it before a snapshot holds it weakly. */
    private final Priming priming;

    /**
     * For Lambda: everything from the environment.
     *
     * @throws io.github.snapshotexporter.settings.InvalidSettingsException naming what is wrong with it
     */
    public ExportHandler() {
        this(Settings.fromEnvironment(System.getenv()), AwsClients.create(builder -> {}), Surroundings.real());
    }

    /** Puts the exporter together. */
    public ExportHandler(Settings settings, AwsClients aws, Surroundings surroundings) {
        clock = surroundings.clock();
        DecisionLog log = new DecisionLog(settings.functionName(), clock, surroundings.logLines());
        Delays delays =
                new Delays(settings.minDelay(), settings.maxDelay(), surroundings.random(), surroundings.sleep());
        JobQueue queue = new JobQueue(aws.sqs(), settings.exportQueueUrl(), settings.deadLetterQueueUrl());
        String table = settings.ledgerTableName();
        ExportLedger exports = new ExportLedger(aws.dynamoDb(), table, settings.maxInFlight(), delays, clock);
        Lightsail lightsail = new Lightsail(aws.lightsail(), clock);
        RunLedger runs = new RunLedger(aws.dynamoDb(), table, delays, clock);
        RunMembers members = new RunMembers(aws.dynamoDb(), table, delays, clock);
        CopyLedger copies = new CopyLedger(aws.dynamoDb(), table, delays, clock);
        Selection policy = policy(settings);
        Documents documents = new Documents(
                settings.notificationTopicArn().account(),
                settings.notificationTopicArn().region());
        Publisher publisher =
                new Publisher(aws.sns(), settings.notificationTopicArn().value());
        ExportLife life = new ExportLife(
                lightsail,
                exports,
                new JobLedger(aws.dynamoDb(), table, delays, clock),
                runs,
                members,
                copies,
                queue,
                documents,
                publisher,
                settings,
                policy,
                delays,
                clock,
                log);
        NightlyRuns nightly = new NightlyRuns(
                lightsail, exports, runs, members, copies, queue, documents, publisher, settings, delays, clock, log);
        JobRunner jobs = new JobRunner(life, nightly, settings, delays, clock, log);
        MessageDecoder messages =
                new MessageDecoder(settings.notificationTopicArn().region(), policy, clock);
        decoder = new PayloadDecoder(messages);
        batches = new BatchRunner(messages, jobs, queue, log);
        direct = new DirectRunner(jobs, nightly, queue, exports, clock, log);
        priming = new Priming(decoder, lightsail, exports, log);
        surroundings.beforeSnapshot().accept(priming);
    }

    private static Selection policy(Settings settings) {
        try {
            return SelectionDecoder.policy(settings.selectionPolicy());
        } catch (InvalidRequestException malformed) {
            throw new InvalidSettingsException(List.of("SELECTION_POLICY is not usable: " + malformed.getMessage()));
        }
    }

    /** @throws InvalidRequestException when a direct invocation's payload cannot be understood */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        Invocation invocation = Invocation.of(context, clock);
        String answer = switch (decoder.decode(input.readAllBytes())) {
            case Trigger.QueueBatch(List<QueueMessage> messages) -> write(batches.run(messages, invocation));
            case Trigger.Direct request -> direct.run(request, invocation).toJson();
        };
        output.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static String write(SQSBatchResponse response) throws IOException {
        return JSON.writeValueAsString(response);
    }
}
