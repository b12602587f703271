package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.export.Steps.waitForNextReceive;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What becomes of jobs while SNS, SQS or DynamoDB fail, or the code itself does. */
class FailingServicesTest {
    private static final Duration RETRY_DEADLINE = Duration.ofMinutes(30);

    private final World world = World.create();
    private final SnapshotScript snapshot = world.lightsail()
            .instanceSnapshot("my-site-1")
            .exports(ExportScript.succeeds().takes(Duration.ofMinutes(5)));

    @BeforeEach
    void shortenTheDeadline() {
        world.set("RETRY_DEADLINE", RETRY_DEADLINE.toString());
    }

    @AfterEach
    void close() {
        world.tap().before(call -> {});
        world.close();
    }

    // SNS

    @Test
    void a_start_that_cannot_be_published_comes_back_and_is_published_later() {
        world.sns().fault(403, "AuthorizationError", 2);
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).contains("ServiceTrouble");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.deadLetters()).isEmpty();
    }

    @Test
    void a_publish_whose_answer_was_lost_is_repeated_by_the_sdk_with_the_same_document() {
        world.sns().loseAnswers(1);
        world.send("my-site-1");

        world.deliver();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportStarted");
        assertThat(world.published().get(1).document())
                .isEqualTo(world.published().get(0).document());
        assertThat(world.queued()).hasSize(1);
    }

    @Test
    void a_start_that_cannot_be_published_is_kept_at_the_deadline_and_the_export_is_followed() {
        world.sns().failAlways(403, "AuthorizationError");
        world.send("my-site-1");
        while (world.deadLetters().isEmpty()) {
            assertThat(world.deliverNext(BEGINNING.plus(RETRY_DEADLINE.multipliedBy(3))))
                    .isTrue();
        }
        assertUnpublished(world.deadLetters().getFirst());
        world.sns().clearFaults();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportSucceeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void an_end_that_cannot_be_published_is_kept_at_the_deadline_and_members_are_written() {
        world.send(Requests.byRun(snapshot, "run-1"));
        world.deliver();
        world.sns().failAlways(403, "AuthorizationError");

        world.settle();

        assertThat(ExportView.of(world, snapshot.arn()).status()).isEqualTo("Succeeded");
        assertThat(world.slots()).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
        assertUnpublished(world.deadLetters().getFirst());
        assertThat(Steps.member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
        assertThat(unpublishedMetric()).isEqualTo(1);
    }

    @Test
    void a_rejection_that_cannot_be_published_is_kept_at_the_deadline() {
        world.sns().failAlways(403, "AuthorizationError");
        world.send("no-such-snapshot");

        world.settle();

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes())
                        .containsEntry("reason", "SnapshotNotFound")
                        .containsEntry("published", "false"));
        assertThat(unpublishedMetric()).isEqualTo(1);
    }

    @Test
    void a_failure_that_cannot_be_published_is_kept_once_at_the_deadline() {
        snapshot.onExport(io.github.snapshotexporter.localcloud.ExportCall.error("InvalidInputException", 400, "no"));
        world.sns().failAlways(403, "AuthorizationError");
        world.send("my-site-1");

        world.settle();

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes())
                        .containsEntry("reason", "InvalidInput")
                        .containsEntry("published", "false"));
        assertThat(world.slots()).isEmpty();
    }

    @Test
    void an_answer_that_the_snapshot_is_exported_already_is_kept_at_the_deadline_if_it_cannot_be_published() {
        world.send("my-site-1");
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.sns().failAlways(403, "AuthorizationError");
        world.send("my-site-1");

        world.settle();

        assertThat(world.deadLetters()).hasSize(1);
        assertUnpublished(world.deadLetters().getFirst());
    }

    @Test
    void while_sns_fails_a_neighbour_that_publishes_nothing_is_done() {
        world.send("my-site-1");
        world.deliver();
        world.send("my-site-1");
        String failing = world.send("no-such-snapshot");
        world.sns().failAlways(403, "AuthorizationError");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(batch).hasSize(2);
        assertThat(comingBack).containsExactly(failing);
    }

    // SQS

    @Test
    void a_tracker_that_cannot_be_sent_is_sent_later_and_the_start_is_not_published_again() {
        world.sqs().fault("SendMessage", 403, "AccessDenied", 1);
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
    }

    @Test
    void a_message_whose_answer_was_lost_is_sent_again_and_does_no_harm() {
        world.sqs().faultAfterwards("SendMessage", Fault.drop());
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_delay_that_cannot_be_set_is_logged_and_the_message_still_comes_back() {
        snapshot.pendingForLooks(1);
        String id = world.send("my-site-1");
        world.sqs().fault("ChangeMessageVisibility", 403, "AccessDenied", 1);
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(comingBack).containsExactly(id);
        assertThat(Steps.nextReceive(world)).isEqualTo(BEGINNING.plus(World.VISIBILITY));
        assertThat(world.log())
                .anySatisfy(line -> assertThat(line.path("decision").asText()).contains("delay could not be set"));
    }

    // DynamoDB

    @Test
    void while_the_ledger_is_out_of_reach_a_message_comes_back_and_nothing_is_exported() {
        world.send("my-site-1");
        ledgerIsOutOfReach();

        world.deliver();

        assertThat(reasonsOfComeBacks(world)).containsExactly("ServiceTrouble");
        assertThat(world.lightsail().calls()).isEmpty();
        world.tap().before(call -> {});
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void while_the_ledger_is_out_of_reach_a_message_is_kept_at_the_deadline() {
        String id = world.send("my-site-1");
        ledgerIsOutOfReach();

        world.settle();

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("jobId", id));
        assertUnpublished(world.deadLetters().getFirst());
        assertThat(world.clock().instant())
                .isBetween(BEGINNING.plus(RETRY_DEADLINE), BEGINNING.plus(RETRY_DEADLINE.multipliedBy(2)));
        assertThat(unpublishedMetric()).isEqualTo(1);
    }

    @Test
    void an_outage_of_the_ledger_that_has_passed_does_not_count_for_the_next_one() {
        snapshot.pendingFor(Duration.ofHours(2));
        world.send("my-site-1");
        ledgerIsOutOfReach();
        world.deliver();
        world.tap().before(call -> {});
        world.settle(Duration.ofHours(1));
        ledgerIsOutOfReach();
        waitForNextReceive(world);

        world.deliver();

        assertThat(world.deadLetters()).isEmpty();
        world.tap().before(call -> {});
        world.settle();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void while_the_ledger_is_out_of_reach_messages_that_need_none_do_not_put_off_the_deadline() {
        world.send("my-site-1");
        ledgerIsOutOfReach();
        for (int minutes = 0; minutes < 80; minutes += 10) {
            world.settle(Duration.ofMinutes(10));
            world.clock().advanceTo(BEGINNING.plus(Duration.ofMinutes(minutes + 10)));
            world.send("{\"schemaVersion\": \"1.0\"}");
        }

        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void one_failing_ledger_write_brings_back_one_message_and_not_its_neighbours() {
        world.lightsail().instanceSnapshot("my-site-2");
        world.send("my-site-1");
        world.send("my-site-2");
        AtomicBoolean failed = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("DynamoDb.TransactWriteItems") && failed.compareAndSet(false, true)) {
                throw SdkClientException.create("scripted");
            }
        });
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(comingBack).hasSize(1);
        assertThat(world.lightsail().accepted()).hasSize(1);
    }

    @Test
    void a_ledger_that_fails_after_the_call_does_not_lead_to_a_second_export() {
        world.send("my-site-1");
        AtomicBoolean called = new AtomicBoolean();
        AtomicBoolean failed = new AtomicBoolean();
        world.tap().before(call -> {
            if (call.equals("Lightsail.ExportSnapshot")) {
                called.set(true);
            } else if (called.get() && call.startsWith("DynamoDb.") && failed.compareAndSet(false, true)) {
                throw SdkClientException.create("scripted");
            }
        });

        world.settle();

        assertThat(failed).isTrue();
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    // The code itself

    @Test
    void an_unexpected_exception_comes_back_and_is_parked_at_the_deadline() {
        write("status", "NoSuchStatus");
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).containsOnly("Unexpected");
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("reason", "InternalError"));
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
    }

    @Test
    void an_unexpected_exception_that_also_keeps_the_job_from_being_given_up_is_kept_at_the_deadline() {
        snapshot.onExport(ExportCall.throttle());
        world.send("my-site-1");
        world.deliver();
        write("status", "NoSuchStatus");

        world.settle(RETRY_DEADLINE.multipliedBy(3));

        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("reason", "InternalError"));
        assertThat(world.queued()).isEmpty();
    }

    @Test
    void an_unexpected_exception_of_a_tracker_is_kept_at_the_deadline_though_other_jobs_go_well() {
        world.set("EXPORT_DEADLINE", RETRY_DEADLINE.toString()).set("RESULT_DEADLINE", "PT10M");
        world.send("my-site-1");
        world.deliver();
        write("status", "NoSuchStatus");
        for (int i = 1; i <= 8; i++) {
            world.settle(Duration.ofMinutes(10));
            world.clock().advanceTo(BEGINNING.plus(Duration.ofMinutes(10L * i)));
            world.lightsail().instanceSnapshot("good-" + i);
            world.send("good-" + i);
        }

        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void an_unexpected_exception_does_not_touch_the_neighbours() {
        write("status", "NoSuchStatus");
        world.lightsail().instanceSnapshot("my-site-2");
        String broken = world.send("my-site-1");
        world.send("my-site-2");
        List<QueuedMessage> batch = world.sqs().receive(world.queueUrl(), 10, World.VISIBILITY);

        Set<String> comingBack = world.invokeWith(batch, World.FUNCTION_TIMEOUT);

        assertThat(comingBack).containsExactly(broken);
        assertThat(world.lightsail().accepted("my-site-2")).hasSize(1);
    }

    @Test
    void after_a_failure_the_next_receive_begins_where_the_last_one_stopped() {
        world.sns().fault(403, "AuthorizationError", 1);
        world.send("my-site-1");
        world.deliver();
        assertThat(ExportView.of(world, snapshot.arn()).status()).isEqualTo("Started");
        world.lightsail().forgetCalls();
        waitForNextReceive(world);
        waitForNextReceive(world);

        world.settle();

        assertThat(world.lightsail().count("ExportSnapshot")).isZero();
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    private void ledgerIsOutOfReach() {
        world.tap().before(call -> {
            if (call.startsWith("DynamoDb.")) {
                throw SdkClientException.create("scripted");
            }
        });
    }

    private void write(String attribute, String value) {
        world.dynamoDb()
                .updateItem(request -> request.tableName(world.table())
                        .key(Map.of(
                                "pk",
                                AttributeValue.fromS("snapshot#" + snapshot.arn()),
                                "sk",
                                AttributeValue.fromS("export")))
                        .updateExpression(
                                "SET #a = :v, arn = if_not_exists(arn, :arn), generation = if_not_exists(generation, :n),"
                                        + " attempt = if_not_exists(attempt, :n)")
                        .expressionAttributeNames(Map.of("#a", attribute))
                        .expressionAttributeValues(Map.of(
                                ":v", AttributeValue.fromS(value),
                                ":arn", AttributeValue.fromS(snapshot.arn()),
                                ":n", AttributeValue.fromN("1"))));
    }

    private static void assertUnpublished(QueuedMessage kept) {
        assertThat(kept.messageAttributes())
                .containsEntry("reason", "RetryDeadline")
                .containsEntry("published", "false");
    }

    private long unpublishedMetric() {
        return world.log().stream()
                .filter(line -> line.has("MilestonesUnpublished"))
                .count();
    }
}
