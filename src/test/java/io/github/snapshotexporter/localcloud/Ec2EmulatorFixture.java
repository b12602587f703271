package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** An EC2 emulator on a clock that stands still, with a client that does not retry. */
abstract class Ec2EmulatorFixture {

    static final String OTHER_IMAGE = "ami-0123456789abcdef0";
    static final String OTHER_SNAPSHOT = "snap-0123456789abcdef0";

    final MutableClock clock = MutableClock.at("2026-11-22T02:00:00.123Z");
    Ec2Emulator ec2;
    Ec2Client client;

    @BeforeEach
    void start() {
        ec2 = Ec2Emulator.start(clock);
        client = LocalClients.ec2(ec2.endpoint());
    }

    @AfterEach
    void stop() {
        client.close();
        ec2.close();
    }

    List<Image> images(String... ids) {
        return client.describeImages(r -> r.imageIds(ids)).images();
    }

    Image image(ImageScript script) {
        List<Image> images = images(script.id());
        assertThat(images).hasSize(1);
        return images.getFirst();
    }

    List<Snapshot> snapshots(String... ids) {
        return client.describeSnapshots(r -> r.snapshotIds(ids)).snapshots();
    }

    Snapshot snapshot(EbsSnapshotScript script) {
        return snapshots(script.id()).getFirst();
    }

    /** Expects the call to be refused with this code. */
    static Ec2Exception assertRefused(String code, ThrowingCallable call) {
        Ec2Exception refusal = catchThrowableOfType(Ec2Exception.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        return refusal;
    }

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
