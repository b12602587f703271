package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Everything the exporter needs, on the loopback address inside this JVM: no account, no container. DynamoDB Local
 * leaves a thread behind when it is closed, so a main program must end with {@link System#exit}.
 */
public final class LocalCloud implements AutoCloseable {

    /** The export queue's name. */
    public static final String EXPORT_QUEUE = "exports";

    /** The dead-letter queue's name. */
    public static final String DEAD_LETTER_QUEUE = "exports-dead-letter";

    /** The ledger table's name. */
    public static final String LEDGER_TABLE = "ledger";

    /** How long a received message is invisible, as in the stack. */
    public static final Duration VISIBILITY = Duration.ofMinutes(6);

    private static final int MAX_RECEIVE_COUNT = 1_000;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final LightsailEmulator lightsail;
    private final Ec2Emulator ec2;
    private final ElasticMq elasticMq;
    private final DynamoDbLocal dynamoDb;
    private final SnsEmulator sns;
    private final String operationsTopicArn;
    private final String exportQueueUrl;
    private final String deadLetterQueueUrl;

    private LocalCloud(Clock clock, Ports ports) {
        try {
            lightsail = started(LightsailEmulator.startOn(clock, ports.lightsail()));
            ec2 = started(Ec2Emulator.startOn(clock, ports.ec2()));
            lightsail.exportsTo(ec2);
            elasticMq = started(ElasticMq.startOn(ports.sqs()));
            sns = started(SnsEmulator.startOn(ports.sns()));
            sns.deliversBy(elasticMq.client());
            operationsTopicArn = sns.topicArn() + "-alarms";
            sns.subscribed(sns.topicArn(), 1, 0).subscribed(operationsTopicArn, 1, 0);
            dynamoDb = started(DynamoDbLocal.startOn(ports.dynamoDb()));
            deadLetterQueueUrl = elasticMq.createQueue(DEAD_LETTER_QUEUE, VISIBILITY);
            exportQueueUrl = elasticMq.createQueue(EXPORT_QUEUE, VISIBILITY, deadLetterQueueUrl, MAX_RECEIVE_COUNT);
            try (DynamoDbClient client = LocalClients.dynamoDb(dynamoDb.endpoint())) {
                DynamoDbLocal.createLedgerTable(client, LEDGER_TABLE);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The ports for a cloud that stays up; 0 stands for a free one. */
    public record Ports(int lightsail, int sqs, int sns, int dynamoDb, int ec2) {

        /** Free ports for all. */
        public static Ports free() {
            return new Ports(0, 0, 0, 0, 0);
        }
    }

    /** Starts on free ports; Lightsail's time is the machine's, as everyone else's. */
    public static LocalCloud start() {
        return start(Clock.systemUTC());
    }

    /** Starts on free ports with this clock for Lightsail; queues and ledger live in real time. */
    public static LocalCloud start(Clock clock) {
        return new LocalCloud(clock, Ports.free());
    }

    /** Starts on these ports. */
    public static LocalCloud startOnFixedPorts(Clock clock, Ports ports) {
        return new LocalCloud(clock, ports);
    }

    /** The environment variables that point the exporter, the SDK and the AWS CLI here. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("EXPORT_QUEUE_URL", exportQueueUrl);
        environment.put("DEAD_LETTER_QUEUE_URL", deadLetterQueueUrl);
        environment.put("NOTIFICATION_TOPIC_ARN", sns.topicArn());
        environment.put("OPERATIONS_TOPIC_ARN", operationsTopicArn);
        environment.put("LEDGER_TABLE_NAME", LEDGER_TABLE);
        environment.put("AWS_REGION", LightsailEmulator.REGION);
        environment.put("AWS_ACCESS_KEY_ID", LocalClients.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", LocalClients.SECRET_KEY);
        environment.put("AWS_ENDPOINT_URL_LIGHTSAIL", lightsail.endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_SQS", elasticMq.endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_SNS", sns.endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_EC2", ec2.endpoint().toString());
        return environment;
    }

    /** A poller of the export queue for the function, not yet started. */
    public Poller poller(RequestStreamHandler handler) {
        return Poller.of(elasticMq.client(), exportQueueUrl, handler).visibility(VISIBILITY);
    }

    /** The Lightsail emulator. */
    public LightsailEmulator lightsail() {
        return lightsail;
    }

    /** The EC2 emulator, where the exports of the Lightsail emulator leave their results. */
    public Ec2Emulator ec2() {
        return ec2;
    }

    /** The queues. */
    public ElasticMq elasticMq() {
        return elasticMq;
    }

    /** The ledger's database. */
    public DynamoDbLocal dynamoDb() {
        return dynamoDb;
    }

    /** The SNS emulator. */
    public SnsEmulator sns() {
        return sns;
    }

    /** The export queue. */
    public String exportQueueUrl() {
        return exportQueueUrl;
    }

    /** The dead-letter queue. */
    public String deadLetterQueueUrl() {
        return deadLetterQueueUrl;
    }

    /** Stops everything, the last started first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("The local cloud does not stop", e);
            }
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }
}
