package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What EC2 says of an image is waited for and told, and never decides whether an export is believed. */
class ImageVerificationTest extends OneSnapshotFixture {

    private JsonNode exported() {
        world.send("my-site-1");
        world.settle();
        return world.only("ExportSucceeded");
    }

    /** As often as the SDK tries. */
    private void throttleOneLook() {
        world.ec2().fault("DescribeImages", Ec2Fault.throttle(), Ec2Fault.throttle(), Ec2Fault.throttle());
    }

    private Duration waitedForEnd() {
        Instant accepted = world.lightsail().accepted().getFirst().at();
        return Duration.between(
                accepted.plus(Duration.ofMinutes(30)), item().time("endedAt").orElseThrow());
    }

    @Test
    void the_end_tells_what_the_image_is() {
        snapshot.attachedDisk("data", 8);
        world.ec2().exportedImages(image -> image.bootMode("uefi").enaSupport(false));

        JsonNode image = exported().path("image");

        assertThat(image.path("state").asText()).isEqualTo("available");
        assertThat(image.path("name").asText()).isEqualTo("my-site-1");
        assertThat(image.path("architecture").asText()).isEqualTo("x86_64");
        assertThat(image.path("bootMode").asText()).isEqualTo("uefi");
        assertThat(image.path("enaSupport").isBoolean()).isTrue();
        assertThat(image.path("enaSupport").asBoolean()).isFalse();
        assertThat(image.path("rootDeviceName").asText()).isEqualTo("/dev/sda1");
        assertThat(image.path("snapshots")).hasSize(2);
        assertThat(image.path("snapshots").path(1).path("sizeInGb").asInt()).isEqualTo(8);
        assertThat(image.path("snapshots").path(0).path("encrypted").asBoolean())
                .isTrue();
    }

    @Test
    void what_ec2_does_not_say_is_left_out() {
        world.ec2()
                .exportedImages(
                        image -> image.architecture(null).enaSupport(null).rootDeviceName(null));

        JsonNode image = exported().path("image");

        assertThat(List.copyOf(
                        image.properties().stream().map(entry -> entry.getKey()).toList()))
                .containsExactly("state", "name", "snapshots");
    }

    @Test
    void a_disk_snapshot_is_looked_at_too() {
        world.lightsail().diskSnapshot("my-data-1").exports(HALF_AN_HOUR);
        world.send("my-data-1");
        world.settle();

        JsonNode image = world.only("ExportSucceeded").path("image");

        assertThat(image.path("state").asText()).isEqualTo("completed");
        assertThat(image.path("snapshots").path(0).path("id").asText())
                .isEqualTo(world.only("ExportSucceeded")
                        .path("destination")
                        .path("id")
                        .asText());
    }

    @Test
    void an_image_that_is_pending_is_waited_for() {
        world.ec2().exportedImages(image -> image.pendingFor(Duration.ofMinutes(40)));

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
        assertThat(waitedForEnd()).isGreaterThanOrEqualTo(Duration.ofMinutes(40));
    }

    @Test
    void an_image_that_stays_pending_is_waited_for_until_the_deadline_of_results() {
        world.ec2().exportedImages(image -> image.state("pending"));

        assertThat(exported().has("image")).isFalse();
        assertThat(waitedForEnd())
                .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(31));
        assertThat(whyUnverified()).contains("EC2 says pending");
    }

    @Test
    void an_image_that_ec2_does_not_show_yet_is_waited_for() {
        world.ec2()
                .exportedImages(image -> image.appearsAt(world.clock().instant().plus(Duration.ofMinutes(10))));

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
    }

    @Test
    void an_image_that_never_appears_is_believed_in_the_end() {
        world.ec2().exportedImages(image -> image.appearsAt(Instant.MAX));

        assertThat(exported().has("image")).isFalse();
        assertThat(whyUnverified()).contains("NotFound");
    }

    @Test
    void a_broken_image_is_a_failed_attempt_and_the_next_one_makes_another_image() {
        world.ec2().exportedImages(image -> image.fails("Client.InternalError", "No."), image -> {});

        assertThat(exported().path("attempts").asInt()).isEqualTo(2);
        assertThat(world.lightsail().accepted()).hasSize(2);
    }

    @Test
    void images_that_are_all_broken_are_told_with_ec2s_own_reason() {
        world.ec2().exportedImages(image -> image.fails("Client.InternalError", "Client error on launch"));
        world.send("my-site-1");
        world.settle();

        JsonNode error = world.only("ExportFailed").path("error");
        assertThat(error.path("reason").asText()).isEqualTo("ImageFailed");
        assertThat(error.path("code").asText()).isEqualTo("Client.InternalError");
        assertThat(error.path("message").asText()).contains("failed: Client error on launch");
        assertThat(world.lightsail().accepted()).hasSize(3);
    }

    @Test
    void a_request_after_broken_images_exports_once_more_instead_of_taking_the_last_one_for_good() {
        world.ec2().exportedImages(image -> image.fails("Broken", "No."));
        world.send("my-site-1");
        world.settle();
        world.ec2().exportedImages(image -> {});
        world.clock().advance(Duration.ofMinutes(1));
        world.sns().forgetPublished();

        exported();

        assertThat(world.lightsail().accepted()).hasSize(4);
    }

    @Test
    void a_denial_that_passes_is_waited_out() {
        world.ec2().fault("DescribeImages", Ec2Fault.denied("DescribeImages"));

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
    }

    @Test
    void a_denial_that_stays_holds_up_the_end_for_moments_only() {
        world.ec2().faultAlways("DescribeImages", Ec2Fault.denied("DescribeImages"));

        assertThat(exported().has("image")).isFalse();
        assertThat(waitedForEnd()).isLessThan(Duration.ofMinutes(16));
        assertThat(whyUnverified()).contains("UnauthorizedOperation");
    }

    @Test
    void throttling_is_waited_out_for_moments() {
        throttleOneLook();

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
    }

    @Test
    void throttling_that_does_not_end_holds_up_the_end_for_moments_only() {
        world.ec2().faultAlways("DescribeImages", Ec2Fault.throttle());

        assertThat(exported().has("image")).isFalse();
        assertThat(waitedForEnd()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void an_ec2_out_of_reach_holds_up_the_end_for_moments_only() {
        world.ec2().faultAlways("DescribeImages", Fault.drop()).faultAlways("CreateTags", Fault.drop());

        assertThat(exported().has("image")).isFalse();
        assertThat(waitedForEnd()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void throttling_that_begins_while_an_image_is_pending_is_waited_out_for_moments_too() {
        world.ec2().exportedImages(image -> image.pendingFor(Duration.ofMinutes(40)));
        Instant late = World.BEGINNING.plus(Duration.ofMinutes(50));
        AtomicBoolean throttled = new AtomicBoolean();
        world.tap().alsoBefore("Ec2.DescribeImages"::equals, () -> {
            if (world.clock().instant().isAfter(late) && throttled.compareAndSet(false, true)) {
                throttleOneLook();
            }
        });

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
        assertThat(throttled).isTrue();
    }

    @Test
    void two_troubles_with_an_answer_between_are_each_waited_out_for_moments() {
        world.ec2().exportedImages(image -> image.pendingFor(Duration.ofMinutes(90)));
        AtomicInteger looks = new AtomicInteger();
        world.tap().alsoBefore("Ec2.DescribeImages"::equals, () -> {
            int look = looks.getAndIncrement();
            if (look == 0 || look == 6) {
                throttleOneLook();
            }
        });

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
        assertThat(looks).hasValueGreaterThan(7);
    }

    @Test
    void an_image_is_waited_for_after_a_long_export_whose_operations_nobody_knows() {
        snapshot.onExport(ExportCall.acceptWithoutOperations())
                .exports(ExportScript.succeeds().takes(Duration.ofHours(5)));
        world.ec2().exportedImages(image -> image.pendingFor(Duration.ofMinutes(40)));

        assertThat(exported().path("image").path("state").asText()).isEqualTo("available");
    }

    @Test
    void an_image_is_asked_for_once_where_it_is_there() {
        exported();

        assertThat(world.ec2().counts()).containsOnlyKeys("DescribeImages", "CreateTags");
        assertThat(world.ec2().count("DescribeImages")).isEqualTo(1);
    }

    private String whyUnverified() {
        return world.log().stream()
                .filter(line -> line.path("step").asText().equals("verify"))
                .map(line -> line.path("detail").asText())
                .findFirst()
                .orElse("");
    }
}
