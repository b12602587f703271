package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Delays;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The one table: consistent reads, and conditional writes that tell what they met. Throws the SDK's exceptions. */
final class LedgerTable {
    /** As many items as DynamoDB reads, or writes in one transaction, in one call. */
    static final int MOST_TOGETHER = 100;

    private static final int TRIES = 8;
    private static final Duration KEPT = Duration.ofDays(90);
    private static final String CONFLICT = "TransactionConflict";
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Delays delays;

    LedgerTable(DynamoDbClient dynamoDb, String table, Delays delays) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.delays = delays;
    }

    static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    }

    /** When an item of a job or a run may be forgotten, 90 days after this was written; time to live counts in seconds. */
    static final Attribute<Instant> EXPIRES_AFTER = Attribute.single(
            "expiresAt",
            now -> AttributeValue.fromN(Long.toString(now.plus(KEPT).getEpochSecond())),
            value -> Instant.ofEpochSecond(Long.parseLong(value.n())).minus(KEPT));

    /** Every item has it. */
    static final Attribute<String> PK = Attribute.text("pk");

    static final Attribute<String> SK = Attribute.text("sk");

    Optional<Attributes> read(Map<String, AttributeValue> key) {
        Map<String, AttributeValue> item = dynamoDb.getItem(
                        request -> request.tableName(table).key(key).consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(new Attributes(item));
    }

    /** Those of these items that there are, in no order, each with this attribute and its key only. */
    Stream<Attributes> readTogether(List<Map<String, AttributeValue>> keys, Attribute<?> attribute) {
        KeysAndAttributes wanted = KeysAndAttributes.builder()
                .keys(keys)
                .consistentRead(true)
                .projectionExpression("pk, sk, #wanted")
                .expressionAttributeNames(Map.of("#wanted", attribute.name()))
                .build();
        return dynamoDb.batchGetItemPaginator(request -> request.requestItems(Map.of(table, wanted))).stream()
                .flatMap(page -> page.responses().getOrDefault(table, List.of()).stream())
                .map(Attributes::new);
    }

    /** All items of one partition whose sort key begins so, in the order of their keys. */
    Stream<Attributes> readAll(String pk, String skPrefix) {
        return dynamoDb
                .queryPaginator(request -> request.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :pk AND begins_with(sk, :sk)")
                        .expressionAttributeValues(
                                Map.of(":pk", AttributeValue.fromS(pk), ":sk", AttributeValue.fromS(skPrefix))))
                .items()
                .stream()
                .map(Attributes::new);
    }

    /** What a conditional write met: the new item, or the item that refused it. */
    record Written(boolean accepted, Attributes item) {}

    Written write(Update update) {
        return withoutConflicts(() -> {
            try {
                return new Written(
                        true,
                        new Attributes(dynamoDb.updateItem(update.alone(table)).attributes()));
            } catch (ConditionalCheckFailedException refused) {
                return new Written(false, new Attributes(refused.hasItem() ? refused.item() : Map.of()));
            }
        });
    }

    /**
     * Writes all or nothing.
     *
     * @return for each update whether it was refused, and then the item that refused it; empty when all was written
     */
    List<Optional<Attributes>> writeTogether(List<Update> updates) {
        return withoutConflicts(() -> {
            try {
                dynamoDb.transactWriteItems(request -> request.transactItems(updates.stream()
                        .map(update -> update.inTransaction(table))
                        .toList()));
                return List.of();
            } catch (TransactionCanceledException cancelled) {
                if (cancelled.cancellationReasons().stream()
                        .noneMatch(reason -> CONDITION_FAILED.equals(reason.code()))) {
                    throw cancelled;
                }
                return cancelled.cancellationReasons().stream()
                        .map(LedgerTable::refusedBy)
                        .toList();
            }
        });
    }

    private static Optional<Attributes> refusedBy(CancellationReason reason) {
        return CONDITION_FAILED.equals(reason.code())
                ? Optional.of(new Attributes(reason.hasItem() ? reason.item() : Map.of()))
                : Optional.empty();
    }

    /** A transaction that meets another one is refused for that alone, and the SDK does not try it again. */
    private <T> T withoutConflicts(Supplier<T> write) {
        for (int triesLeft = TRIES - 1; ; triesLeft--) {
            try {
                return write.get();
            } catch (TransactionConflictException | TransactionCanceledException thrown) {
                if (triesLeft == 0 || !isConflict(thrown)) {
                    throw thrown;
                }
                delays.pauseAfterConflict();
            }
        }
    }

    private static boolean isConflict(RuntimeException thrown) {
        return !(thrown instanceof TransactionCanceledException cancelled)
                || Stream.ofNullable(cancelled.cancellationReasons())
                        .flatMap(List::stream)
                        .anyMatch(reason -> CONFLICT.equals(reason.code()));
    }
}
