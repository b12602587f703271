package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Up to two thousand images of fifty sites. */
class ManyImagesTest extends ImagesFixture {
    private static final int SITES = 50;

    private void exportFor(int days) {
        for (int site = 0; site < SITES; site++) {
            exportedBefore("site-" + site, days);
        }
        world.tap().forgetCalls();
        ec2.forgetCalls();
    }

    @Test
    void what_stands_is_asked_for_by_lists_and_never_one_by_one() {
        exportFor(40);

        JsonNode report = night("tonight");

        assertThat(report.path("images").path("kept").asInt()).isEqualTo(SITES * 40);
        assertThat(ec2.counts()).containsOnlyKeys("DescribeImages");
        assertThat(ec2.count("DescribeImages")).isEqualTo(SITES * 40 / 200);
    }

    @Test
    void what_expires_is_asked_for_by_lists_where_ec2_takes_lists() {
        exportFor(2);
        world.set("KEEP_LAST", "1");

        JsonNode report = night("tonight");

        assertThat(report.path("images").path("expired").asInt()).isEqualTo(SITES);
        assertThat(report.path("images").path("kept").asInt()).isEqualTo(SITES);
        assertThat(ec2.count("DescribeImageReferences")).isEqualTo(SITES / 10);
        assertThat(ec2.count("DescribeSnapshots")).isEqualTo(SITES / 10);
        assertThat(ec2.count("DescribeImages")).isEqualTo(1 + SITES / 10);
        assertThat(ec2.count("DescribeImageAttribute")).isEqualTo(SITES);
        assertThat(ec2.count("DescribeSnapshotAttribute")).isEqualTo(SITES);
        assertThat(ec2.count("DeregisterImage")).isEqualTo(SITES);
        assertThat(ec2.count("DeleteSnapshot")).isEqualTo(SITES);
    }

    @Test
    void what_there_is_no_time_for_is_let_go_in_the_next_invocation_and_told_in_one_report() {
        exportFor(2);
        world.set("KEEP_LAST", "1");
        world.tap().after(call -> {
            if (call.equals("Ec2.DeregisterImage")) {
                world.clock().advance(Duration.ofSeconds(2));
            }
        });

        JsonNode report = night("tonight");

        assertThat(report.path("images").path("expired").asInt()).isEqualTo(SITES);
        assertThat(report.path("expired")).hasSize(SITES);
        assertThat(world.log()).anyMatch(line -> line.path("reason").asText().equals("TimeShort"));
    }

    @Test
    void a_dry_run_without_time_keeps_what_it_could_not_ask_about() {
        exportFor(2);
        world.tap().after(call -> {
            if (call.equals("Ec2.DescribeImageReferences")) {
                world.clock().advance(Duration.ofSeconds(25));
            }
        });

        assertThat(dryRun("{\"keepLast\": 1, \"dryRun\": true}"))
                .filteredOn(decision -> decision.contains("Expired"))
                .hasSize(20);
    }
}
