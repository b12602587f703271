package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.ImageScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each run lets go by the rules of the stack, and tells what stands. */
class RetentionOfRunsTest extends ImagesFixture {

    @Test
    void a_run_without_rules_tells_what_stands() {
        exportDays("my-site", 2);

        JsonNode report = night("tonight");

        assertThat(report.path("images").path("kept").asInt()).isEqualTo(2);
        assertThat(report.path("images").path("keptGb").asInt()).isEqualTo(80);
        assertThat(report.path("images").path("hasRules").asBoolean()).isFalse();
        assertThat(report.path("images").path("monthlyUsdAtMost").asDouble()).isEqualTo(4.0);
        assertThat(report.path("expired")).isEmpty();
        assertThat(ec2.imageIds()).hasSize(2);
    }

    @Test
    void round_costs_are_written_as_people_do() {
        exportedBefore("my-site", 10);

        night("tonight");

        assertThat(world.published().getLast().message()).contains("monthlyUsdAtMost\\\":20.0");
    }

    @Test
    void a_run_lets_go_by_the_rules_of_the_stack_before_its_report() {
        List<ImageScript> images = exportDays("my-site", 3);
        world.set("KEEP_LAST", "1");

        JsonNode report = night("tonight");

        assertThat(ids(report.path("expired")))
                .containsExactlyInAnyOrder(images.get(0).id(), images.get(1).id());
        assertThat(report.path("images").path("hasRules").asBoolean()).isTrue();
        assertThat(ec2.imageIds()).containsExactly(images.get(2).id());
    }

    @Test
    void nothing_expires_while_no_new_images_come() {
        exportDays("my-site", 3);
        world.set("KEEP_DAILY", "3").set("KEEP_WITHIN", "P2D");
        world.clock().advance(Duration.ofDays(400));

        assertThat(night("much-later").path("expired")).isEmpty();
    }

    @Test
    void a_report_costs_one_query_and_one_listing_of_images() {
        exportDays("my-site", 3);
        ec2.forgetCalls();

        night("tonight");

        assertThat(ec2.counts()).containsOnlyKeys("DescribeImages");
        assertThat(ec2.count("DescribeImages")).isEqualTo(1);
    }

    @Test
    void the_e_mail_tells_what_stands_what_was_let_go_and_what_it_costs() {
        exportDays("my-site", 3);
        world.set("KEEP_LAST", "2");
        night("tonight");

        String text = world.published().getLast().email();

        assertThat(text)
                .contains("In EC2 there are 2 images, 80 GB at most, the oldest of 2026-11-23.")
                .contains("They cost USD 4.00 a month at most.")
                .contains("Let go:\n- " + ec2.deregistered().getFirst() + ", my-site-1\n");
    }
}
