package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.localcloud.AcceptedExport;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Some days of a small site's exporter, drawn from a seed: who asks for what, and everything that can go wrong. */
final class History {
    private static final Duration LONGEST = Duration.ofDays(12);

    /** A message and when it is sent. */
    private record Request(Instant at, String body) {}

    private final World world;
    private final Random random;
    private final HistoryOfCopies copies;
    private final List<SnapshotScript> snapshots = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    /** The state of every accepted export, whenever ExportSnapshot was about to be called. */
    private final Map<Instant, Map<String, String>> statesAtCalls = new ConcurrentSkipListMap<>();

    History(World world, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.copies = new HistoryOfCopies(world, random);
    }

    /** What became of it. */
    record Result(int accepted, int exportedTwiceInTheOpenWindow) {}

    Result run() {
        int count = 1 + random.nextInt(3);
        for (int i = 1; i <= count; i++) {
            snapshots.add(drawSnapshot("site-" + i));
        }
        copies.draw(this::drawCall, this::drawExport);
        int wanted = 1 + random.nextInt(7);
        for (int i = 0; i < wanted; i++) {
            requests.add(drawRequest(i));
        }
        requests.sort(Comparator.comparing(Request::at));
        live();
        world.calmDown();
        return check();
    }

    // What there is, and who wants what

    private SnapshotScript drawSnapshot(String name) {
        SnapshotScript snapshot = random.nextBoolean()
                ? world.lightsail().instanceSnapshot(name).fromResource("my-site")
                : world.lightsail().diskSnapshot(name).fromResource("my-disk");
        if (random.nextInt(4) == 0) {
            snapshot.pendingForLooks(1 + random.nextInt(4));
        }
        if (random.nextInt(6) == 0) {
            snapshot.exportedByHand(ExportScript.succeeds().takes(Duration.ofMinutes(random.nextInt(90))));
        }
        snapshot.onExport(
                Stream.generate(this::drawCall).limit(random.nextInt(6)).toArray(ExportCall[]::new));
        snapshot.exports(
                Stream.generate(this::drawExport).limit(1 + random.nextInt(5)).toArray(ExportScript[]::new));
        return snapshot;
    }

    private ExportCall drawCall() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> ExportCall.throttle();
            case 2, 3 -> ExportCall.error("ServiceException", 500, "not started");
            case 4, 5 -> ExportCall.errorAfterAccepting("ServiceException", 500, "started");
            case 6 -> ExportCall.dropConnection();
            case 7 -> ExportCall.dropConnectionAfterAccepting();
            case 8 -> ExportCall.error("OperationFailureException", 400, "busy");
            case 9 -> ExportCall.acceptWithoutOperations();
            case 10 ->
                random.nextInt(4) == 0 ? ExportCall.error("InvalidInputException", 400, "no") : ExportCall.accept();
            default -> ExportCall.accept();
        };
    }

    private ExportScript drawExport() {
        ExportScript script = switch (random.nextInt(8)) {
            case 0, 1 -> ExportScript.fails("InternalError", "it broke");
            case 2 -> random.nextInt(3) == 0 ? ExportScript.never() : ExportScript.succeeds();
            default -> ExportScript.succeeds();
        };
        script = script.takes(Duration.ofMinutes(random.nextInt(120)));
        return switch (random.nextInt(10)) {
            case 0 -> script.recordListedAfter(Duration.ofSeconds(1 + random.nextInt(600)));
            case 1 -> script.operationForgotten();
            case 2 -> script.recordEndsAfterOperation(Duration.ofMinutes(random.nextInt(60)));
            default -> script;
        };
    }

    private Request drawRequest(int number) {
        Instant at =
                World.BEGINNING.plusSeconds(random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(3 * 86_400));
        if (!copies.isEmpty() && random.nextInt(3) == 0) {
            return new Request(at, copies.drawRequest());
        }
        SnapshotScript snapshot = snapshots.get(random.nextInt(snapshots.size()));
        String name = snapshot.name();
        String body = switch (random.nextInt(10)) {
            case 0 -> "{\"sourceSnapshotName\": \"" + name + "\", \"force\": true}";
            case 1 ->
                "{\"sourceSnapshotName\": \"%s\", \"force\": true, \"requestId\": \"r%d\"}"
                        .formatted(name, random.nextInt(2));
            case 2 -> "{\"sourceSnapshotName\": \"%s\", \"requestId\": \"r%d\"}".formatted(name, random.nextInt(2));
            case 3 -> runRequest(snapshot, number);
            case 4 -> "{\"sourceSnapshotName\": \"" + name + "\", \"nonsense\": " + number + "}";
            case 5 -> "not a name " + number;
            case 6 -> "no-such-snapshot";
            default -> name;
        };
        return new Request(at, body);
    }

    private static String runRequest(SnapshotScript snapshot, int number) {
        String type = snapshot.arn().contains("InstanceSnapshot") ? "InstanceSnapshot" : "DiskSnapshot";
        return "{\"job\": \"ExportRequest\", \"sourceSnapshotName\": \"%s\", \"arn\": \"%s\", \"resourceType\": \"%s\", \"runId\": \"run-%d\"}"
                .formatted(snapshot.name(), snapshot.arn(), type, number);
    }

    // What happens

    private void live() {
        Instant end = world.clock().instant().plus(LONGEST);
        while (world.clock().instant().isBefore(end)) {
            Instant nextMessage = world.sqs().nextVisibleAt(world.queueUrl()).orElse(Instant.MAX);
            Instant nextRequest =
                    requests.isEmpty() ? Instant.MAX : requests.getFirst().at();
            if (nextMessage.equals(Instant.MAX) && nextRequest.equals(Instant.MAX)) {
                return;
            }
            if (nextRequest.isBefore(nextMessage)) {
                world.clock().advanceTo(nextRequest);
                send(requests.removeFirst().body());
            } else {
                world.clock().advanceTo(nextMessage);
                deliver();
            }
            world.clock().advance(Duration.ofMillis(1 + random.nextInt(2_000)));
        }
    }

    private void send(String body) {
        int times = random.nextInt(8) == 0 ? 2 + random.nextInt(4) : 1;
        for (int i = 0; i < times; i++) {
            sent.add(body);
            world.send(body);
        }
    }

    private void deliver() {
        drawDisturbance();
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 1 + random.nextInt(10), World.VISIBILITY);
        Set<String> comingBack = random.nextInt(10) == 0
                ? world.invokeElsewhere(batch)
                : world.invokeWith(batch, Duration.ofSeconds(random.nextInt(8) == 0 ? 15 + random.nextInt(40) : 60));
        if (random.nextInt(15) == 0) {
            world.coldStart();
        }
        for (QueuedMessage message : batch) {
            boolean deleteIsLost = random.nextInt(12) == 0;
            if (!comingBack.contains(message.messageId()) && !deleteIsLost) {
                world.sqs().delete(world.queueUrl(), message);
            }
        }
    }

    private void drawDisturbance() {
        AtomicInteger calls = new AtomicInteger();
        int deadly = random.nextInt(6) == 0 ? 1 + random.nextInt(25) : -1;
        world.dieAfterCall(call -> calls.incrementAndGet() == deadly);
        world.tap().alsoBefore("Lightsail.ExportSnapshot"::equals, this::noteStates);
        int meeting = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : -1;
        AtomicInteger begun = new AtomicInteger();
        world.tap().alsoBefore(call -> begun.incrementAndGet() == meeting, world::deliverElsewhere);
        int losing = random.nextInt(25) == 0 ? 1 + random.nextInt(15) : -1;
        AtomicInteger answers = new AtomicInteger();
        world.tap().loseAnswers(call -> !call.startsWith("Lightsail") && answers.incrementAndGet() == losing);
        copies.drawFault();
        switch (random.nextInt(40)) {
            case 0 -> world.lightsail().fault("GetInstanceSnapshot", Fault.throttle());
            case 1 -> world.lightsail().fault("GetDiskSnapshot", serverError(), serverError());
            case 2 -> world.lightsail().fault("GetExportSnapshotRecords", serverError(), serverError());
            case 3 -> world.lightsail().fault("GetOperation", Fault.throttle(), serverError());
            case 4 -> world.lightsail().fault("GetExportSnapshotRecords", Fault.throttle());
            case 5 -> world.sns().fault(500, "InternalFailure", 3);
            default -> {}
        }
    }

    private static Fault serverError() {
        return Fault.error("InternalFailure", 500, "try again");
    }

    private void noteStates() {
        statesAtCalls.put(
                world.clock().instant(),
                world.lightsail().accepted().stream()
                        .collect(Collectors.toMap(
                                AcceptedExport::recordName,
                                export -> world.lightsail().recordState(export.recordName()))));
    }

    // What must be true in the end

    private Result check() {
        assertThat(world.queued()).as("P6: messages left after " + LONGEST).isEmpty();
        assertThat(world.slots()).as("slots taken in the end").isEmpty();
        checkNothingIsLost();
        copies.check(sent);
        checkMilestones();
        int twice = snapshots.stream()
                .mapToInt(snapshot -> checkOneExport(snapshot.name(), forced(snapshot)))
                .sum();
        twice += copies.exported().stream()
                .mapToInt(name -> checkOneExport(name, 0))
                .sum();
        return new Result(world.lightsail().accepted().size(), twice);
    }

    /** P1 and P4. */
    private void checkNothingIsLost() {
        List<String> parked =
                world.deadLetters().stream().map(QueuedMessage::body).toList();
        for (String body : sent) {
            boolean refused =
                    body.contains("nonsense") || body.startsWith("not a name") || body.equals("no-such-snapshot");
            if (refused) {
                assertThat(parked).as("P4: refused and kept").contains(body);
            }
        }
        for (SnapshotScript snapshot : snapshots) {
            Map<String, AttributeValue> item = world.exportItem(snapshot.arn());
            List<String> about = sent.stream()
                    .filter(body -> body.equals(snapshot.name()) || body.contains('"' + snapshot.name() + '"'))
                    .filter(body -> !body.contains("nonsense"))
                    .toList();
            if (item.isEmpty()) {
                assertThat(about).as("P1: asked for, never claimed, so kept").isSubsetOf(parked);
            } else {
                assertThat(item.get("status").s())
                        .as("P1: how the last export ended")
                        .isIn("Succeeded", "Failed", "Abandoned");
            }
        }
    }

    /** P3. */
    private void checkMilestones() {
        Map<String, Set<JsonNode>> contentsById = world.published().stream()
                .map(Published::document)
                .collect(Collectors.groupingBy(document -> document.path("id").textValue(), Collectors.toSet()));
        assertThat(contentsById.values())
                .as("P3: contents published under one id")
                .allSatisfy(contents -> assertThat(contents).hasSize(1));
        List<String> arns = Stream.concat(snapshots.stream().map(SnapshotScript::arn), copies.arns().stream())
                .toList();
        for (String arn : arns) {
            Map<String, AttributeValue> item = world.exportItem(arn);
            if (item.isEmpty()) {
                continue;
            }
            List<String> types = world.published().stream()
                    .map(Published::document)
                    .filter(document ->
                            arn.equals(document.path("snapshot").path("arn").textValue()))
                    .map(document -> document.path("type").textValue())
                    .distinct()
                    .toList();
            assertThat(types)
                    .as("P3: the end of the last export is told")
                    .contains(
                            isToldAsRejection(item)
                                    ? "RequestRejected"
                                    : "Export" + item.get("status").s());
            if (item.containsKey("startedAt")) {
                assertThat(types).as("P3: the start is told").contains("ExportStarted");
            }
            assertThat(item.get("endPublished").bool()).as("the end is marked").isTrue();
            assertThat(item.get("membersWritten").bool())
                    .as("the members are marked")
                    .isTrue();
            checkMembers(arn, item);
        }
    }

    /** What was given up before anybody was told of a start, and for a reason that is the request's, is told as such. */
    private static boolean isToldAsRejection(Map<String, AttributeValue> item) {
        return item.get("status").s().equals("Failed")
                && !new ExportView(item).flag("startedPublished")
                && Reason.ofCode(item.get("errorReason").s()).told() == Reason.Told.REQUEST_REJECTED;
    }

    private void checkMembers(String arn, Map<String, AttributeValue> item) {
        List<String> runs = item.containsKey("runs") ? item.get("runs").ss() : List.of();
        for (String run : runs) {
            assertThat(world.item("run#" + run, "member#" + arn))
                    .as("the member of " + run)
                    .containsKey("outcome");
        }
    }

    /**
     * P2: an export is made while an earlier one has not failed only where somebody insisted, or in the window that cannot be
     * closed: the earlier one was not listed yet when it was looked for.
     *
     * @return how often the window was met
     */
    private int checkOneExport(String name, int forced) {
        List<AcceptedExport> accepted = world.lightsail().accepted(name);
        int surplus = 0;
        int inWindow = 0;
        for (int i = 1; i < accepted.size(); i++) {
            AcceptedExport before = accepted.get(i - 1);
            AcceptedExport again = accepted.get(i);
            String state = new TreeMap<>(statesAtCalls)
                    .floorEntry(again.at())
                    .getValue()
                    .get(before.recordName());
            if (!"Failed".equals(state)) {
                surplus++;
                inWindow += wasLookedForTooEarly(before, again) ? 1 : 0;
            }
        }
        if (inWindow > 0) {
            // Two exports of one attempt: which record is followed, and so what comes next, is chance.
            return Math.max(0, surplus - forced);
        }
        assertThat(surplus)
                .as("P2: exports of " + name + " while an earlier one had not failed: " + accepted)
                .isLessThanOrEqualTo(forced);
        return 0;
    }

    private int forced(SnapshotScript snapshot) {
        Map<String, AttributeValue> item = world.exportItem(snapshot.arn());
        return item.containsKey("requestIds") ? item.get("requestIds").ss().size() : 0;
    }

    /** Whether a listing between the two did not show the earlier one yet. */
    private boolean wasLookedForTooEarly(AcceptedExport before, AcceptedExport again) {
        Instant listed = world.lightsail().listedAt(before.recordName());
        return world.lightsail().calls().stream()
                .filter(call -> call.operation().equals("GetExportSnapshotRecords"))
                .map(call -> call.at())
                .anyMatch(at -> !at.isBefore(before.at()) && at.isBefore(listed) && !at.isAfter(again.at()));
    }
}
