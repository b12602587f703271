package io.github.snapshotexporter;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.event.QueueMessage;
import io.github.snapshotexporter.event.Trigger;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The Lambda entry: payload in, answer out, nothing else. */
public final class ExportHandler implements RequestStreamHandler {
    private static final JsonMapper JSON = new JsonMapper();

    /** Kept whole, because who calls its priming before a snapshot holds that weakly. */
    private final Exporter exporter;

    private final Clock clock;

    /**
     * For Lambda: everything from the environment.
     *
     * @throws io.github.snapshotexporter.settings.InvalidSettingsException naming what is wrong with it
     */
    public ExportHandler() {
        this(Settings.fromEnvironment(System.getenv()), AwsClients.create(builder -> {}), Surroundings.real());
    }

    public ExportHandler(Settings settings, AwsClients aws, Surroundings surroundings) {
        exporter = Exporter.of(settings, aws, surroundings);
        clock = surroundings.clock();
        surroundings.beforeSnapshot().accept(exporter.priming());
    }

    /** @throws InvalidRequestException when a direct invocation's payload cannot be understood */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String answer = handle(input.readAllBytes(), invocation(context));
        output.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    /** All that an invocation does. */
    String handle(byte[] payload, Invocation invocation) throws JsonProcessingException {
        return switch (exporter.decoder().decode(payload)) {
            case Trigger.QueueBatch(List<QueueMessage> messages) ->
                write(exporter.batches().run(messages, invocation));
            case Trigger.Check() -> exporter.check().look(invocation.deadline()).toJson();
            case Trigger.Direct request ->
                exporter.direct().run(request, invocation).toJson();
        };
    }

    private Invocation invocation(Context context) {
        Instant now = clock.instant();
        // An emulator may send no request id.
        String requestId = Optional.ofNullable(context.getAwsRequestId())
                .filter(id -> !id.isBlank())
                .orElseGet(() -> UUID.randomUUID().toString());
        return new Invocation(requestId, now, now.plusMillis(context.getRemainingTimeInMillis()));
    }

    private static String write(SQSBatchResponse response) throws JsonProcessingException {
        return JSON.writeValueAsString(response);
    }
}
