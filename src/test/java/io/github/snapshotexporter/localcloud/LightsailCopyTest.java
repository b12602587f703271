package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.CopySnapshotRequest;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.InvalidInputException;
import software.amazon.awssdk.services.lightsail.model.LightsailException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.OperationFailureException;

class LightsailCopyTest extends LightsailEmulatorFixture {

    private ResourceScript site;

    @BeforeEach
    void site() {
        site = lightsail
                .instance("my-site")
                .sizeInGb(80)
                .tag("backup", "true")
                .attachedDisk("data", 16)
                .withAutoSnapshots("2026-11-21", "2026-11-20")
                .withAutoSnapshot("2026-11-22", "InProgress");
    }

    @Test
    void anAutomaticSnapshotBecomesAManualOneWithoutTags() {
        copy("my-site", "2026-11-20", "kept");

        InstanceSnapshot copy = describe("kept");
        assertThat(copy.stateAsString()).isEqualTo("pending");
        assertThat(state("kept")).isEqualTo("available");
        assertThat(copy.isFromAutoSnapshot()).isTrue();
        assertThat(copy.fromInstanceName()).isEqualTo("my-site");
        assertThat(copy.fromInstanceArn()).isEqualTo(site.arn());
        assertThat(copy.createdAt()).isEqualTo(clock.instant());
        assertThat(copy.sizeInGb()).isEqualTo(80);
        assertThat(copy.fromAttachedDisks()).hasSize(1);
        assertThat(copy.tags()).isEmpty();
        assertThat(export("kept")).hasSize(1);
        assertThat(lightsail.copied()).singleElement().satisfies(accepted -> {
            assertThat(accepted.snapshotName()).isEqualTo("kept");
            assertThat(accepted.snapshotArn()).isEqualTo(copy.arn());
            assertThat(accepted.fromResource()).isEqualTo("my-site");
            assertThat(accepted.at()).isEqualTo(clock.instant());
        });
    }

    @Test
    void theOperationOfACopyEndsWithTheCopy() {
        site.copies(
                copy -> copy.pendingFor(Duration.ofMinutes(5)),
                copy -> copy.pendingForLooks(2).endsInError());

        Operation answered = copy("my-site", "2026-11-21", "good");
        assertThat(answered.resourceName()).isEqualTo("good");
        assertThat(answered.resourceTypeAsString()).isEqualTo("InstanceSnapshot");
        assertThat(answered.operationTypeAsString()).isEqualTo("CopySnapshot");
        assertThat(answered.operationDetails()).isEqualTo("eu-central-1:my-site");
        assertThat(answered.statusAsString()).isEqualTo("Started");
        assertThat(answered.isTerminal()).isFalse();
        clock.advance(Duration.ofMinutes(5));
        assertThat(operation(answered.id()).statusAsString()).isEqualTo("Succeeded");
        assertThat(state("good")).isEqualTo("available");

        Operation failing = copy("my-site", "2026-11-21", "bad");
        assertThat(state("bad")).isEqualTo("pending");
        assertThat(operation(failing.id()).statusAsString()).isEqualTo("Started");
        assertThat(operation(failing.id()).statusAsString()).isEqualTo("Failed");
        assertThat(state("bad")).isEqualTo("error");
        assertThat(catchThrowableOfType(OperationFailureException.class, () -> export("bad")))
                .isNotNull();
        assertThat(client.getOperationsForResource(r -> r.resourceName("bad")).operations())
                .extracting(Operation::id)
                .containsExactly(failing.id());
    }

    @Test
    void theScriptOfACopyReachesItsExports() {
        site.copies(copy ->
                copy.pendingForLooks(0).onExport(ExportCall.throttle()).exports(ExportScript.fails("Bad", "disk")));

        copy("my-site", "2026-11-21", "kept");

        assertThat(catchThrowableOfType(LightsailException.class, () -> export("kept"))
                        .isThrottlingException())
                .isTrue();
        assertThat(export("kept")).hasSize(1);
        records();
        assertThat(records().getFirst().stateAsString()).isEqualTo("Failed");
    }

    @Test
    void aCopyCanBeListedLate() {
        site.copies(copy -> copy.appearsAt(clock.instant().plusSeconds(30)));

        copy("my-site", "2026-11-21", "kept");

        assertThat(lightsail.snapshotNames()).isEmpty();
        assertInvalid(r -> r.sourceResourceName("my-site")
                .restoreDate("2026-11-21")
                .targetSnapshotName("kept")
                .sourceRegion("eu-central-1"));
        clock.advance(Duration.ofSeconds(30));
        assertThat(lightsail.snapshotNames()).containsExactly("kept");
    }

    @Test
    void theLatestRestorableOneIsTheNewestThatSucceeded() {
        lightsail.disk("data").withAutoSnapshot("2026-11-22", "Failed").withAutoSnapshots("2026-11-20", "2026-11-21");

        client.copySnapshot(r -> r.sourceResourceName("data")
                .useLatestRestorableAutoSnapshot(true)
                .targetSnapshotName("data-kept")
                .sourceRegion("eu-central-1"));

        DiskSnapshot copy =
                client.getDiskSnapshot(r -> r.diskSnapshotName("data-kept")).diskSnapshot();
        assertThat(copy.fromDiskName()).isEqualTo("data");
        assertThat(copy.isFromAutoSnapshot()).isTrue();
        assertThat(client.getDiskSnapshots(r -> {}).diskSnapshots().getFirst().stateAsString())
                .isEqualTo("completed");
    }

    @Test
    void aManualSnapshotCanBeCopiedToo() {
        lightsail.instanceSnapshot("original").fromResource("my-shop").tag("backup", "true");
        lightsail.instanceSnapshot("young").pendingForLooks(9);

        client.copySnapshot(copyOf("original", "second"));

        assertThat(describe("second").fromInstanceName()).isEqualTo("my-shop");
        assertThat(describe("second").isFromAutoSnapshot()).isFalse();
        assertThat(describe("second").tags()).isEmpty();
        assertThat(catchThrowableOfType(
                        OperationFailureException.class, () -> client.copySnapshot(copyOf("young", "third"))))
                .isNotNull();
    }

    @Test
    void aNameIsTakenOnceAndFreeAfterTheDeletion() {
        lightsail.diskSnapshot("data-1");
        copy("my-site", "2026-11-21", "kept");

        for (String taken : List.of("kept", "data-1", "my-site")) {
            assertThat(assertInvalid(automatic(taken))).contains("already in use", taken);
        }
        client.deleteInstanceSnapshot(r -> r.instanceSnapshotName("kept"));
        copy("my-site", "2026-11-21", "kept");

        assertThat(lightsail.copied()).hasSize(2);
        assertThat(lightsail.snapshotNames()).containsExactly("data-1", "kept");
    }

    @Test
    void refusesWhatContradictsItself() {
        lightsail.instanceSnapshot("manual");

        assertInvalid(automatic("kept").andThen(r -> r.sourceSnapshotName("manual")));
        assertInvalid(automatic("kept").andThen(r -> r.useLatestRestorableAutoSnapshot(true)));
        assertInvalid(automatic("kept").andThen(r -> r.restoreDate(null)));
        assertInvalid(automatic("kept").andThen(r -> r.restoreDate("22.11.2026")));
        assertInvalid(automatic("kept").andThen(r -> r.sourceResourceName(null)));
        assertInvalid(automatic("kept").andThen(r -> r.sourceRegion((String) null)));
        assertInvalid(automatic("kept").andThen(r -> r.sourceRegion("Frankfurt")));
        assertInvalid(copyOf("manual", "kept").andThen(r -> r.restoreDate("2026-11-21")));
        assertInvalid(copyOf("manual", "kept").andThen(r -> r.useLatestRestorableAutoSnapshot(true)));
        assertThat(lightsail.copied()).isEmpty();

        client.copySnapshot(automatic("kept").andThen(r -> r.useLatestRestorableAutoSnapshot(false)));
        assertThat(lightsail.copied()).hasSize(1);
    }

    @Test
    void refusesBadNames() {
        for (String bad : List.of("", "x", "-kept", "kept-", "my site", "a/b", "n".repeat(256))) {
            assertInvalid(automatic(bad));
        }
        copy("my-site", "2026-11-21", "n".repeat(255));
        copy("my-site", "2026-11-21", "my.site_1-2");
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        assertNotFound(automatic("kept").andThen(r -> r.sourceResourceName("nobody")));
        assertNotFound(automatic("kept").andThen(r -> r.restoreDate("2026-11-01")));
        assertNotFound(automatic("kept").andThen(r -> r.restoreDate("2026-11-22")));
        assertNotFound(automatic("kept").andThen(r -> r.sourceRegion("us-east-1")));
        assertNotFound(copyOf("nobody", "kept"));
        site.withoutAutoSnapshot("2026-11-21");
        assertNotFound(automatic("kept"));
        lightsail.remove("my-site");
        assertNotFound(automatic("kept").andThen(r -> r.restoreDate("2026-11-20")));
        assertThat(lightsail.snapshotNames()).isEmpty();
    }

    private Operation copy(String resource, String date, String target) {
        return client.copySnapshot(automatic(target)
                        .andThen(r -> r.sourceResourceName(resource).restoreDate(date)))
                .operations()
                .getFirst();
    }

    private static Consumer<CopySnapshotRequest.Builder> automatic(String target) {
        return r -> r.sourceResourceName("my-site")
                .restoreDate("2026-11-21")
                .targetSnapshotName(target)
                .sourceRegion("eu-central-1");
    }

    private static Consumer<CopySnapshotRequest.Builder> copyOf(String original, String target) {
        return r -> r.sourceSnapshotName(original).targetSnapshotName(target).sourceRegion("eu-central-1");
    }

    private String assertInvalid(Consumer<CopySnapshotRequest.Builder> request) {
        InvalidInputException refused =
                catchThrowableOfType(InvalidInputException.class, () -> client.copySnapshot(request));
        assertThat(refused).isNotNull();
        return refused.awsErrorDetails().errorMessage();
    }

    private void assertNotFound(Consumer<CopySnapshotRequest.Builder> request) {
        assertThat(catchThrowableOfType(NotFoundException.class, () -> client.copySnapshot(request)))
                .isNotNull();
    }
}
