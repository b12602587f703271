package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Destination;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.OperationJson;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of an export's item. What belongs to an attempt or a generation is cleared when the next one is claimed. */
final class ExportAttributes {
    static final Lifetime ATTEMPT = new Lifetime();
    static final Lifetime GENERATION = new Lifetime();

    // For ever
    static final Attribute<Integer> GENERATION_NUMBER = Attribute.number("generation");
    static final Attribute<Integer> ATTEMPT_NUMBER = Attribute.number("attempt");
    static final Attribute<String> STATUS = Attribute.text("status");
    static final Attribute<Snapshot> SNAPSHOT = snapshot();
    static final Attribute<String> REQUESTED_BY = Attribute.text("requestedBy");
    static final Attribute<Set<String>> BOOKED = Attribute.texts("booked");
    static final Attribute<Set<String>> REQUEST_IDS = Attribute.texts("requestIds");

    static final Attribute<Instant> GENERATION_STARTED_AT = GENERATION.add(Attribute.time("generationStartedAt"));
    static final Attribute<String> RUN_ID = GENERATION.add(Attribute.text("runId"));
    static final Attribute<Set<String>> RUNS = GENERATION.add(Attribute.texts("runs"));
    static final Attribute<String> JOB_ID = GENERATION.add(Attribute.text("jobId"));
    static final Attribute<Boolean> FORCED = GENERATION.add(Attribute.flag("forced"));
    static final Attribute<Boolean> STARTED_PUBLISHED = GENERATION.add(Attribute.flag("startedPublished"));

    static final Attribute<Lease> LEASE = ATTEMPT.add(Attribute.lease("lease"));
    static final Attribute<Instant> CALL_STARTED_AT = ATTEMPT.add(Attribute.time("callStartedAt"));
    /** Every call of this attempt was answered, and has begun nothing. */
    static final Attribute<Boolean> NOTHING_BEGUN = ATTEMPT.add(Attribute.flag("nothingBegun"));

    static final Attribute<Instant> STARTED_AT = ATTEMPT.add(Attribute.time("startedAt"));
    static final Attribute<Boolean> ADOPTED = ATTEMPT.add(Attribute.flag("adopted"));
    static final Attribute<Boolean> OWN = ATTEMPT.add(Attribute.flag("own"));
    static final Attribute<String> RECORD = ATTEMPT.add(Attribute.text("record"));
    static final Attribute<List<Operation>> OPERATIONS = ATTEMPT.add(Attribute.single(
            "operations",
            operations -> AttributeValue.fromS(OperationJson.write(operations).toString()),
            value -> OperationJson.read(value.s())));
    static final Attribute<Set<String>> UNKNOWN_OPERATIONS = ATTEMPT.add(Attribute.texts("unknownOperations"));
    static final Attribute<Instant> OPERATION_ENDED_AT = ATTEMPT.add(Attribute.time("operationEndedAt"));
    static final Attribute<Instant> DENIED_SINCE = ATTEMPT.add(Attribute.time("deniedSince"));
    static final Attribute<Instant> UNREADABLE_SINCE = ATTEMPT.add(Attribute.time("unreadableSince"));
    static final Attribute<Boolean> HANDED_OVER = ATTEMPT.add(Attribute.flag("handedOver"));
    static final Attribute<Instant> ENDED_AT = ATTEMPT.add(Attribute.time("endedAt"));
    static final Attribute<Destination> DESTINATION = ATTEMPT.add(Attribute.destination());
    static final Attribute<ImageFacts> IMAGE = ATTEMPT.add(Attribute.single(
            "image", image -> AttributeValue.fromS(image.toJson().toString()), value -> ImageFacts.ofJson(value.s())));
    static final Attribute<Boolean> LABEL_OWED = ATTEMPT.add(Attribute.flag("labelOwed"));
    static final Attribute<Failure> ERROR = ATTEMPT.add(Attribute.failure("error"));
    static final Attribute<String> PARKED_BY = ATTEMPT.add(Attribute.text("parkedBy"));
    static final Attribute<Boolean> END_PUBLISHED = ATTEMPT.add(Attribute.flag("endPublished"));
    static final Attribute<Boolean> MEMBERS_WRITTEN = ATTEMPT.add(Attribute.flag("membersWritten"));
    /** The job's message is copied to the dead-letter queue. */
    static final Attribute<Boolean> PARKED = ATTEMPT.add(Attribute.flag("copied"));
    /** The own copy of an automatic snapshot is deleted. */
    static final Attribute<Boolean> COPY_DELETED = ATTEMPT.add(Attribute.flag("copyDeleted"));

    private ExportAttributes() {}

    static ExportItem read(Attributes item) {
        Snapshot snapshot = item.needed(SNAPSHOT);
        return new ExportItem(
                new AttemptId(snapshot.arn(), item.needed(GENERATION_NUMBER), item.needed(ATTEMPT_NUMBER)),
                ExportItem.Status.ofWord(item.needed(STATUS)),
                snapshot,
                new ExportItem.Generation(
                        item.needed(REQUESTED_BY),
                        item.get(RUN_ID),
                        item.get(JOB_ID),
                        item.is(FORCED),
                        item.needed(GENERATION_STARTED_AT)),
                item.get(LEASE),
                new ExportItem.Progress(
                        item.get(CALL_STARTED_AT),
                        item.is(NOTHING_BEGUN),
                        item.get(STARTED_AT),
                        item.is(ADOPTED),
                        item.is(OWN),
                        item.get(RECORD),
                        item.get(OPERATIONS).orElse(List.of()),
                        item.all(UNKNOWN_OPERATIONS),
                        item.get(OPERATION_ENDED_AT),
                        item.get(DENIED_SINCE),
                        item.get(UNREADABLE_SINCE)),
                item.all(BOOKED),
                new ExportItem.End(
                        item.get(ENDED_AT),
                        item.get(DESTINATION),
                        item.get(IMAGE),
                        item.get(ERROR),
                        item.get(PARKED_BY)),
                new ExportItem.Marks(
                        item.is(STARTED_PUBLISHED),
                        item.is(HANDED_OVER),
                        item.is(END_PUBLISHED),
                        item.is(MEMBERS_WRITTEN),
                        item.is(PARKED),
                        item.is(LABEL_OWED),
                        item.is(COPY_DELETED)),
                item.all(REQUEST_IDS),
                item.all(RUNS));
    }

    private static Attribute<Snapshot> snapshot() {
        Attribute<String> arn = Attribute.text("arn");
        Attribute<String> name = Attribute.text("sourceSnapshotName");
        Attribute<String> type = Attribute.text("resourceType");
        Attribute<Instant> createdAt = Attribute.time("snapshotCreatedAt");
        Attribute<String> source = Attribute.text("fromResourceName");
        Attribute<String> sourceArn = Attribute.text("fromResourceArn");
        Attribute<Integer> size = Attribute.number("sizeInGb");
        Attribute<Map<String, String>> tags = Attribute.textsByKey("tags");
        return new Attribute<>(
                List.of(
                        arn.name(),
                        name.name(),
                        type.name(),
                        createdAt.name(),
                        source.name(),
                        sourceArn.name(),
                        size.name(),
                        tags.name()),
                snapshot -> {
                    Map<String, AttributeValue> parts = new HashMap<>();
                    parts.putAll(arn.written().apply(snapshot.arn()));
                    parts.putAll(name.written().apply(snapshot.name().value()));
                    parts.putAll(type.written().apply(snapshot.resourceType().wireName()));
                    snapshot.createdAt().map(createdAt.written()).ifPresent(parts::putAll);
                    snapshot.fromResourceName().map(source.written()).ifPresent(parts::putAll);
                    snapshot.fromResourceArn().map(sourceArn.written()).ifPresent(parts::putAll);
                    snapshot.sizeInGb().map(size.written()).ifPresent(parts::putAll);
                    parts.putAll(tags.written().apply(snapshot.tags()));
                    return parts;
                },
                item -> {
                    Attributes parts = new Attributes(item);
                    return parts.get(arn)
                            .map(known -> new Snapshot(
                                    known,
                                    SnapshotName.of(parts.needed(name)),
                                    ResourceType.ofWireName(parts.needed(type)).orElseThrow(),
                                    parts.get(createdAt),
                                    parts.get(source),
                                    parts.get(sourceArn),
                                    parts.get(size),
                                    parts.get(tags).orElse(Map.of())));
                });
    }
}
