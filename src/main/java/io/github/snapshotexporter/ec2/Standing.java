package io.github.snapshotexporter.ec2;

import java.util.List;
import java.util.Map;

/**
 * An AMI or an EBS snapshot that is there now.
 *
 * @param usable whether EC2 says that it can be used
 * @param snapshotIds of an AMI's disks
 */
public record Standing(String id, boolean usable, Map<String, String> tags, List<String> snapshotIds) {
    public Standing {
        tags = Map.copyOf(tags);
        snapshotIds = List.copyOf(snapshotIds);
    }

    /** Whether it has this label with this value. */
    public boolean hasLabel(String key, String value) {
        return value.equals(tags.get(key));
    }
}
