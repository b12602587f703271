package io.github.snapshotexporter.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.AwsClients;
import io.github.snapshotexporter.ExportHandler;
import io.github.snapshotexporter.Surroundings;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Delivery;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.job.JobId;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.localcloud.DynamoDbLocal;
import io.github.snapshotexporter.localcloud.Ec2Emulator;
import io.github.snapshotexporter.localcloud.LambdaContext;
import io.github.snapshotexporter.localcloud.LambdaSqsEvent;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnsEmulator;
import io.github.snapshotexporter.localcloud.SqsEmulator;
import io.github.snapshotexporter.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.crac.Resource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;
import software.amazon.awssdk.services.lightsail.LightsailClientBuilder;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/**
 * The exporter in a cloud of its own on a clock that tests move: the real handler with the real SDK clients, emulated
 * services on loopback, and DynamoDB Local. Days pass as fast as the messages can be handled.
 */
public final class World implements AutoCloseable {
    /** As the template sets them. */
    public static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(1);

    public static final Duration VISIBILITY = Duration.ofMinutes(6);
    public static final Instant BEGINNING = Instant.parse("2026-11-22T02:00:00Z");

    /** A busy machine may need long for a call, and one that is given up is in doubt, or made twice. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** AWS_RETRY_MODE=standard, AWS_MAX_ATTEMPTS=3, without the pauses between. */
    private static final RetryStrategy AS_IN_THE_TEMPLATE_BUT_AT_ONCE =
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(3)
                    .backoffStrategy(BackoffStrategy.retryImmediately())
                    .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                    .build();

    private static final JsonMapper JSON = new JsonMapper();

    private final MutableClock clock = MutableClock.at(BEGINNING);
    private final LightsailEmulator lightsail = LightsailEmulator.start(clock);
    private final Ec2Emulator ec2 = Ec2Emulator.start(clock);
    private final SnsEmulator sns = SnsEmulator.start();
    private final SqsEmulator sqs = SqsEmulator.start(clock);
    private final String deadLetterQueueUrl = sqs.createQueue("exports-dead-letter");
    private final String queueUrl = sqs.createQueue("exports", deadLetterQueueUrl, 1000);
    private final String table = "ledger-" + UUID.randomUUID();
    private final CallTap tap = new CallTap();
    private final List<JsonNode> log = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "EXPORT_QUEUE_URL", queueUrl,
            "DEAD_LETTER_QUEUE_URL", deadLetterQueueUrl,
            "NOTIFICATION_TOPIC_ARN", sns.topicArn(),
            "LEDGER_TABLE_NAME", table));
    private final AtomicReference<Resource> beforeSnapshot = new AtomicReference<>();
    private final AtomicBoolean died = new AtomicBoolean();
    private final RandomGenerator random;
    private final AwsClients aws;
    private ExportHandler handler;

    private World(long seed, Duration lightsailTimeout) {
        random = new java.util.Random(seed);
        aws = AwsClients.create(builder -> customize(builder, lightsailTimeout));
        lightsail.exportsTo(ec2);
        DynamoDbLocal.createLedgerTable(aws.dynamoDb(), table);
        tap.forgetCalls();
        coldStart();
    }

    /** A new world. */
    public static World create() {
        return create(1);
    }

    /** A new world in which chance follows this seed. */
    public static World create(long seed) {
        return new World(seed, PATIENCE);
    }

    /**
     * A new world for tests in which a call of Lightsail hangs: each is given up after three seconds, of which a busy
     * machine may need one.
     */
    public static World thatGivesUpOnHangingCalls() {
        return new World(1, Duration.ofSeconds(3));
    }

    private void customize(AwsClientBuilder<?, ?> builder, Duration lightsailTimeout) {
        URI endpoint = switch (builder) {
            case LightsailClientBuilder any -> lightsail.endpoint();
            case SnsClientBuilder any -> sns.endpoint();
            case Ec2ClientBuilder any -> ec2.endpoint();
            case DynamoDbClientBuilder any -> DynamoDbLocal.shared().endpoint();
            default -> sqs.endpoint();
        };
        var override = builder.overrideConfiguration().toBuilder().addExecutionInterceptor(tap);
        if (builder instanceof LightsailClientBuilder) {
            override.apiCallAttemptTimeout(lightsailTimeout).apiCallTimeout(lightsailTimeout);
        } else {
            override.retryStrategy(AS_IN_THE_TEMPLATE_BUT_AT_ONCE)
                    .apiCallAttemptTimeout(PATIENCE)
                    .apiCallTimeout(PATIENCE);
        }
        builder.overrideConfiguration(override.build())
                .endpointOverride(endpoint)
                .region(Region.of(LightsailEmulator.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    /** Sets a variable of the environment, and starts the function anew. */
    public World set(String variable, String value) {
        environment.put(variable, value);
        coldStart();
        return this;
    }

    /** Starts the function anew: what it remembered is gone. */
    public void coldStart() {
        handler = newHandler();
    }

    private ExportHandler newHandler() {
        return new ExportHandler(
                Settings.fromEnvironment(environment),
                aws,
                new Surroundings(clock, random, clock::advance, line -> log.add(parse(line)), beforeSnapshot::set));
    }

    /** Does to the function what Lambda does before it takes a snapshot of it. */
    public void prepareForSnapshot() throws Exception {
        beforeSnapshot.get().beforeCheckpoint(null);
    }

    /** Does to the function what Lambda does after it has restored it from a snapshot that was taken so long ago. */
    public void restoreAfter(Duration age) throws Exception {
        clock.advance(age);
        beforeSnapshot.get().afterRestore(null);
    }

    public MutableClock clock() {
        return clock;
    }

    public LightsailEmulator lightsail() {
        return lightsail;
    }

    public Ec2Emulator ec2() {
        return ec2;
    }

    public SnsEmulator sns() {
        return sns;
    }

    public SqsEmulator sqs() {
        return sqs;
    }

    public CallTap tap() {
        return tap;
    }

    public String queueUrl() {
        return queueUrl;
    }

    public DynamoDbClient dynamoDb() {
        return aws.dynamoDb();
    }

    public AwsClients aws() {
        return aws;
    }

    public String table() {
        return table;
    }

    /** The lines of the log so far. */
    public List<JsonNode> log() {
        return List.copyOf(log);
    }

    /** Forgets the calls and the lines of the log so far. Each further one copies them, which takes long after very many. */
    public void forgetCallsAndLog() {
        tap.forgetCalls();
        lightsail.forgetCalls();
        ec2.forgetCalls();
        sqs.forgetCalls();
        log.clear();
    }

    // What comes in

    /** A receive of this job that begins now, for tests of what a receive uses. */
    public Receive receive(String jobKey) {
        return new Receive(
                new JobId(jobKey, jobKey),
                "",
                Delivery.direct(clock.instant(), false),
                new Invocation("request", clock.instant(), clock.instant().plus(FUNCTION_TIMEOUT)));
    }

    /** The ledgers of this world's table, for tests of what several receives find in them. */
    public Ledgers ledgers(int maxInFlight) {
        Delays delays = new Delays(Duration.ofSeconds(30), Duration.ofMinutes(15), new Random(1), pause -> {});
        return Ledgers.of(dynamoDb(), table(), maxInFlight, delays, clock);
    }

    /** Puts a message on the queue, and returns its id. */
    public String send(String body) {
        return sqs.send(queueUrl, body, Map.of());
    }

    /** Puts a message with attributes on the queue, and returns its id. */
    public String send(String body, Map<String, String> attributes) {
        return sqs.send(queueUrl, body, attributes);
    }

    /** Invokes the function with this payload, as a person or a service would. */
    public JsonNode invoke(String payload) {
        died.set(false);
        return parse(invokeFor(handler, payload, FUNCTION_TIMEOUT));
    }

    /** Invokes the function with this payload as Lambda does under this request id, once or again. */
    public JsonNode invokeAs(String requestId, String payload) {
        died.set(false);
        return parse(invokeFor(handler, payload, LambdaContext.lasting(clock, FUNCTION_TIMEOUT, requestId)));
    }

    private String invokeFor(ExportHandler function, String payload, Duration timeout) {
        return invokeFor(function, payload, LambdaContext.lasting(clock, timeout));
    }

    private static String invokeFor(ExportHandler function, String payload, LambdaContext context) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            function.handleRequest(new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), answer, context);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    // What happens

    /** Delivers one batch of what is visible now, and deletes what the answer does not name. */
    public List<QueuedMessage> deliver() {
        return deliver(10, FUNCTION_TIMEOUT);
    }

    /** Delivers one batch of at most {@code most} messages to an invocation of this length. */
    public List<QueuedMessage> deliver(int most, Duration timeout) {
        List<QueuedMessage> messages = sqs.receive(queueUrl, most, VISIBILITY);
        if (!messages.isEmpty()) {
            invokeAndDelete(messages, timeout);
        }
        return messages;
    }

    /** Delivers what is visible now to an execution environment of its own, while another one may be busy. */
    public void deliverElsewhere() {
        List<QueuedMessage> messages = sqs.receive(queueUrl, 10, VISIBILITY);
        delete(messages, invokeElsewhere(messages));
    }

    /** Invokes the function with a batch, and deletes what the answer does not name. */
    public void invokeAndDelete(List<QueuedMessage> messages, Duration timeout) {
        delete(messages, invokeWith(messages, timeout));
    }

    private void delete(List<QueuedMessage> messages, Set<String> comingBack) {
        messages.stream()
                .filter(message -> !comingBack.contains(message.messageId()))
                .forEach(message -> sqs.delete(queueUrl, message));
    }

    /** Invokes the function with a batch, and returns the ids of those that come back; nothing is deleted. */
    public Set<String> invokeWith(List<QueuedMessage> messages, Duration timeout) {
        died.set(false);
        return invoke(handler, messages, timeout);
    }

    /** The same in an execution environment of its own, while another one may be busy. */
    public Set<String> invokeElsewhere(List<QueuedMessage> messages) {
        return invoke(newHandler(), messages, FUNCTION_TIMEOUT);
    }

    private Set<String> invoke(ExportHandler function, List<QueuedMessage> messages, Duration timeout) {
        String answer = invokeFor(function, LambdaSqsEvent.of(sqs.queueArn(queueUrl), messages), timeout);
        if (died.get()) {
            return messages.stream().map(QueuedMessage::messageId).collect(Collectors.toSet());
        }
        Set<String> comingBack = new HashSet<>();
        parse(answer)
                .path("batchItemFailures")
                .forEach(item -> comingBack.add(item.path("itemIdentifier").textValue()));
        return comingBack;
    }

    /** Lets the invocation die that makes the call for which {@code here} holds, after that call has taken effect. */
    public void dieAfterCall(Predicate<String> here) {
        tap.before(call -> stopIfDead());
        tap.after(call -> {
            stopIfDead();
            if (here.test(call)) {
                died.set(true);
                throw new InvocationDied("after " + call);
            }
        });
    }

    /** Lets the invocation die that is about to make the call for which {@code here} holds. */
    public void dieBeforeCall(Predicate<String> here) {
        tap.before(call -> {
            stopIfDead();
            if (here.test(call)) {
                died.set(true);
                throw new InvocationDied("before " + call);
            }
        });
        tap.after(call -> stopIfDead());
    }

    /** No call is disturbed any more. */
    public void calmDown() {
        died.set(false);
        tap.before(call -> {});
        tap.after(call -> {});
        tap.loseAnswers(call -> false);
    }

    private void stopIfDead() {
        if (died.get()) {
            throw new InvocationDied("before");
        }
    }

    /** Moves the clock to the next message and delivers, until the queue is empty. */
    public World settle() {
        return settle(Duration.ofDays(30));
    }

    /** Moves the clock to the next message and delivers, until the queue is empty or so much time has passed. */
    public World settle(Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        while (deliverNext(end)) {
            // Each step is a batch.
        }
        return this;
    }

    /** Moves the clock to the next message and delivers it; false where there is none before {@code end}. */
    public boolean deliverNext(Instant end) {
        Optional<Instant> next = sqs.nextVisibleAt(queueUrl).filter(time -> !time.isAfter(end));
        next.ifPresent(time -> {
            clock.advanceTo(time);
            deliver();
        });
        return next.isPresent();
    }

    // What came out

    public List<Published> published() {
        return sns.published();
    }

    /** The types of all published documents, in their order. */
    public List<String> publishedTypes() {
        return published().stream()
                .map(message -> message.document().path("type").textValue())
                .toList();
    }

    /** The only published document of this type. */
    public JsonNode only(String type) {
        List<JsonNode> documents = published().stream()
                .map(Published::document)
                .filter(document -> document.path("type").textValue().equals(type))
                .toList();
        if (documents.size() != 1) {
            throw new AssertionError("expected one " + type + ", but published were " + publishedTypes());
        }
        return documents.getFirst();
    }

    public List<QueuedMessage> deadLetters() {
        return sqs.peekAll(deadLetterQueueUrl);
    }

    public List<QueuedMessage> queued() {
        return sqs.peekAll(queueUrl);
    }

    /** The ledger's item of a snapshot's export. */
    public Map<String, AttributeValue> exportItem(String arn) {
        return item("snapshot#" + arn, "export");
    }

    /** The ARN of the snapshot that has this name now. */
    public String arnOf(String snapshotName) {
        try {
            return aws.lightsail()
                    .getInstanceSnapshot(request -> request.instanceSnapshotName(snapshotName))
                    .instanceSnapshot()
                    .arn();
        } catch (NotFoundException notAnInstance) {
            return aws.lightsail()
                    .getDiskSnapshot(request -> request.diskSnapshotName(snapshotName))
                    .diskSnapshot()
                    .arn();
        }
    }

    public Map<String, AttributeValue> item(String pk, String sk) {
        return aws.dynamoDb()
                .getItem(request -> request.tableName(table)
                        .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk)))
                        .consistentRead(true))
                .item();
    }

    /** The snapshots whose exports are in flight. */
    public Set<String> slots() {
        AttributeValue arns = item("slots", "inFlight").get("arns");
        return arns == null ? Set.of() : Set.copyOf(arns.ss());
    }

    @Override
    public void close() {
        aws.dynamoDb().deleteTable(request -> request.tableName(table));
        aws.close();
        lightsail.close();
        ec2.close();
        sns.close();
        sqs.close();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("not JSON: " + json, malformed);
        }
    }
}
