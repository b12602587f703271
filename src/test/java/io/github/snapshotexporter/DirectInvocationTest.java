package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.EventAnswer;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Somebody asks in the console, with the CLI, or locally. */
class DirectInvocationTest {
    /** The invocation's minute, and the margin by which a lease outlives it. */
    private static final Duration UNTIL_LEASE_ENDS = Duration.ofSeconds(70);

    private static final String REQUEST = EventFiles.text("direct_request");

    private World world;

    @BeforeEach
    void begin() {
        world = World.create();
    }

    @AfterEach
    void end() {
        world.close();
    }

    // Answers

    @Test
    void a_started_export_is_answered_with_its_operations() {
        mySite();

        JsonNode answer = world.invoke(REQUEST);

        assertThat(names(answer)).containsExactly("outcome", "jobId", "sourceSnapshotName", "reason", "operations");
        assertThat(answer.path("outcome").textValue()).isEqualTo("STARTED");
        assertThat(answer.path("reason").textValue()).isEqualTo("ExportStarted");
        assertThat(answer.path("sourceSnapshotName").textValue()).isEqualTo("my-site-1");
        assertThat(answer.path("operations"))
                .isEqualTo(world.only("ExportStarted").path("operations"));
        assertThat(answer.path("operations").path(0).path("operationType").textValue())
                .isEqualTo("ExportSnapshot");
    }

    @Test
    void a_pending_snapshot_is_answered_with_when_the_exporter_goes_on_by_itself() {
        mySite().pendingForLooks(1);

        JsonNode answer = world.invoke(REQUEST);

        assertThat(names(answer))
                .containsExactly("outcome", "jobId", "sourceSnapshotName", "reason", "retryAfterSeconds");
        assertThat(answer.path("outcome").textValue()).isEqualTo("WAITING");
        assertThat(answer.path("reason").textValue()).isEqualTo("SnapshotPending");
        assertThat(answer.path("retryAfterSeconds").longValue()).isEqualTo(UNTIL_LEASE_ENDS.toSeconds());
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_throttled_request_is_waiting_and_says_what_lightsail_said() {
        mySite();
        world.lightsail().fault("GetInstanceSnapshot", Fault.throttle());

        JsonNode answer = world.invoke(REQUEST);

        assertThat(answer.path("outcome").textValue()).isEqualTo("WAITING");
        assertThat(answer.path("reason").textValue()).isEqualTo("Throttled");
        assertThat(answer.path("message").textValue()).contains("Rate exceeded");
    }

    @Test
    void an_export_under_way_is_answered_as_in_progress() {
        mySite().exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        world.invoke(REQUEST);
        world.clock().advance(Duration.ofMinutes(1));

        JsonNode answer = world.invoke(REQUEST);

        assertThat(names(answer)).containsExactly("outcome", "jobId", "sourceSnapshotName", "reason", "operations");
        assertThat(answer.path("outcome").textValue()).isEqualTo("IN_PROGRESS");
        assertThat(answer.path("reason").textValue()).isEqualTo("InProgress");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void what_was_exported_before_is_answered_with_what_came_of_it() {
        mySite();
        world.invoke(REQUEST);
        world.settle();
        world.clock().advance(Duration.ofDays(1));

        JsonNode answer = world.invoke(REQUEST);

        assertThat(names(answer))
                .containsExactly("outcome", "jobId", "sourceSnapshotName", "reason", "operations", "destination");
        assertThat(answer.path("outcome").textValue()).isEqualTo("ALREADY_EXPORTED");
        assertThat(answer.path("reason").textValue()).isEqualTo("AlreadyExported");
        assertThat(answer.path("destination"))
                .isEqualTo(world.only("ExportSucceeded").path("destination"));
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void a_snapshot_that_does_not_exist_is_answered_as_rejected_and_kept() {
        JsonNode answer = world.invoke(REQUEST);

        assertThat(names(answer)).containsExactly("outcome", "jobId", "sourceSnapshotName", "reason", "message");
        assertThat(answer.path("outcome").textValue()).isEqualTo("REJECTED");
        assertThat(answer.path("reason").textValue()).isEqualTo("SnapshotNotFound");
        assertThat(answer.path("message").textValue()).contains("my-site-1");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.body()).isEqualTo(REQUEST))
                .satisfies(kept -> assertThat(kept.messageAttributes())
                        .containsEntry("reason", "SnapshotNotFound")
                        .containsEntry("jobId", answer.path("jobId").textValue()));
        world.settle();
        assertThat(world.deadLetters()).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void an_event_that_asks_for_nothing_is_answered_as_ignored(EventAnswer line) {
        JsonNode answer = world.invoke(EventFiles.text(line.file()));

        assertThat(names(answer)).containsExactly("outcome", "reason", "message");
        assertThat(answer.path("outcome").textValue()).isEqualTo("IGNORED");
        assertThat(answer.path("reason").textValue()).isEqualTo("Ignored");
        assertThat(world.tap().calls()).isEmpty();
    }

    static List<EventAnswer> ignored() {
        return EventAnswer.with(EventAnswer.IGNORED);
    }

    @Test
    void an_event_about_a_snapshot_that_never_appears_is_waited_for_and_then_skipped() {
        JsonNode answer = world.invoke(EventFiles.text("sns_cloudtrail-event"));

        assertThat(answer.path("outcome").textValue()).isEqualTo("WAITING");
        assertThat(answer.path("reason").textValue()).isEqualTo("SnapshotNotVisibleYet");
        world.settle();
        assertThat(world.published()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
    }

    // The queue first

    @Test
    void the_request_is_on_the_queue_before_anything_else_happens() {
        mySite();
        AtomicReference<List<QueuedMessage>> queuedAtSecondCall = new AtomicReference<>();
        world.tap().before(call -> {
            if (world.tap().calls().size() == 2) {
                queuedAtSecondCall.set(world.queued());
            }
        });

        JsonNode answer = world.invoke(REQUEST);

        assertThat(world.tap().calls().getFirst()).isEqualTo("Sqs.SendMessage");
        assertThat(queuedAtSecondCall.get()).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(REQUEST);
            assertThat(message.messageAttributes())
                    .isEqualTo(Map.of("jobId", answer.path("jobId").textValue(), "asksOnce", "true"));
        });
    }

    @Test
    void the_queued_request_is_delayed_until_the_lease_of_its_invocation_ends() {
        world.tap().before(call -> {
            if (!call.equals("Sqs.SendMessage")) {
                throw new InvocationDied("before " + call);
            }
        });

        assertThatThrownBy(() -> world.invoke(REQUEST)).isInstanceOf(InvocationDied.class);
        world.tap().before(call -> {});

        assertThat(world.sqs().nextVisibleAt(world.queueUrl())).contains(World.BEGINNING.plus(UNTIL_LEASE_ENDS));
    }

    @Test
    void the_queued_request_finishes_quietly_when_its_invocation_has_done_all() {
        mySite().exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        world.invoke(REQUEST);
        world.clock().advance(UNTIL_LEASE_ENDS);

        world.deliver();

        assertThat(world.queued()).extracting(QueuedMessage::body).allMatch(body -> body.contains("TrackExport"));
        assertThat(world.publishedTypes()).containsExactly("ExportStarted");
        assertThat(world.lightsail().count("ExportSnapshot")).isEqualTo(1);
        assertThat(world.log())
                .noneMatch(line -> !line.path("level").textValue().equals("INFO"));
    }

    @Test
    void the_queued_request_finishes_quietly_although_the_export_has_ended_meanwhile() {
        mySite();
        world.invoke(REQUEST);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    // Dying

    @ParameterizedTest
    @MethodSource("callsOfAnExport")
    void an_invocation_that_dies_before_a_call_loses_nothing(int number) {
        mySite();
        AtomicInteger calls = new AtomicInteger();
        world.tap().before(call -> dieAt(number, calls, call));

        assertThatThrownBy(() -> world.invoke(REQUEST)).isInstanceOf(InvocationDied.class);
        world.tap().before(call -> {});
        if (number > 1) {
            assertThat(world.queued()).isNotEmpty();
        } else {
            world.invoke(REQUEST);
        }
        world.settle();

        assertExportedOnce();
    }

    @ParameterizedTest
    @MethodSource("callsOfAnExport")
    void an_invocation_that_dies_after_a_call_loses_nothing(int number) {
        mySite();
        AtomicInteger calls = new AtomicInteger();
        world.tap().after(call -> dieAt(number, calls, call));

        assertThatThrownBy(() -> world.invoke(REQUEST)).isInstanceOf(InvocationDied.class);
        world.tap().after(call -> {});
        world.settle();

        assertExportedOnce();
    }

    static List<Integer> callsOfAnExport() {
        try (World world = World.create()) {
            world.lightsail().instanceSnapshot("my-site-1");
            world.invoke(REQUEST);
            return java.util.stream.IntStream.rangeClosed(1, world.tap().calls().size())
                    .boxed()
                    .toList();
        }
    }

    private static void dieAt(int number, AtomicInteger calls, String call) {
        if (calls.incrementAndGet() == number) {
            throw new InvocationDied("at " + call);
        }
    }

    private void assertExportedOnce() {
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes().stream().distinct()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
        assertThat(world.queued()).isEmpty();
        assertThat(world.slots()).isEmpty();
    }

    // What goes wrong at once

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_input_is_a_function_error_and_nothing_is_done(EventAnswer line) {
        assertThatThrownBy(() -> world.invoke(EventFiles.text(line.file())))
                .isInstanceOf(InvalidRequestException.class)
                .message()
                .isNotBlank();

        assertThat(world.tap().calls()).isEmpty();
        assertThat(world.queued()).isEmpty();
        assertThat(world.deadLetters()).isEmpty();
    }

    static List<EventAnswer> malformed() {
        return EventAnswer.with(EventAnswer.REFUSED);
    }

    @Test
    void a_queue_that_takes_nothing_is_a_function_error_and_nothing_is_done() {
        mySite();
        world.sqs().faultAlways("SendMessage", Fault.error("AccessDeniedException", 403, "Not allowed."));

        assertThatThrownBy(() -> world.invoke(REQUEST)).isInstanceOf(SqsException.class);

        assertThat(world.tap().calls()).containsExactly("Sqs.SendMessage");
        assertThat(world.lightsail().calls()).isEmpty();
        assertThat(world.published()).isEmpty();
    }

    // Request ids

    @Test
    void the_same_request_id_is_the_same_job() {
        mySite().exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
        String request = EventFiles.text("direct_forced-request");

        JsonNode first = world.invoke(request);
        world.clock().advance(Duration.ofMinutes(1));
        JsonNode again = world.invoke(request);
        world.settle();
        world.clock().advance(Duration.ofDays(1));
        JsonNode late = world.invoke(request);
        world.settle();

        assertThat(List.of(first, again, late))
                .extracting(answer -> answer.path("jobId").textValue())
                .containsOnly("redo-my-site-1");
        assertThat(List.of(first, again, late))
                .extracting(answer -> answer.path("outcome").textValue())
                .containsExactly("STARTED", "IN_PROGRESS", "ALREADY_EXPORTED");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void another_request_id_forces_another_export() {
        mySite();
        world.invoke("{\"sourceSnapshotName\": \"my-site-1\", \"force\": true, \"requestId\": \"first\"}");
        world.settle();
        world.clock().advance(Duration.ofDays(1));

        JsonNode second =
                world.invoke("{\"sourceSnapshotName\": \"my-site-1\", \"force\": true, \"requestId\": \"second\"}");
        world.settle();

        assertThat(second.path("outcome").textValue()).isEqualTo("STARTED");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(2);
    }

    @Test
    void one_request_id_for_several_snapshots_loses_none() {
        List<String> names = List.of("my-site-1", "my-site-2", "my-site-3");
        names.forEach(name -> world.lightsail().instanceSnapshot(name));

        for (String name : names) {
            JsonNode answer = world.invoke(
                    "{\"sourceSnapshotName\": \"%s\", \"requestId\": \"release-7\", \"force\": true}".formatted(name));
            assertThat(answer.path("outcome").textValue()).isEqualTo("STARTED");
            assertThat(answer.path("jobId").textValue()).isEqualTo("release-7");
        }
        world.settle();

        assertThat(names)
                .allSatisfy(name -> assertThat(world.lightsail().accepted(name)).hasSize(1));
        assertThat(world.publishedTypes()).filteredOn("ExportSucceeded"::equals).hasSize(3);
    }

    @Test
    void requests_without_an_id_are_jobs_of_their_own() {
        mySite();

        String first = world.invoke(REQUEST).path("jobId").textValue();
        String second = world.invoke(REQUEST).path("jobId").textValue();

        assertThat(first).isNotBlank().isNotEqualTo(second);
    }

    private SnapshotScript mySite() {
        return world.lightsail().instanceSnapshot("my-site-1").fromResource("my-site");
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
