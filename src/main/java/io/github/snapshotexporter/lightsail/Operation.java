package io.github.snapshotexporter.lightsail;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Lightsail's {@code Operation} with the members of its API reference; the service may leave out any of them, and sends
 * values that the SDK's enums do not know ({@code operationType} "ExportSnapshot" is one), so texts stay texts.
 */
public record Operation(
        Optional<String> id,
        Optional<String> resourceName,
        Optional<String> resourceType,
        Optional<Instant> createdAt,
        Optional<Location> location,
        Optional<Boolean> isTerminal,
        Optional<String> operationDetails,
        Optional<String> operationType,
        Optional<String> status,
        Optional<Instant> statusChangedAt,
        Optional<String> errorCode,
        Optional<String> errorDetails) {

    private static final String FAILED = "Failed";
    /** Lightsail has two words for success. */
    private static final Set<String> FINAL_STATUSES = Set.of(FAILED, "Completed", "Succeeded");

    /** Where the operation's resource is. */
    public record Location(Optional<String> availabilityZone, Optional<String> regionName) {}

    static Operation of(software.amazon.awssdk.services.lightsail.model.Operation sent) {
        return new Operation(
                Optional.ofNullable(sent.id()),
                Optional.ofNullable(sent.resourceName()),
                Optional.ofNullable(sent.resourceTypeAsString()),
                Optional.ofNullable(sent.createdAt()),
                Optional.ofNullable(sent.location())
                        .map(location -> new Location(
                                Optional.ofNullable(location.availabilityZone()),
                                Optional.ofNullable(location.regionNameAsString()))),
                Optional.ofNullable(sent.isTerminal()),
                Optional.ofNullable(sent.operationDetails()),
                Optional.ofNullable(sent.operationTypeAsString()),
                Optional.ofNullable(sent.statusAsString()),
                Optional.ofNullable(sent.statusChangedAt()),
                Optional.ofNullable(sent.errorCode()),
                Optional.ofNullable(sent.errorDetails()));
    }

    /** Whether it will not change any more; the status decides where {@code isTerminal} was not sent. */
    public boolean hasEnded() {
        return isTerminal.orElseGet(
                () -> status.filter(FINAL_STATUSES::contains).isPresent());
    }

    public boolean hasFailed() {
        return hasEnded() && status.filter(FAILED::equals).isPresent();
    }
}
