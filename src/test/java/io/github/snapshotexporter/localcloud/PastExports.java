package io.github.snapshotexporter.localcloud;

import io.github.snapshotexporter.job.Timestamps;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Leaves what exports of the past would have left: labelled images in EC2, and their places in the ledger's list. */
public final class PastExports {
    private static final int MOST_AT_ONCE = 25;
    private static final int SIZE_IN_GB = 40;

    private final Ec2Emulator ec2;
    private final String stack;

    /** @param stack by whose calls they were made */
    public PastExports(Ec2Emulator ec2, String stack) {
        this.ec2 = ec2;
        this.stack = stack;
    }

    /** Exports of snapshots of one site that were made at these times, written to the table. */
    public void leave(DynamoDbClient dynamoDb, String table, String site, List<Instant> createdAt) {
        List<WriteRequest> items = createdAt.stream()
                .map(time -> item(site, time))
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        for (int from = 0; from < items.size(); from += MOST_AT_ONCE) {
            List<WriteRequest> some = items.subList(from, Math.min(from + MOST_AT_ONCE, items.size()));
            dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(table, some)));
        }
    }

    private Map<String, AttributeValue> item(String site, Instant createdAt) {
        String name = site + "-" + createdAt.toString().substring(0, 10);
        String arn = LightsailJson.arn("InstanceSnapshot", name);
        String sourceArn = LightsailJson.sourceArn(SnapshotKind.INSTANCE, site);
        ImageScript image = ec2.exportedImage(Ec2Emulator.newImageId(), name, Map.of("/dev/sda1", SIZE_IN_GB));
        image.tag("Name", name)
                .tag("snapshot-exporter:stack", stack)
                .tag("snapshot-exporter:source", site)
                .tag("snapshot-exporter:snapshot-arn", arn);
        EbsSnapshotScript disk = image.snapshots().getFirst();
        image.tags().forEach(disk::tag);
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", AttributeValue.fromS("images"));
        item.put("sk", AttributeValue.fromS("image#" + sourceArn + "#" + createdAt + "#" + image.id()));
        item.put("imageId", AttributeValue.fromS(image.id()));
        item.put("sourceArn", AttributeValue.fromS(sourceArn));
        item.put("sourceName", AttributeValue.fromS(site));
        item.put("arn", AttributeValue.fromS(arn));
        item.put("sourceSnapshotName", AttributeValue.fromS(name));
        item.put("snapshotCreatedAt", AttributeValue.fromS(Timestamps.format(createdAt)));
        item.put("sizeInGb", AttributeValue.fromN(Integer.toString(SIZE_IN_GB)));
        item.put("own", AttributeValue.fromBool(true));
        item.put("verified", AttributeValue.fromBool(true));
        item.put("snapshotIds", AttributeValue.fromSs(List.of(disk.id())));
        return item;
    }
}
