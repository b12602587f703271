package io.github.snapshotexporter.localcloud;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.Operation;

/** A Lightsail emulator on a clock that stands still, with a client that does not retry. */
abstract class LightsailEmulatorFixture {

    final MutableClock clock = MutableClock.at("2026-11-22T02:00:00.123Z");
    LightsailEmulator lightsail;
    LightsailClient client;

    @BeforeEach
    void start() {
        lightsail = LightsailEmulator.start(clock);
        client = client(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        client.close();
        lightsail.close();
    }

    LightsailClient client(Duration timeout) {
        return LocalClients.configured(LightsailClient.builder(), lightsail.endpoint())
                .overrideConfiguration(configuration ->
                        configuration.apiCallAttemptTimeout(timeout).retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    InstanceSnapshot describe(String name) {
        return client.getInstanceSnapshot(r -> r.instanceSnapshotName(name)).instanceSnapshot();
    }

    String state(String name) {
        return describe(name).stateAsString();
    }

    List<Operation> export(String name) {
        return client.exportSnapshot(r -> r.sourceSnapshotName(name)).operations();
    }

    Operation operation(String id) {
        return client.getOperation(r -> r.operationId(id)).operation();
    }

    List<ExportSnapshotRecord> records() {
        return client.getExportSnapshotRecords(r -> {}).exportSnapshotRecords();
    }
}
