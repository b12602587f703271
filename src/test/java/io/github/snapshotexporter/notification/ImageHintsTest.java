package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.settings.Documentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageHintsTest {
    private final ObjectNode document = new JsonMapper()
            .createObjectNode()
            .put("type", "ExportSucceeded")
            .put("sourceSnapshotName", "my-site-1")
            .put("region", "eu-central-1");

    ImageHintsTest() {
        document.putObject("destination").put("id", "ami-0123456789abcdef0").put("service", "Aws::EC2::Image");
        document.putObject("snapshot").put("arn", "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/1");
        document.putObject("image")
                .put("state", "available")
                .put("enaSupport", true)
                .put("architecture", "x86_64")
                .putArray("snapshots")
                .addObject()
                .put("id", "snap-1");
    }

    private ObjectNode image() {
        return document.withObject("image");
    }

    @ParameterizedTest
    @CsvSource({
        "aws, eu-central-1, https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1",
        "aws-cn, cn-north-1, https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1",
        "aws-us-gov, us-gov-west-1, https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1"
    })
    void the_link_leads_to_the_console_of_the_partition_and_region(String partition, String region, String link) {
        document.put("region", region);
        document.withObject("snapshot")
                .put("arn", "arn:" + partition + ":lightsail:" + region + ":1:InstanceSnapshot/1");

        assertThat(ImageHints.consoleLink(document)).isEqualTo(link + "#ImageDetails:imageId=ami-0123456789abcdef0");
    }

    @Test
    void the_link_of_a_disk_leads_to_its_snapshot() {
        document.withObject("destination").put("id", "snap-0123456789abcdef0");

        assertThat(ImageHints.consoleLink(document)).endsWith("#SnapshotDetails:snapshotId=snap-0123456789abcdef0");
    }

    @Test
    void an_image_without_ena_needs_an_older_instance_type() {
        image().put("enaSupport", false);

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .anyMatch(hint -> hint.contains("older instance types"));
    }

    @Test
    void an_image_of_which_ec2_does_not_say_that_it_has_ena_needs_an_older_instance_type() {
        image().remove("enaSupport");

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .anyMatch(hint -> hint.contains("older instance types"));
    }

    @Test
    void an_image_with_ena_needs_none() {
        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .noneMatch(hint -> hint.contains("ENA"));
    }

    @Test
    void an_arm_image_needs_an_arm_instance() {
        image().put("architecture", "arm64");

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .anyMatch(hint -> hint.contains("Arm"));
    }

    @Test
    void attached_disks_are_counted() {
        image().withArray("snapshots").addObject().put("id", "snap-2");

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .contains("It has 2 disks, the attached ones too.");
    }

    @Test
    void what_ec2_has_not_seen_is_to_be_looked_at_first() {
        document.remove("image");

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .first()
                .isEqualTo("EC2 has not said that it can be used: look at its state first.");
    }

    @Test
    void a_usable_disk_has_no_hints() {
        document.withObject("destination").put("id", "snap-0123456789abcdef0");

        assertThat(ImageHints.beforeLaunch(document, Documentation.OF_THE_PROJECT))
                .isEmpty();
    }

    @Test
    void the_e_mail_has_the_link_and_the_hints() {
        assertThat(Email.about(document, Documentation.OF_THE_PROJECT).text())
                .contains(
                        "\nhttps://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ImageDetails:imageId=")
                .contains("Before you use it:\n- It still has the keys");
    }
}
