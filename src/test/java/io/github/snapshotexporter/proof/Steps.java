package io.github.snapshotexporter.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.proof.Seen.Refusal;
import io.github.snapshotexporter.proof.Seen.SecondExport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.RecordState;

/** One run, from the first thing that it makes to the last that it looks at. What it has made is deleted elsewhere. */
final class Steps {
    private static final Duration FOR_A_SNAPSHOT = Duration.ofHours(1);
    private static final Duration FOR_AN_EXPORT = Duration.ofHours(6);
    private static final Duration FOR_EVENTS = Duration.ofMinutes(15);
    private static final Set<String> ENDS =
            Set.of("ExportSucceeded", "ExportFailed", "ExportAbandoned", "RequestRejected", "AlreadyExported");
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final DeployedStack stack;
    private final ProofOptions options;
    private final ProofRun run;
    private final Waiting waiting;
    private final Consumer<String> tell;
    private final Maker maker;
    private final Seen seen = new Seen();

    Steps(
            Account account,
            DeployedStack stack,
            ProofOptions options,
            ProofRun run,
            Waiting waiting,
            Consumer<String> tell) {
        this.account = account;
        this.stack = stack;
        this.options = options;
        this.run = run;
        this.waiting = waiting;
        this.tell = tell;
        this.maker = new Maker(account, stack, run, waiting);
    }

    /**
     * Goes through all of it.
     *
     * @throws ProofException where it cannot go on
     */
    Seen go() {
        stackItself();
        tell.accept("Makes a queue, a subscription and a rule for events.");
        Inbox inbox = maker.inbox();
        tell.accept("Makes the " + (options.instance() ? "instance" : "disk") + " " + run.resource() + ".");
        if (options.instance()) {
            maker.instance();
        } else {
            maker.disk();
        }
        if (options.missing()) {
            refusals();
        }
        snapshot(1);
        export(inbox, 1);
        if (options.again()) {
            again();
        }
        if (stack.letsImagesGo()) {
            deletionByRule(inbox);
        }
        events(inbox);
        pages();
        return seen;
    }

    private void stackItself() {
        if (stack.mailsReports()) {
            var numbers = account.sns()
                    .getTopicAttributes(request ->
                            request.topicArn(stack.notificationTopic().value()))
                    .attributes();
            seen.subscriptions(numbers.get("SubscriptionsConfirmed") + " confirmed, "
                    + numbers.get("SubscriptionsPending") + " pending");
        }
        if (stack.runsBySchedule()) {
            account
                    .cloudWatch()
                    .describeAlarms(request -> request.alarmNames(stack.noRunAlarm()))
                    .metricAlarms()
                    .stream()
                    .findFirst()
                    .ifPresent(alarm -> seen.noRunAlarm(alarm.stateValueAsString()));
        }
    }

    private void refusals() {
        tell.accept("Makes calls that must be refused.");
        refused(
                Refusal.UNKNOWN_NAME,
                () -> account.lightsailOnce()
                        .exportSnapshot(request -> request.sourceSnapshotName(run.name() + "-unknown")));
        refused(
                Refusal.NAME_WITH_PERIODS,
                () -> account.lightsailOnce()
                        .exportSnapshot(request -> request.sourceSnapshotName(run.name() + ".un.known")));
        refused(Refusal.SOURCE_WITHOUT_ADD_ON, () -> {
            account.lightsailOnce()
                    .copySnapshot(request -> request.sourceResourceName(run.resource())
                            .useLatestRestorableAutoSnapshot(true)
                            .sourceRegion(stack.notificationTopic().region())
                            .targetSnapshotName(run.name() + "-copy"));
            // Of what it takes after all: CopySnapshot itself gives no labels.
            maker.label(run.name() + "-copy");
        });
    }

    /** What is taken after all is found and deleted as everything else. */
    private void refused(Refusal call, Runnable asked) {
        try {
            asked.run();
            seen.refused(call, "taken");
        } catch (SdkException refused) {
            seen.refused(call, Trouble.code(refused));
        }
    }

    private void snapshot(int number) {
        tell.accept("Makes the snapshot " + run.snapshot(number) + ".");
        maker.snapshot(options.instance(), number);
        if (options.missing() && number == 1) {
            refused(
                    Refusal.PENDING_SNAPSHOT,
                    () -> account.lightsailOnce()
                            .exportSnapshot(request -> request.sourceSnapshotName(run.snapshot(number))));
        }
        waiting.untilTrue(FOR_A_SNAPSHOT, () -> isReady(number), "The snapshot was not ready within an hour.");
    }

    private boolean isReady(int number) {
        String state = options.instance()
                ? account.lightsail()
                        .getInstanceSnapshot(request -> request.instanceSnapshotName(run.snapshot(number)))
                        .instanceSnapshot()
                        .stateAsString()
                : account.lightsail()
                        .getDiskSnapshot(request -> request.diskSnapshotName(run.snapshot(number)))
                        .diskSnapshot()
                        .stateAsString();
        return switch (state) {
            case "available", "completed" -> true;
            case "error" -> throw new ProofException("The snapshot ended in the state error.");
            default -> false;
        };
    }

    /** Lets the stack export the snapshot, and looks at all that there is of it. */
    private void export(Inbox inbox, int number) {
        String name = run.snapshot(number);
        tell.accept("Sends the request to the stack, and follows what it publishes. This takes minutes to hours.");
        ObjectNode request = JSON.createObjectNode()
                .put("sourceSnapshotName", name)
                .put("requestId", name)
                .put("requestedBy", "proof");
        account.sqs()
                .sendMessage(message -> message.queueUrl(stack.exportQueueUrl()).messageBody(request.toString()));
        JsonNode end = waiting.until(FOR_AN_EXPORT, () -> {
                    watchRecord(name);
                    inbox.receive();
                    return inbox.about(name).stream()
                            .filter(document ->
                                    ENDS.contains(document.path("type").asText()))
                            .findFirst();
                })
                .orElseThrow(() -> new ProofException("The stack has told no end within " + FOR_AN_EXPORT.toHours()
                        + " hours. Look at its log and its dead-letter queue."));
        tell.accept("The stack says: " + end.path("type").asText() + " "
                + end.at("/destination/id").asText() + end.at("/error/message").asText());
        if (number > 1) {
            return;
        }
        seen.published(inbox.about(name));
        recordOf(name, Set.of()).ifPresent(seen::record);
        operations(end);
        Optional.of(end.at("/destination/id").asText())
                .filter(id -> !id.isEmpty())
                .flatMap(id -> Ec2Results.find(account.ec2(), id))
                .ifPresent(result -> {
                    result.image().ifPresent(seen::image);
                    seen.snapshots(result.snapshots());
                });
    }

    private void watchRecord(String name) {
        if (seen.listedAfter().isEmpty()) {
            recordOf(name, Set.of())
                    .ifPresent(record -> seen.listedAfter(
                            Duration.between(record.createdAt(), waiting.clock().instant())));
        }
    }

    private Optional<ExportSnapshotRecord> recordOf(String snapshot, Set<String> but) {
        return Listings.exportRecords(account.lightsail(), seen::page).stream()
                .filter(record -> snapshot.equals(record.sourceInfo().name()))
                .filter(record -> !but.contains(record.name()))
                .findFirst();
    }

    private void operations(JsonNode end) {
        List<Operation> found = new ArrayList<>();
        for (JsonNode operation : end.path("operations")) {
            found.add(account.lightsail()
                    .getOperation(
                            request -> request.operationId(operation.path("id").asText()))
                    .operation());
        }
        seen.operations(found);
    }

    private void again() {
        tell.accept("Exports the snapshot a second time, behind the stack's back.");
        Set<String> first =
                seen.record().map(ExportSnapshotRecord::name).stream().collect(Collectors.toSet());
        try {
            account.lightsailOnce().exportSnapshot(request -> request.sourceSnapshotName(run.snapshot(1)));
        } catch (SdkException refused) {
            seen.second(new SecondExport(Optional.of(Trouble.code(refused)), Optional.empty()));
            return;
        }
        seen.second(new SecondExport(
                Optional.empty(),
                waiting.until(
                                FOR_AN_EXPORT,
                                () -> recordOf(run.snapshot(1), first)
                                        .filter(record -> record.state() != RecordState.STARTED))
                        .filter(record -> record.destinationInfo() != null)
                        .map(record -> record.destinationInfo().id())));
    }

    /** A second snapshot, so that a rule for this one source lets the first go: no image of anybody else is touched. */
    private void deletionByRule(Inbox inbox) {
        Optional<String> older = seen.published("ExportSucceeded")
                .map(document -> document.at("/destination/id").asText())
                .filter(id -> !id.isEmpty());
        if (older.isEmpty()) {
            return;
        }
        snapshot(2);
        export(inbox, 2);
        tell.accept("Asks the stack to keep the newer of the two only.");
        String job = run.name() + "-retain";
        ObjectNode request = JSON.createObjectNode().put("requestId", job);
        request.putObject("retain").put("keepLast", 1).putArray("sources").add(run.resource());
        account.sqs()
                .sendMessage(message -> message.queueUrl(stack.exportQueueUrl()).messageBody(request.toString()));
        waiting.until(FOR_AN_EXPORT, () -> {
            inbox.receive();
            return inbox.about(job).stream().findFirst();
        });
        seen.deletedByRule(Ec2Results.find(account.ec2(), older.get()).isEmpty());
    }

    /** CloudTrail takes up to a quarter of an hour; where there is no trail, none ever comes. */
    private void events(Inbox inbox) {
        tell.accept("Waits up to a quarter of an hour for events.");
        waiting.isTrueWithin(FOR_EVENTS, () -> {
            inbox.receive();
            seen.events(inbox.events());
            return !seen.calls("ExportSnapshot").isEmpty()
                    && !seen.eventsOfEc2().isEmpty();
        });
    }

    private void pages() {
        Listings.operations(account.lightsail(), seen::page);
    }
}
