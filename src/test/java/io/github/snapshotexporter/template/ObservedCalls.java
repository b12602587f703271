package io.github.snapshotexporter.template;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRequest;

/** Tells which permission a call of an SDK client needs, in the words of the template. */
final class ObservedCalls {
    private final Map<String, String> resourceByValue;
    private final Map<String, String> snapshotArns;

    /** @param snapshotArns by the snapshots' names; read when a call is observed */
    ObservedCalls(String queueUrl, String table, Map<String, String> snapshotArns) {
        this.snapshotArns = snapshotArns;
        resourceByValue = Map.of(
                queueUrl,
                "ExportQueue.Arn",
                queueUrl + "-dead-letter",
                "DeadLetterQueue.Arn",
                table,
                "LedgerTable.Arn");
    }

    /** What IAM has to allow for this request to be answered. */
    List<Grant> grantsFor(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest transaction
                ? transaction.transactItems().stream().flatMap(this::grantsFor).toList()
                : List.of(new Grant(action(request), resource(request)));
    }

    /** A transaction needs what its items would need alone. */
    private Stream<Grant> grantsFor(TransactWriteItem item) {
        return Map.of(
                        "ConditionCheckItem",
                                Stream.ofNullable(item.conditionCheck()).toList(),
                        "DeleteItem", Stream.ofNullable(item.delete()).toList(),
                        "PutItem", Stream.ofNullable(item.put()).toList(),
                        "UpdateItem", Stream.ofNullable(item.update()).toList())
                .entrySet()
                .stream()
                .flatMap(kind -> kind.getValue().stream()
                        .map(one -> new Grant("dynamodb:" + kind.getKey(), resource((SdkPojo) one))));
    }

    /** A batch needs what its entries would need alone. */
    private static String action(SdkRequest request) {
        String[] packages = request.getClass().getPackageName().split("\\.", -1);
        String operation = request.getClass().getSimpleName().replaceFirst("(Batch)?Request$", "");
        return packages[packages.length - 2] + ":" + operation;
    }

    private String resource(SdkPojo request) {
        if (request instanceof ExportSnapshotRequest export) {
            return snapshotArns.get(export.sourceSnapshotName()).replaceFirst("/.*", "/*");
        }
        List<String> named = request.sdkFields().stream()
                .filter(field -> List.of("QueueUrl", "TableName", "TopicArn").contains(field.memberName()))
                .map(field -> (String) valueOf(field, request))
                .map(this::inTheTemplate)
                .toList();
        return named.isEmpty() ? "*" : named.getFirst();
    }

    private static Object valueOf(SdkField<?> field, SdkPojo request) {
        return field.getValueOrDefault(request);
    }

    private String inTheTemplate(String value) {
        return value.startsWith("arn:aws:sns:") ? "NotificationTopic" : resourceByValue.getOrDefault(value, value);
    }
}
