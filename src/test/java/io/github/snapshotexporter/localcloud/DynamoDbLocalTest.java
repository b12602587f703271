package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoDbLocalTest {

    private final String table = "ledger-" + UUID.randomUUID();

    @Test
    void conditionalAndTransactionalWritesWorkOnTheSharedInstance() {
        try (DynamoDbClient client = client(DynamoDbLocal.shared(), "first")) {
            DynamoDbLocal.createLedgerTable(client, table);
            client.putItem(r -> r.tableName(table).item(item("started")));

            ConditionalCheckFailedException refused = catchThrowableOfType(
                    ConditionalCheckFailedException.class,
                    () -> client.putItem(r -> r.tableName(table)
                            .item(item("other"))
                            .conditionExpression("attribute_not_exists(pk)")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            assertThat(refused.item()).containsEntry("status", AttributeValue.fromS("started"));

            TransactWriteItem put = TransactWriteItem.builder()
                    .put(p -> p.tableName(table).item(item("other")).conditionExpression("attribute_not_exists(pk)"))
                    .build();
            TransactionCanceledException cancelled = catchThrowableOfType(
                    TransactionCanceledException.class, () -> client.transactWriteItems(r -> r.transactItems(put)));
            assertThat(cancelled.cancellationReasons())
                    .extracting(reason -> reason.code())
                    .containsExactly("ConditionalCheckFailed");
        }
        try (DynamoDbClient other = client(DynamoDbLocal.shared(), "second")) {
            assertThat(other.scan(r -> r.tableName(table)).count()).isEqualTo(1);
        }
    }

    @Test
    void anInstanceOfItsOwnKnowsNothingOfTheSharedOne() {
        try (DynamoDbClient client = client(DynamoDbLocal.shared(), "first")) {
            DynamoDbLocal.createLedgerTable(client, table);
        }
        try (DynamoDbLocal own = DynamoDbLocal.start();
                DynamoDbClient client = client(own, "first")) {
            assertThat(catchThrowableOfType(
                            ResourceNotFoundException.class, () -> client.scan(r -> r.tableName(table))))
                    .isNotNull();
        }
    }

    private static Map<String, AttributeValue> item(String status) {
        return Map.of(
                "pk", AttributeValue.fromS("snapshot#arn"),
                "sk", AttributeValue.fromS("export"),
                "status", AttributeValue.fromS(status));
    }

    private static DynamoDbClient client(DynamoDbLocal dynamoDb, String accessKey) {
        return LocalClients.configured(DynamoDbClient.builder(), dynamoDb.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "test")))
                .build();
    }
}
