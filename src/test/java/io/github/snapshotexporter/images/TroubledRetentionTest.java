package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ImageScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Refusals, others who delete, and crashes: nothing is left behind, and nothing is told that is not so. */
class TroubledRetentionTest extends ImagesFixture {

    @Test
    void a_protected_image_is_told_as_not_let_go_and_tried_again() {
        List<ImageScript> images = exportDays("my-site", 2);
        images.getFirst().deregistrationProtection(true);

        JsonNode told = retain("{\"keepLast\": 1}");
        images.getFirst().deregistrationProtection(false);
        JsonNode toldLater = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("notExpired")))
                .containsExactly(images.getFirst().id());
        assertThat(told.path("notExpired").path(0).path("message").asText()).isNotBlank();
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(2);
        assertThat(ids(toldLater.path("expired")))
                .containsExactly(images.getFirst().id());
    }

    @Test
    void an_image_that_somebody_else_deletes_meanwhile_is_as_good_as_let_go() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        world.tap().before(call -> {
            if (call.equals("Ec2.DeregisterImage")) {
                image.deregisteredByHand();
            }
        });

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("expired"))).containsExactly(image.id());
        assertThat(told.path("images").path("failed").asInt()).isZero();
    }

    @Test
    void an_image_that_somebody_else_has_deleted_before_is_not_counted_and_its_snapshots_are_left() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        image.deregisteredByHand();

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(told.path("images").path("kept").asInt()).isEqualTo(1);
        assertThat(told.path("expired")).isEmpty();
        assertThat(ec2.deletedSnapshots()).isEmpty();
    }

    /** Both have seen the image stand without an intent; the one that is refused must not undo the other's. */
    @Test
    void a_refusal_of_one_receive_does_not_hide_what_another_one_that_died_has_begun() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        world.tap().before(call -> {
            if (call.equals("Ec2.DeregisterImage")) {
                // The other one has deregistered it, and dies; this one's call is refused.
                image.deregisteredByHand();
                ec2.fault("DeregisterImage", Ec2Fault.denied("DeregisterImage"));
            }
        });
        retain("{\"keepLast\": 1}");
        world.calmDown();

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("expired"))).containsExactly(image.id());
        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void an_image_that_is_gone_when_somebody_has_just_begun_to_let_it_go_is_not_forgotten() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        AtomicBoolean other = new AtomicBoolean();
        world.tap().after(call -> {
            if (call.equals("DynamoDb.Query") && other.compareAndSet(false, true)) {
                // The other one notes the intent, deregisters the image, and dies.
                world.dynamoDb()
                        .updateItem(request -> request.tableName(world.table())
                                .key(imageKey(image))
                                .updateExpression("SET lettingGo = :other")
                                .expressionAttributeValues(Map.of(":other", AttributeValue.fromS("other"))));
                image.deregisteredByHand();
            }
        });
        retain("{\"keepLast\": 1}");
        world.calmDown();

        retain("{\"keepLast\": 1}");

        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void snapshots_that_could_not_be_deleted_are_deleted_the_next_time() {
        ImageScript image = exportDays("my-site", 2).getFirst();
        ec2.faultAlways("DeleteSnapshot", Ec2Fault.denied("DeleteSnapshot"));
        JsonNode told = retain("{\"keepLast\": 1}");
        ec2.clearFaults();

        JsonNode toldLater = retain("{\"keepLast\": 1}");

        assertThat(ids(told.path("notExpired"))).containsExactly(image.id());
        assertThat(ids(toldLater.path("expired"))).containsExactly(image.id());
        assertThat(ec2.deletedSnapshots()).hasSize(1);
    }

    @Test
    void nothing_is_let_go_where_ec2_does_not_tell_what_stands() {
        exportDays("my-site", 3);
        ec2.faultAlways("DescribeImages", Fault.drop());

        JsonNode told = retain("{\"keepLast\": 1}");

        assertThat(told.path("images").path("unreadable").asText()).isNotBlank();
        assertThat(told.path("images").path("kept").asInt()).isEqualTo(3);
        assertThat(ec2.deregistered()).isEmpty();
    }

    @Test
    void a_listing_that_never_ends_keeps_everything() {
        exportDays("my-site", 3);
        ec2.pageSize(5).neverEnding("DescribeImages");

        assertThat(retain("{\"keepLast\": 1}").path("expired")).isEmpty();
    }

    @Test
    void a_rejected_request_whose_message_cannot_be_kept_twice_is_not_lost() {
        world.set("RETRY_DEADLINE", "PT1H");
        world.tap().before(call -> {
            if (call.equals("DynamoDb.Query")) {
                throw SdkClientException.create("scripted");
            }
        });
        world.send("{\"retain\": {\"keepLast\": 1}}");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        world.sqs().fault("SendMessage", 403, "AccessDenied", 2);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(world.deadLetters()).hasSize(1);
    }
}
