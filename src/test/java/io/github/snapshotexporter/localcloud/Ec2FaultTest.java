package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class Ec2FaultTest extends Ec2EmulatorFixture {

    @Test
    void faultsMeetTheChosenCallsAndOnlyThose() {
        ec2.fault("DescribeImages", Fault.none(), Ec2Fault.throttle(), Ec2Fault.denied("DescribeImages"))
                .fault("DescribeImages", Ec2Fault.internalError(), Ec2Fault.unavailable());

        assertThat(images()).isEmpty();
        Ec2Exception throttled = assertRefused("RequestLimitExceeded", this::images);
        assertThat(throttled.statusCode()).isEqualTo(503);
        assertThat(throttled.isThrottlingException()).isTrue();
        assertThat(throttled.requestId()).isNotEmpty();
        Ec2Exception denied = assertRefused("UnauthorizedOperation", this::images);
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.awsErrorDetails().errorMessage()).contains("ec2:DescribeImages");
        assertThat(assertRefused("InternalError", this::images).statusCode()).isEqualTo(500);
        assertThat(assertRefused("Unavailable", this::images).statusCode()).isEqualTo(503);
        assertThat(images()).isEmpty();
        assertThat(snapshots()).isEmpty();
        assertThat(ec2.counts()).isEqualTo(Map.of("DescribeImages", 6L, "DescribeSnapshots", 1L));
    }

    @Test
    void aFaultCanBeForOneIdOnly() {
        ImageScript first = ec2.newImage("my-site-1");
        ImageScript second = ec2.newImage("my-site-2");
        ec2.faultFor(second.id(), "DescribeImages", Ec2Fault.throttle());
        ec2.faultAfterwardsFor(second.id(), "CreateTags", Ec2Fault.internalError());

        assertThat(image(first).name()).isEqualTo("my-site-1");
        assertRefused("RequestLimitExceeded", () -> images(first.id(), second.id()));
        assertThat(image(second).name()).isEqualTo("my-site-2");
        assertRefused(
                "InternalError",
                () -> client.createTags(
                        r -> r.resources(first.id(), second.id()).tags(tag("a", "b"))));
        assertThat(first.tags()).isEqualTo(second.tags()).hasSize(1);
    }

    @Test
    void aDeletionMayHaveHappenedThoughItsAnswerIsLost() {
        ImageScript image = ec2.newImage("my-site-1");
        ec2.fault("DeregisterImage", Fault.drop()).faultAfterwards("DeregisterImage", Fault.drop());

        assertThat(catchThrowableOfType(
                        SdkClientException.class, () -> client.deregisterImage(r -> r.imageId(image.id()))))
                .isNotNull();
        assertThat(ec2.deregistered()).isEmpty();
        assertThat(catchThrowableOfType(
                        SdkClientException.class, () -> client.deregisterImage(r -> r.imageId(image.id()))))
                .isNotNull();
        assertThat(ec2.deregistered()).containsExactly(image.id());
    }

    @Test
    void faultsStandUntilTheyAreCleared() {
        ec2.faultAlways("DescribeSnapshots", Ec2Fault.denied("DescribeSnapshots"));

        assertRefused("UnauthorizedOperation", this::snapshots);
        assertRefused("UnauthorizedOperation", this::snapshots);
        ec2.clearFaults();

        assertThat(snapshots()).isEmpty();
    }

    @Test
    void eachCallIsKeptWithItsParameters() {
        ImageScript image = ec2.newImage("my-site-1");
        client.describeImages(r -> r.imageIds(image.id()).filters(filter("tag:a", "b", "c")));
        client.createTags(r -> r.resources(image.id()).tags(tag("Name", "x y"), tag("z", null)));

        assertThat(ec2.calls()).extracting(Call::operation).containsExactly("DescribeImages", "CreateTags");
        assertThat(ec2.calls())
                .extracting(call -> call.input().toString())
                .containsExactly("""
                        {"Filter":[{"Name":"tag:a","Value":["b","c"]}],"ImageId":["%s"]}""".formatted(image.id()), """
                        {"Tag":[{"Key":"Name","Value":"x y"},{"Key":"z"}],"ResourceId":["%s"]}""".formatted(image.id()));
        assertThat(ec2.calls()).allSatisfy(call -> assertThat(call.at()).isEqualTo(clock.instant()));
        ec2.forgetCalls();
        assertThat(ec2.calls()).isEmpty();
    }

    @Test
    void whateverElseIsAskedForIsNoValidAction() {
        assertThat(assertRefused("InvalidAction", () -> client.describeVolumes(r -> {}))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void everyCallTakesTheLatency() {
        ec2.latency(Duration.ofMillis(60));
        long start = System.nanoTime();

        images();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }
}
