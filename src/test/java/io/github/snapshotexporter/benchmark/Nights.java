package io.github.snapshotexporter.benchmark;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunLedger;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.ledger.RunMembers;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.localcloud.LocalClients;
import io.github.snapshotexporter.wire.OwnJobs;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Runs and exports of the function on a cloud, and what is done between them that is not measured. */
final class Nights implements AutoCloseable {
    private static final int WRITERS = 8;

    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final LightsailClient lightsail;
    private final ExportLedger exports;
    private final RunLedger runs;
    private final RunMembers members;
    private final String queueUrl;
    private final String table;
    private final BenchmarkedFunction function;

    Nights(Map<String, String> environment) {
        sqs = LocalClients.sqs(URI.create(environment.get("AWS_ENDPOINT_URL_SQS")));
        dynamoDb = LocalClients.dynamoDb(URI.create(environment.get("AWS_ENDPOINT_URL_DYNAMODB")));
        lightsail = LocalClients.lightsail(URI.create(environment.get("AWS_ENDPOINT_URL_LIGHTSAIL")));
        queueUrl = environment.get("EXPORT_QUEUE_URL");
        table = environment.get("LEDGER_TABLE_NAME");
        Delays none = new Delays(Duration.ZERO, Duration.ZERO, new Random(1), pause -> {});
        Ledgers ledgers = Ledgers.of(dynamoDb, table, 1, none, Clock.systemUTC());
        exports = ledgers.exports();
        runs = ledgers.runs();
        members = ledgers.members();
        String queueArn = sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        function = new BenchmarkedFunction(environment, queueArn);
    }

    /** Chooses and asks for every member. */
    Measured select(String runId, String selection, int chosen) throws IOException {
        Measured measured =
                function.finish(onQueue("{\"select\": %s, \"requestId\": \"%s\"}".formatted(selection, runId)));
        require(RunItem.State.DISPATCHED == runs.find(runId).orElseThrow().state(), runId + " is not dispatched");
        require(members.of(runId).filter(RunMember::sent).count() == chosen, runId + " has not sent all");
        return measured;
    }

    /** Ends every member of the run, without an export. */
    void endAll(String runId) {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            members.of(runId).forEach(entry -> writers.execute(() -> members.end(runId, exported(entry))));
        }
    }

    private static RunMember exported(RunMember entry) {
        return new RunMember(
                entry.key(),
                entry.sourceSnapshotName(),
                entry.resourceType(),
                entry.arn(),
                entry.autoSnapshot(),
                Optional.of(40),
                entry.sent(),
                Optional.of(new RunMember.End(
                        RunMember.Outcome.EXPORTED,
                        Optional.empty(),
                        Optional.of(new Destination("ami-0123456789abcdef0", "Aws::EC2::Image")),
                        Optional.of(Duration.ofMinutes(20)))));
    }

    /** Reports on a run whose members have all ended; can be repeated. */
    Measured report(String runId) throws IOException {
        Measured measured = function.finish(onQueue("{\"job\": \"ReportRun\", \"runId\": \"%s\"}".formatted(runId)));
        require(runs.find(runId).orElseThrow().report().published(), runId + " is not reported");
        dynamoDb.updateItem(request -> request.tableName(table)
                .key(Map.of("pk", AttributeValue.fromS("run#" + runId), "sk", AttributeValue.fromS("run")))
                .updateExpression("REMOVE document, reportedAt, published"));
        return measured;
    }

    /** Asks for the export of the snapshot when the function does not remember any listing of Lightsail's records. */
    Measured firstRequest(String snapshotName) throws IOException {
        function.forget();
        return request(snapshotName);
    }

    /** Asks for the export of the snapshot. */
    Measured request(String snapshotName) throws IOException {
        Measured measured = function.finish(onQueue(snapshotName));
        require(status(snapshotName) == ExportItem.Status.STARTED, snapshotName + " is not being exported");
        return measured;
    }

    /** Follows the export of the snapshot, which has ended by now, to its end. */
    Measured follow(String snapshotName) throws IOException {
        Measured measured = function.finish(onQueue(
                OwnJobs.write(new Job.TrackExport(AttemptId.first(arn(snapshotName)), SnapshotName.of(snapshotName)))));
        require(status(snapshotName) == ExportItem.Status.SUCCEEDED, snapshotName + " was not exported");
        return measured;
    }

    private ExportItem.Status status(String snapshotName) {
        return exports.find(arn(snapshotName)).orElseThrow().status();
    }

    private String arn(String snapshotName) {
        return lightsail
                .getInstanceSnapshot(request -> request.instanceSnapshotName(snapshotName))
                .instanceSnapshot()
                .arn();
    }

    /** The message as the function receives it, alone on the queue. */
    private Message onQueue(String body) {
        sqs.purgeQueue(request -> request.queueUrl(queueUrl));
        sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .waitTimeSeconds(5)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() {
        sqs.close();
        dynamoDb.close();
        lightsail.close();
    }
}
