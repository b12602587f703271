package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.OperationType;

class LightsailExportTest extends LightsailEmulatorFixture {

    @Test
    void exportsAnInstanceSnapshotToAnImage() {
        SnapshotScript script = lightsail.instanceSnapshot("my-site-1");

        Operation started = export("my-site-1").getFirst();

        assertThat(started.sdkFields())
                .filteredOn(field -> !field.memberName().startsWith("error"))
                .allSatisfy(field -> assertThat(field.getValueOrDefault(started))
                        .as(field.memberName())
                        .isNotNull());
        assertThat(started.operationTypeAsString()).isEqualTo("ExportSnapshot");
        assertThat(started.operationType()).isEqualTo(OperationType.UNKNOWN_TO_SDK_VERSION);
        assertThat(started.createdAt()).isEqualTo(clock.instant());
        assertThat(started.resourceName()).isEqualTo("my-site-1");
        assertThat(started.isTerminal()).isFalse();

        Operation firstLook = operation(started.id());
        Operation secondLook = operation(started.id());
        assertThat(List.of(firstLook.statusAsString(), secondLook.statusAsString()))
                .containsExactly("Started", "Succeeded");
        assertThat(secondLook.isTerminal()).isTrue();

        ExportSnapshotRecord exported = records().getFirst();
        assertThat(exported.stateAsString()).isEqualTo("Succeeded");
        assertThat(exported.name()).startsWith("ExportSnapshotRecord-");
        assertThat(exported.sourceInfo().arn()).isEqualTo(script.arn());
        assertThat(exported.sourceInfo().instanceSnapshotInfo().fromDiskInfo()).hasSize(1);
        assertThat(exported.destinationInfo().id()).matches("ami-[0-9a-f]{17}");
        assertThat(exported.destinationInfo().service()).isEqualTo("Aws::EC2::Image");
        assertThat(lightsail.accepted("my-site-1")).singleElement().satisfies(accepted -> {
            assertThat(accepted.operationIds()).containsExactly(started.id());
            assertThat(accepted.recordName()).isEqualTo(exported.name());
            assertThat(lightsail.recordState(accepted.recordName())).isEqualTo("Succeeded");
        });
    }

    @Test
    void exportsADiskSnapshotToAnEbsSnapshot() {
        lightsail.diskSnapshot("data-1").exports(ExportScript.succeeds().takes(Duration.ZERO));

        export("data-1");

        ExportSnapshotRecord exported = records().getFirst();
        assertThat(exported.sourceInfo().diskSnapshotInfo().sizeInGb()).isEqualTo(8);
        assertThat(exported.destinationInfo().id()).matches("snap-[0-9a-f]{17}");
        assertThat(exported.destinationInfo().service()).isEqualTo("Aws::EC2::Snapshot");
    }

    @Test
    void aFailedExportTellsTheReasonOnTheOperationOnly() {
        lightsail
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.fails("InternalError", "no capacity").takes(Duration.ofMinutes(5)));

        String id = export("my-site-1").getFirst().id();
        assertThat(operation(id).statusAsString()).isEqualTo("Started");
        clock.advance(Duration.ofMinutes(5));
        Operation failed = operation(id);

        assertThat(failed.statusAsString()).isEqualTo("Failed");
        assertThat(failed.isTerminal()).isTrue();
        assertThat(failed.errorCode()).isEqualTo("InternalError");
        assertThat(failed.errorDetails()).isEqualTo("no capacity");
        assertThat(failed.statusChangedAt()).isEqualTo(clock.instant());
        assertThat(records()).singleElement().satisfies(exported -> {
            assertThat(exported.stateAsString()).isEqualTo("Failed");
            assertThat(exported.destinationInfo()).isNull();
        });
    }

    @Test
    void theRecordCanBeLateAndTheOperationForgotten() {
        lightsail
                .instanceSnapshot("my-site-1")
                .exports(ExportScript.succeeds()
                        .takes(Duration.ofMinutes(1))
                        .recordListedAfter(Duration.ofMinutes(2))
                        .operationForgotten());

        String id = export("my-site-1").getFirst().id();

        assertThat(catchThrowableOfType(NotFoundException.class, () -> operation(id)))
                .isNotNull();
        assertThat(records()).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(records()).hasSize(1);
    }

    @Test
    void theRecordCanEndAfterTheOperationOrNever() {
        lightsail
                .instanceSnapshot("later")
                .exports(ExportScript.succeeds()
                        .takes(Duration.ofMinutes(1))
                        .operationStatus("Completed")
                        .recordEndsAfterOperation(Duration.ofMinutes(1)));
        lightsail
                .instanceSnapshot("never")
                .exports(ExportScript.succeeds().takes(Duration.ZERO).recordStaysStarted());
        String id = export("later").getFirst().id();
        export("never");

        clock.advance(Duration.ofMinutes(1));
        assertThat(operation(id).statusAsString()).isEqualTo("Completed");
        assertThat(records()).extracting(ExportSnapshotRecord::stateAsString).containsExactly("Started", "Started");
        clock.advance(Duration.ofMinutes(1));
        assertThat(records()).extracting(ExportSnapshotRecord::stateAsString).containsExactly("Succeeded", "Started");
    }

    @Test
    void severalOperationsCanEndApartAndTheLastAloneCanFail() {
        lightsail
                .instanceSnapshot("my-site-1")
                .onExport(ExportCall.acceptWithOperations(2), ExportCall.acceptWithoutOperations())
                .exports(ExportScript.fails("InternalError", "disk")
                        .takes(Duration.ZERO)
                        .operationsEndApart(Duration.ofMinutes(1))
                        .failingInLastOperationOnly());

        List<Operation> started = export("my-site-1");
        assertThat(started).hasSize(2);
        assertThat(operation(started.get(0).id()).statusAsString()).isEqualTo("Succeeded");
        assertThat(operation(started.get(1).id()).statusAsString()).isEqualTo("Started");
        clock.advance(Duration.ofMinutes(1));
        assertThat(operation(started.get(1).id()).statusAsString()).isEqualTo("Failed");
        assertThat(export("my-site-1")).isEmpty();
        assertThat(lightsail.accepted()).hasSize(2);
    }

    @Test
    void anExportByHandIsListedLikeAnyOther() {
        lightsail
                .instanceSnapshot("my-site-1")
                .operationsNamedAfterRecord()
                .exportedByHand(
                        clock.instant().minusSeconds(3600),
                        ExportScript.succeeds().takes(Duration.ZERO));

        ExportSnapshotRecord exported = records().getFirst();

        assertThat(exported.stateAsString()).isEqualTo("Succeeded");
        assertThat(exported.createdAt()).isEqualTo(clock.instant().minusSeconds(3600));
        assertThat(client.getOperationsForResource(r -> r.resourceName(exported.name()))
                        .operations())
                .hasSize(1);
        assertThat(lightsail.count("ExportSnapshot")).isZero();
    }
}
