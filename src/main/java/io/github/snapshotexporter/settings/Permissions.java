package io.github.snapshotexporter.settings;

import java.util.Optional;

/**
 * What the role of the stack lets the function do, as far as the function has to know.
 *
 * @param requiredTag that every snapshot must have which this stack may export; own copies get it
 * @param copiesAutomaticSnapshots whether copies of automatic snapshots may be made and deleted
 */
public record Permissions(Optional<RequiredTag> requiredTag, boolean copiesAutomaticSnapshots) {

    static Permissions of(EnvironmentReader read) {
        Optional<String> key = read.text("REQUIRED_TAG_KEY");
        Optional<String> value = read.text("REQUIRED_TAG_VALUE");
        if (key.isEmpty() && value.isPresent()) {
            read.add("REQUIRED_TAG_KEY must be set where REQUIRED_TAG_VALUE is");
        }
        return new Permissions(
                key.map(name -> new RequiredTag(name, value.orElse(""))),
                read.optional(
                        "AUTOMATIC_SNAPSHOTS",
                        "SELECT, ON_REQUEST or OFF",
                        true,
                        Permissions::copiesAutomaticSnapshots));
    }

    private static boolean copiesAutomaticSnapshots(String text) {
        return switch (text) {
            case "SELECT", "ON_REQUEST" -> true;
            case "OFF" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
