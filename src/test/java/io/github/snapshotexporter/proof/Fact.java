package io.github.snapshotexporter.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.proof.Judgement.Confirmed;
import io.github.snapshotexporter.proof.Judgement.Differs;
import io.github.snapshotexporter.proof.Judgement.NotSeen;
import io.github.snapshotexporter.proof.Seen.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.Operation;

/**
 * What a run can find out. {@code docs/facts.md} has a row for each, by its name in small letters with hyphens: how sure it
 * was before, and where that came from.
 */
enum Fact {
    OPERATIONS_RETURNED("ExportSnapshot returns operations", "one or more", Fact::operationsReturned),
    OPERATION_NAMES(
            "what its operations are named after", "the snapshot, or an ExportSnapshotRecord-…", Fact::operationNames),
    OPERATION_TYPE("the type of its operations", "ExportSnapshot", Fact::operationTypes),
    OPERATION_END("how its operations end well", "terminal, Succeeded or Completed", Fact::operationEnds),
    RECORD_TIE(
            "what ties a record to its operation",
            "its name, or a createdAt not before the operation's",
            Fact::recordTie),
    RECORD_SOURCE("what a record says of the snapshot", "its ARN, as sourceInfo.arn", Fact::recordSource),
    RECORD_LISTED("when a record is listed", "within a minute of its createdAt", Fact::recordListed),
    DESTINATION("what a record says of the result", "ami-… of an instance, snap-… of a disk", Fact::destination),
    DURATION("how long the export took", "minutes to hours", Fact::duration),
    RESULT_NAME("the name of an AMI", "that of the snapshot", Fact::resultName),
    RESULT_DESCRIPTION("the description of the result", "it names Amazon Lightsail", Fact::resultDescription),
    RESULT_TAGS("tags of the result, but for the exporter's and the proof's", "none", Fact::resultTags),
    RESULT_ENCRYPTED("whether the EBS snapshots are encrypted", "all are", Fact::encrypted),
    SECOND_EXPORT("a second ExportSnapshot of the same snapshot", "makes a second result", Fact::secondExport),
    REFUSED_PENDING(
            "ExportSnapshot of a snapshot that is being made",
            "is refused",
            seen -> refusal(
                    seen,
                    Refusal.PENDING_SNAPSHOT,
                    Set.of("InvalidInputException", "OperationFailureException", "NotFoundException"))),
    REFUSED_PERIODS(
            "ExportSnapshot of an unknown name with periods",
            "NotFoundException",
            seen -> refusal(seen, Refusal.NAME_WITH_PERIODS, Set.of("NotFoundException"))),
    REFUSED_UNKNOWN(
            "ExportSnapshot of an unknown name",
            "NotFoundException",
            seen -> refusal(seen, Refusal.UNKNOWN_NAME, Set.of("NotFoundException"))),
    REFUSED_NO_ADD_ON(
            "CopySnapshot of an automatic snapshot of a source without them",
            "NotFoundException or InvalidInputException",
            seen -> refusal(seen, Refusal.SOURCE_WITHOUT_ADD_ON, Set.of("NotFoundException", "InvalidInputException"))),
    EVENT_OF_SNAPSHOT(
            "EventBridge tells of a new snapshot, by CloudTrail",
            "with its name in requestParameters",
            Fact::snapshotEvent),
    EVENT_OF_EXPORT("EventBridge tells of ExportSnapshot, by CloudTrail", "one event", Fact::exportEvent),
    EVENT_OF_RESULT("EventBridge tells of the result, by EC2 or EBS", "one event or more", Fact::resultEvents),
    PAGE_SIZES("the longest page of a listing that goes on", "200 operations; of records unknown", Fact::pageSizes),
    LABELS("the stack labels what it has made, under its own role", "snapshot-exporter:… on the result", Fact::labels),
    DELETION("the stack lets images go by its rule, under its own role", "the result is gone", Fact::deletion),
    SUBSCRIPTIONS("whether the e-mail subscriptions are confirmed", "none is pending", Fact::subscriptions),
    NO_RUN_ALARM("whether the alarm for a missing night has left its warm-up", "OK", Fact::noRunAlarm);

    private static final int MOST_OPERATIONS = 200;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final String statement;
    private final String expected;
    /** A static method of this enum: it holds nothing that could change. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Seen, Judgement> judged;

    Fact(String statement, String expected, Function<Seen, Judgement> judged) {
        this.statement = statement;
        this.expected = expected;
        this.judged = judged;
    }

    /** The id of its row in the documents. */
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    String statement() {
        return statement;
    }

    String expected() {
        return expected;
    }

    Judgement judge(Seen seen) {
        return judged.apply(seen);
    }

    private static Judgement operationsReturned(Seen seen) {
        return seen.published("ExportStarted")
                .map(document -> document.path("operations").size())
                .map(number -> Judgement.of(number > 0, number))
                .orElseGet(Fact::neverStarted);
    }

    private static Judgement neverStarted() {
        return new NotSeen("the stack has published no ExportStarted");
    }

    private static Judgement operationNames(Seen seen) {
        return ofOperations(
                seen,
                operation -> kindOfName(seen, operation.resourceName()),
                kind -> kind.equals("the snapshot") || kind.startsWith("ExportSnapshotRecord-"));
    }

    private static String kindOfName(Seen seen, String name) {
        boolean isSnapshot = seen.record()
                .filter(record -> record.sourceInfo().name().equals(name))
                .isPresent();
        return isSnapshot ? "the snapshot" : String.valueOf(name);
    }

    private static Judgement operationTypes(Seen seen) {
        return ofOperations(seen, Operation::operationTypeAsString, "ExportSnapshot"::equals);
    }

    private static Judgement operationEnds(Seen seen) {
        return ofOperations(
                seen,
                operation -> operation.statusAsString() + (operation.isTerminal() ? ", terminal" : ", not terminal"),
                Set.of("Succeeded, terminal", "Completed, terminal")::contains);
    }

    private static Judgement ofOperations(
            Seen seen, Function<Operation, String> property, Function<String, Boolean> expected) {
        if (seen.operations().isEmpty()) {
            return new NotSeen("no operation of the export was found");
        }
        Set<String> values =
                seen.operations().stream().map(property).collect(Collectors.toCollection(java.util.TreeSet::new));
        return Judgement.of(values.stream().allMatch(expected::apply), String.join("; ", values));
    }

    private static Judgement recordTie(Seen seen) {
        if (seen.record().isEmpty() || seen.operations().isEmpty()) {
            return new NotSeen("no record, or no operation");
        }
        ExportSnapshotRecord record = seen.record().get();
        if (seen.operations().stream().anyMatch(operation -> record.name().equals(operation.resourceName()))) {
            return new Confirmed("an operation has the name of the record");
        }
        boolean isLater = seen.operations().stream()
                .noneMatch(operation -> record.createdAt().isBefore(operation.createdAt()));
        return Judgement.of(
                isLater,
                isLater ? "only its time, after that of the operation" : "the record is older than an operation");
    }

    private static Judgement recordSource(Seen seen) {
        return seen.record()
                .map(record -> seen.published("ExportStarted")
                        .map(document -> document.at("/snapshot/arn").asText())
                        .<Judgement>map(arn -> Judgement.of(
                                arn.equals(record.sourceInfo().arn()),
                                record.sourceInfo().arn()))
                        .orElseGet(Fact::neverStarted))
                .orElseGet(Fact::noRecord);
    }

    private static Judgement noRecord() {
        return new NotSeen("no record of the export was listed");
    }

    private static Judgement recordListed(Seen seen) {
        return seen.listedAfter()
                .<Judgement>map(time -> Judgement.of(time.compareTo(SOON) <= 0, time.toSeconds() + " s at most"))
                .orElseGet(Fact::noRecord);
    }

    private static Judgement destination(Seen seen) {
        return seen.record()
                .filter(record -> record.destinationInfo() != null)
                .<Judgement>map(record -> {
                    String id = String.valueOf(record.destinationInfo().id());
                    boolean ofInstance =
                            record.sourceInfo().resourceTypeAsString().equals("InstanceSnapshot");
                    return Judgement.of(
                            id.startsWith(ofInstance ? "ami-" : "snap-"),
                            id.replaceFirst("-.*", "-…") + ", service "
                                    + record.destinationInfo().service());
                })
                .orElseGet(Fact::noRecord);
    }

    private static Judgement duration(Seen seen) {
        return seen.published("ExportSucceeded")
                .map(document ->
                        Duration.ofSeconds(document.path("durationSeconds").asLong()))
                .<Judgement>map(time -> new Confirmed(io.github.snapshotexporter.job.Words.of(time)))
                .orElseGet(Fact::neverSucceeded);
    }

    private static Judgement neverSucceeded() {
        return new NotSeen("the export has not succeeded");
    }

    private static Judgement resultName(Seen seen) {
        return seen.image()
                .<Judgement>map(image -> Judgement.of(
                        seen.record()
                                .filter(record -> record.sourceInfo().name().equals(image.name()))
                                .isPresent(),
                        image.name()))
                .orElseGet(() -> new NotSeen("only with -Dinstance: an EBS snapshot has no name"));
    }

    private static Judgement resultDescription(Seen seen) {
        return seen.image()
                .map(image -> image.description())
                .or(() -> seen.snapshots().stream().map(Snapshot::description).findFirst())
                .<Judgement>map(text -> Judgement.of(text.contains("Lightsail"), text))
                .orElseGet(Fact::noResult);
    }

    private static Judgement noResult() {
        return new NotSeen("no result was found in EC2");
    }

    private static Judgement resultTags(Seen seen) {
        if (seen.snapshots().isEmpty()) {
            return noResult();
        }
        Set<String> keys = tags(seen).keySet().stream()
                .filter(key -> !key.startsWith("snapshot-exporter") && !key.equals("Name"))
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        return Judgement.of(keys.isEmpty(), keys.isEmpty() ? "none" : String.join(", ", keys));
    }

    private static Map<String, String> tags(Seen seen) {
        return seen.snapshots().stream()
                .flatMap(snapshot -> snapshot.tags().stream())
                .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value(), (one, other) -> one));
    }

    private static Judgement encrypted(Seen seen) {
        return seen.snapshots().isEmpty()
                ? noResult()
                : Judgement.of(
                        seen.snapshots().stream().allMatch(Snapshot::encrypted),
                        seen.snapshots().stream()
                                .map(snapshot -> snapshot.encrypted()
                                        ? "encrypted, " + String.valueOf(snapshot.kmsKeyId())
                                        : "not encrypted")
                                .distinct()
                                .collect(Collectors.joining("; ")));
    }

    private static Judgement secondExport(Seen seen) {
        return seen.second()
                .<Judgement>map(second -> second.error()
                        .<Judgement>map(code -> new Differs("refused: " + code))
                        .orElseGet(() -> second.destination()
                                .<Judgement>map(id -> Judgement.of(
                                        seen.record()
                                                .filter(record -> !id.equals(
                                                        record.destinationInfo().id()))
                                                .isPresent(),
                                        "taken, and the result is "
                                                + (seen.record()
                                                                .filter(record -> id.equals(record.destinationInfo()
                                                                        .id()))
                                                                .isPresent()
                                                        ? "the first one"
                                                        : "another one")))
                                .orElseGet(() -> new Differs("taken, and without a result"))))
                .orElseGet(() -> new NotSeen("only with -Dagain"));
    }

    private static Judgement refusal(Seen seen, Refusal call, Set<String> expected) {
        return seen.refusal(call)
                .<Judgement>map(code -> Judgement.of(expected.contains(code), code))
                .orElseGet(() -> new NotSeen("only with -Dmissing"));
    }

    private static Judgement snapshotEvent(Seen seen) {
        List<JsonNode> calls = StreamSupport.stream(
                        List.of("CreateDiskSnapshot", "CreateInstanceSnapshot").spliterator(), false)
                .flatMap(name -> seen.calls(name).stream())
                .toList();
        if (calls.isEmpty()) {
            return new NotSeen("no event came: is there a trail in this Region?");
        }
        return Judgement.of(
                calls.stream()
                        .anyMatch(event -> event.at("/detail/requestParameters").has("diskSnapshotName")
                                || event.at("/detail/requestParameters").has("instanceSnapshotName")),
                calls.size() + ", with " + calls.getFirst().at("/detail/requestParameters"));
    }

    private static Judgement exportEvent(Seen seen) {
        int number = seen.calls("ExportSnapshot").size();
        return number == 0
                ? new NotSeen("no event came: is there a trail in this Region?")
                : new Confirmed(Integer.toString(number));
    }

    private static Judgement resultEvents(Seen seen) {
        Set<String> kinds = seen.eventsOfEc2().stream()
                .map(event -> event.path("detail-type").asText() + " "
                        + event.at("/detail/event").asText()
                        + event.at("/detail/State").asText())
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        return kinds.isEmpty() ? new NotSeen("no event came") : new Confirmed(String.join("; ", kinds));
    }

    private static Judgement pageSizes(Seen seen) {
        if (seen.pages().isEmpty()) {
            return new NotSeen("no listing went on to a second page");
        }
        return Judgement.of(
                seen.pages().getOrDefault("GetOperations", MOST_OPERATIONS) == MOST_OPERATIONS,
                new java.util.TreeMap<>(seen.pages()));
    }

    private static Judgement labels(Seen seen) {
        if (seen.snapshots().isEmpty()) {
            return noResult();
        }
        Set<String> keys = tags(seen).keySet().stream()
                .filter(key -> key.startsWith("snapshot-exporter:"))
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        return Judgement.of(!keys.isEmpty(), keys.isEmpty() ? "no label" : String.join(", ", keys));
    }

    private static Judgement deletion(Seen seen) {
        return seen.deletedByRule()
                .<Judgement>map(gone -> Judgement.of(gone, gone ? "gone" : "still there"))
                .orElseGet(() -> new NotSeen("the stack has no rule"));
    }

    private static Judgement subscriptions(Seen seen) {
        return seen.subscriptions()
                .<Judgement>map(words -> Judgement.of(words.endsWith(" 0 pending"), words))
                .orElseGet(() -> new NotSeen("the stack has no e-mail address"));
    }

    private static Judgement noRunAlarm(Seen seen) {
        return seen.noRunAlarm()
                .<Judgement>map(state -> Judgement.of(state.equals("OK"), state))
                .orElseGet(() -> new NotSeen("the schedule is off"));
    }
}
