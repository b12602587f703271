package io.github.snapshotexporter.template;

import io.github.snapshotexporter.localcloud.LightsailEmulator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.lightsail.model.DeleteDiskSnapshotRequest;
import software.amazon.awssdk.services.lightsail.model.DeleteInstanceSnapshotRequest;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRequest;
import software.amazon.awssdk.services.lightsail.model.TagResourceRequest;

/** Tells which permission a call of an SDK client needs, in the words of the template. */
final class ObservedCalls {
    static final String OPERATIONS_TOPIC =
            "arn:aws:sns:" + LightsailEmulator.REGION + ":" + LightsailEmulator.ACCOUNT + ":alarms";

    private final Map<String, String> resourceByValue;
    private final UnaryOperator<String> arnOfSnapshot;

    /** @param arnOfSnapshot tells the ARN of the snapshot that has a name now; asked when a call is observed */
    ObservedCalls(String queueUrl, String table, UnaryOperator<String> arnOfSnapshot) {
        this.arnOfSnapshot = arnOfSnapshot;
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
        return switch (request) {
            case TransactWriteItemsRequest transaction ->
                transaction.transactItems().stream().flatMap(this::grantsFor).toList();
            case BatchGetItemRequest batch ->
                batch.requestItems().keySet().stream()
                        .map(table -> new Grant("dynamodb:BatchGetItem", inTheTemplate(table)))
                        .toList();
            case CreateTagsRequest tags ->
                tags.resources().stream()
                        .map(id -> new Grant(action(request), ofEc2(id)))
                        .toList();
            case DeregisterImageRequest image -> List.of(new Grant(action(request), ofEc2(image.imageId())));
            case DeleteSnapshotRequest snapshot -> List.of(new Grant(action(request), ofEc2(snapshot.snapshotId())));
            default -> List.of(new Grant(action(request), resource(request)));
        };
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
        Optional<String> snapshotType = snapshotType(request);
        if (snapshotType.isPresent()) {
            return "arn:aws:lightsail:%s:%s:%s/*"
                    .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, snapshotType.get());
        }
        List<String> named = request.sdkFields().stream()
                .filter(field -> List.of("QueueUrl", "TableName", "TopicArn").contains(field.memberName()))
                .map(field -> (String) valueOf(field, request))
                .map(this::inTheTemplate)
                .toList();
        return named.isEmpty() ? "*" : named.getFirst();
    }

    private static String ofEc2(String id) {
        return "arn:aws:ec2:%s::%s/*".formatted(LightsailEmulator.REGION, id.startsWith("ami-") ? "image" : "snapshot");
    }

    /** What kind of snapshot the request changes; empty for a request that IAM does not tell by snapshots. */
    private Optional<String> snapshotType(SdkPojo request) {
        return switch (request) {
            case ExportSnapshotRequest export -> Optional.of(typeIn(arnOfSnapshot.apply(export.sourceSnapshotName())));
            case TagResourceRequest tag -> Optional.of(typeIn(tag.resourceArn()));
            case DeleteDiskSnapshotRequest delete -> Optional.of("DiskSnapshot");
            case DeleteInstanceSnapshotRequest delete -> Optional.of("InstanceSnapshot");
            default -> Optional.empty();
        };
    }

    private static String typeIn(String arn) {
        return arn.replaceFirst(".*:(\\w+)/.*", "$1");
    }

    private static Object valueOf(SdkField<?> field, SdkPojo request) {
        return field.getValueOrDefault(request);
    }

    private String inTheTemplate(String value) {
        if (value.equals(OPERATIONS_TOPIC)) {
            return "OperationsTopic";
        }
        return value.startsWith("arn:aws:sns:") ? "NotificationTopic" : resourceByValue.getOrDefault(value, value);
    }
}
