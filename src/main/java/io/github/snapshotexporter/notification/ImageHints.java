package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.settings.Documentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an exported image is, and what a person should know before launching this one. */
final class ImageHints {
    private ImageHints() {}

    /** The image's page in EC2's console; the host depends on the partition. */
    static String consoleLink(JsonNode document) {
        String id = document.path("destination").path("id").asText();
        String region = document.path("region").asText();
        return String.format(
                Locale.ROOT,
                "https://%s.%s/ec2/home?region=%s#%s=%s",
                region,
                consoleHost(document.path("snapshot").path("arn").asText()),
                region,
                isAmi(document) ? "ImageDetails:imageId" : "SnapshotDetails:snapshotId",
                id);
    }

    private static String consoleHost(String arn) {
        if (arn.startsWith("arn:aws-cn:")) {
            return "console.amazonaws.cn";
        }
        return arn.startsWith("arn:aws-us-gov:") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
    }

    /** From what EC2 has said of it; empty where nothing is to be known, or EC2 has said nothing. */
    static List<String> beforeLaunch(JsonNode document, Documentation pages) {
        JsonNode image = document.path("image");
        List<String> hints = new ArrayList<>();
        if (image.isMissingNode()) {
            hints.add("EC2 has not said that it can be used: look at its state first.");
        }
        if (!isAmi(document)) {
            return hints;
        }
        if (!image.isMissingNode() && !image.path("enaSupport").asBoolean()) {
            hints.add("It lacks ENA support, so it starts on older instance types only, like t2 and m4.");
        }
        if (image.path("architecture").asText().equals("arm64")) {
            hints.add("It needs an instance type with an Arm processor.");
        }
        int disks = image.path("snapshots").size();
        if (disks > 1) {
            hints.add("It has " + disks + " disks, the attached ones too.");
        }
        hints.add("It still has the keys, or the Windows password, of the Lightsail instance: "
                + pages.page("security.md"));
        return hints;
    }

    private static boolean isAmi(JsonNode document) {
        return Ec2Images.isImage(document.path("destination").path("id").asText());
    }
}
