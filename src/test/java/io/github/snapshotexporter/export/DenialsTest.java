package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Steps.reasonIn;
import static io.github.snapshotexporter.export.Steps.reasonsOfComeBacks;
import static io.github.snapshotexporter.world.World.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials expire and are renewed, permissions take seconds to spread: one denial decides nothing. */
class DenialsTest extends OneSnapshotFixture {
    private static final Fault EXPIRED = Fault.error("ExpiredTokenException", 400, "the token has expired");

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshot", "GetExportSnapshotRecords", "GetOperation", "ExportSnapshot"})
    void a_passing_denial_of_any_call_changes_nothing(String operation) {
        world.lightsail().fault(operation, EXPIRED);
        world.send("my-site-1");

        world.settle();

        assertThat(reasonsOfComeBacks(world)).contains("Unauthenticated");
        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
        assertThat(world.lightsail().accepted("my-site-1")).hasSize(1);
        assertThat(world.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, AccessDenied, tag condition",
        "UnauthenticatedException, Unauthenticated, credentials",
        "UnrecognizedClientException, Unauthenticated, credentials",
        "ExpiredTokenException, Unauthenticated, credentials"
    })
    void an_export_that_stays_denied_for_minutes_is_given_up_with_what_to_check(
            String code, String reason, String told) {
        world.lightsail().faultAlways("ExportSnapshot", Fault.error(code, 400, "the message"));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportFailed");
        assertThat(reasonIn(world, "ExportFailed")).isEqualTo(reason);
        assertThat(world.only("ExportFailed").path("error").path("message").textValue())
                .contains("the message", told);
        assertThat(Instant.parse(world.only("ExportFailed").path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofMinutes(2)), BEGINNING.plus(Duration.ofMinutes(5)));
        assertThat(world.slots()).isEmpty();
        assertThat(world.deadLetters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.messageAttributes()).containsEntry("reason", reason));
    }

    @Test
    void a_describe_that_stays_denied_rejects_the_request() {
        world.lightsail().faultAlways("GetInstanceSnapshot", Fault.error("AccessDeniedException", 400, "no"));
        world.send("my-site-1");

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
        assertThat(reasonIn(world, "RequestRejected")).isEqualTo("AccessDenied");
    }

    @Test
    void a_denial_hours_after_one_that_has_passed_is_waited_out_again() {
        snapshot.pendingFor(Duration.ofHours(5));
        world.lightsail().fault("GetInstanceSnapshot", EXPIRED);
        world.send("my-site-1");
        world.settle(Duration.ofHours(4));
        world.lightsail().fault("GetInstanceSnapshot", EXPIRED);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void an_export_that_is_followed_is_followed_through_hours_of_denial() {
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(4)));
        world.send("my-site-1");
        world.deliver();
        world.lightsail().faultAlways("GetOperation", EXPIRED);
        world.settle(Duration.ofHours(5));
        world.lightsail().clearFaults();

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void denials_between_which_lightsail_tells_how_the_export_goes_do_not_add_up() {
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(20)));
        world.send("my-site-1");
        world.deliver();
        for (int i = 0; i < 3; i++) {
            world.lightsail().fault("GetOperation", EXPIRED);
            world.settle(Duration.ofHours(5));
        }

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void an_export_that_may_not_be_followed_for_hours_is_abandoned_for_that_reason() {
        snapshot.exports(ExportScript.succeeds().takes(Duration.ofHours(40)));
        world.send("my-site-1");
        world.deliver();
        world.lightsail().faultAlways("GetOperation", EXPIRED);

        world.settle();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportAbandoned");
        assertThat(reasonIn(world, "ExportAbandoned")).isEqualTo("Unauthenticated");
        assertThat(Instant.parse(world.only("ExportAbandoned").path("time").textValue()))
                .isBetween(BEGINNING.plus(Duration.ofHours(6)), BEGINNING.plus(Duration.ofHours(7)));
        assertThat(world.published().getLast().email())
                .doesNotContain("in time")
                .contains("credentials");
    }

    @Test
    void a_run_whose_listing_is_denied_for_a_moment_is_carried_out() {
        world.lightsail().fault("GetInstanceSnapshots", EXPIRED);
        world.send("{\"select\": {}}");

        world.settle();

        assertThat(world.only("RunCompleted").path("status").textValue()).isEqualTo("OK");
    }
}
