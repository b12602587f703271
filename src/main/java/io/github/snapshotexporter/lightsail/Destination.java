package io.github.snapshotexporter.lightsail;

import java.util.Objects;

/**
 * What came out of an export (Lightsail's {@code DestinationInfo}).
 *
 * @param id of the AMI or the EBS snapshot
 * @param service for example {@code Aws::EC2::Image}
 */
public record Destination(String id, String service) {
    public Destination {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(service, "service");
    }
}
