package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.export.ExportVerdict.Operations;
import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.Operation;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What several operations are together; the table of ends is checked where it is documented. */
class ExportVerdictTest {
    private static final Operation UNDER_WAY = operation("under-way", "Started");
    private static final Operation LATER = operation("later", "Started");
    private static final Operation SUCCEEDED = operation("succeeded", "Succeeded");
    private static final Operation FAILED = operation("failed", "Failed");

    @Test
    void none_tells_nothing() {
        assertThat(Operations.of(item(Set.of()))).isEqualTo(Operations.UNKNOWN);
    }

    @Test
    void one_that_failed_is_enough() {
        assertThat(Operations.of(item(Set.of(), SUCCEEDED, UNDER_WAY, FAILED))).isEqualTo(Operations.FAILED);
    }

    @Test
    void all_have_to_succeed() {
        assertThat(Operations.of(item(Set.of(), SUCCEEDED, SUCCEEDED))).isEqualTo(Operations.SUCCEEDED);
        assertThat(Operations.of(item(Set.of(), SUCCEEDED, UNDER_WAY))).isEqualTo(Operations.NOT_TERMINAL);
    }

    @Test
    void what_lightsail_does_not_know_tells_nothing() {
        assertThat(Operations.of(item(Set.of("under-way"), SUCCEEDED, UNDER_WAY)))
                .isEqualTo(Operations.UNKNOWN);
    }

    @Test
    void the_first_that_has_not_ended_and_is_known_is_asked_for() {
        assertThat(ExportVerdict.firstToAsk(item(Set.of(), SUCCEEDED, UNDER_WAY, LATER)))
                .contains("under-way");
        assertThat(ExportVerdict.firstToAsk(item(Set.of("under-way"), SUCCEEDED, UNDER_WAY, LATER)))
                .contains("later");
        assertThat(ExportVerdict.firstToAsk(item(Set.of(), SUCCEEDED, FAILED))).isEmpty();
    }

    private static Operation operation(String id, String status) {
        return new Operation(
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(status),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ExportItem item(Set<String> unknown, Operation... operations) {
        return new ExportItem(
                AttemptId.first("arn"),
                ExportItem.Status.STARTED,
                new Snapshot(
                        "arn",
                        SnapshotName.of("my-site-1"),
                        ResourceType.INSTANCE_SNAPSHOT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                new ExportItem.Generation("direct", Optional.empty(), Optional.empty(), false, Instant.EPOCH),
                Optional.empty(),
                new ExportItem.Progress(
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        List.of(operations),
                        unknown,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Set.of(),
                new ExportItem.End(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new ExportItem.Marks(false, false, false, false, false, false, false),
                Set.of(),
                Set.of());
    }
}
