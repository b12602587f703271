package io.github.snapshotexporter.localcloud;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * DynamoDB Local inside this JVM, in memory, on the loopback address. All clients see the same tables, whatever their
 * Region and credentials. It is served by a Jetty of our own, because the one it brings listens on all addresses and
 * reports its starts to its maker. It unpacks its SQLite library itself where no {@code sqlite4java.library.path} is
 * set.
 */
public final class DynamoDbLocal implements AutoCloseable {

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final int port;

    private DynamoDbLocal(int port) {
        try {
            this.handler =
                    new LocalDynamoDBServerHandler(new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
            QueuedThreadPool threads = new QueuedThreadPool();
            threads.setDaemon(true);
            this.server = new Server(threads);
            ServerConnector connector = new ServerConnector(server, 1, 1);
            connector.setHost(HttpEndpoint.LOOPBACK);
            connector.setPort(port);
            server.addConnector(connector);
            server.setHandler(new ContextHandler(handler));
            server.start();
            this.port = connector.getLocalPort();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start", e);
        }
    }

    /** Starts an instance of its own on a free port. */
    public static DynamoDbLocal start() {
        return startOn(0);
    }

    /** Starts an instance of its own on this port. */
    public static DynamoDbLocal startOn(int port) {
        return new DynamoDbLocal(port);
    }

    /** The instance that all tests of this JVM share, each with tables of its own; it is never closed. */
    public static DynamoDbLocal shared() {
        return Shared.INSTANCE;
    }

    /** Where to point a client, or {@code AWS_ENDPOINT_URL_DYNAMODB}. */
    public URI endpoint() {
        return URI.create("http://" + HttpEndpoint.LOOPBACK + ":" + port);
    }

    /** Creates the ledger's table: on demand, with the string keys {@code pk} and {@code sk}. */
    public static void createLedgerTable(DynamoDbClient client, String tableName) {
        try {
            client.createTable(r -> r.tableName(tableName)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute("pk"), attribute("sk"))
                    .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        } catch (ResourceInUseException retried) {
            // On a busy machine the SDK has given the first try up too early: the table is there.
        }
    }

    /** Stops and forgets all tables. */
    @Override
    public void close() {
        try {
            server.stop();
            handler.close();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not stop", e);
        }
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static final class Shared {
        private static final DynamoDbLocal INSTANCE = start();

        private Shared() {}
    }
}
