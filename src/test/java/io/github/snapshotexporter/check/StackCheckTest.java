package io.github.snapshotexporter.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Before the first night, one invocation tells in plain words whether it will work. It is 02:00 UTC of a Sunday. */
class StackCheckTest {
    private static final String OPERATIONS =
            "arn:aws:sns:" + LightsailEmulator.REGION + ":" + LightsailEmulator.ACCOUNT + ":alarms";

    private final World world = World.create()
            .set("STACK_NAME", "my-exporter")
            .set("OPERATIONS_TOPIC_ARN", OPERATIONS)
            .set("SCHEDULE_STATE", "ENABLED")
            .set("SCHEDULE_EXPRESSION", "cron(30 3 * * ? *)");

    @BeforeEach
    void subscribe() {
        world.sns().subscribed(world.sns().topicArn(), 1, 0).subscribed(OPERATIONS, 2, 0);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_stack_that_is_ready_is_ok() {
        exported("my-site-1");
        world.lightsail().instanceSnapshot("my-site-2").createdAt(world.clock().instant());

        JsonNode answer = check();

        assertThat(answer.path("check").asText()).isEqualTo("ok");
        assertThat(answer.path("lines")).hasSize(8).allSatisfy(line -> {
            assertThat(line.path("state").asText()).as(line.toString()).isEqualTo("ok");
            assertThat(line.path("says").asText()).isNotEmpty();
            assertThat(line.has("next")).isFalse();
        });
    }

    @Test
    void whatever_is_not_ok_has_a_next_step() {
        world.set("SCHEDULE_STATE", "DISABLED");
        world.sns().subscribed(world.sns().topicArn(), 0, 1).subscribed(OPERATIONS, 0, 0);

        JsonNode answer = check();

        assertThat(answer.path("check").asText()).isEqualTo("not ok");
        assertThat(answer.path("lines"))
                .filteredOn(line -> !line.path("state").asText().equals("ok"))
                .hasSize(5)
                .allSatisfy(line -> assertThat(line.path("next").asText()).isNotEmpty());
    }

    @Test
    void the_file_of_an_event_asks_for_it() {
        assertThat(world.invoke(EventFiles.text("direct_check")).path("lines")).hasSize(8);
    }

    @Test
    void it_only_reads() {
        world.lightsail().instanceSnapshot("my-site-1").createdAt(world.clock().instant());
        world.tap().forgetCalls();

        check();

        assertThat(world.tap().calls())
                .allMatch(call -> call.matches("[A-Za-z0-9]+\\.(Get|Describe|Query|BatchGet)[A-Za-z]*"));
        assertThat(world.queued()).isEmpty();
        assertThat(world.published()).isEmpty();
    }

    // The schedule

    @ParameterizedTest
    @CsvSource({
        "cron(30 3 * * ? *), UTC, 'Sunday, 2026-11-22 03:30 (UTC), 1 h 30 min'",
        "cron(30 3 * * ? *), Europe/Berlin, 'Sunday, 2026-11-22 03:30 (Europe/Berlin), 30 min'",
        "cron(0 1 * * ? *), UTC, 'Monday, 2026-11-23 01:00 (UTC), 23 h'",
        "cron(0 12 ? * MON-FRI *), UTC, 'Monday, 2026-11-23 12:00 (UTC), 34 h'",
        "cron(0 12 ? * 2 *), UTC, 'Monday, 2026-11-23 12:00 (UTC), 34 h'",
        "cron(15 10 L * ? *), UTC, 'Monday, 2026-11-30 10:15 (UTC), 8 d 8 h'",
        "cron(0/30 * * * ? 2027), UTC, 'Friday, 2027-01-01 00:00 (UTC), 39 d 22 h'",
    })
    void it_tells_when_the_schedule_fires_next(String expression, String zone, String next) {
        world.set("SCHEDULE_EXPRESSION", expression).set("TIME_ZONE", zone);

        assertThat(says("schedule")).isEqualTo("ok: It fires next on " + next + " from now.");
    }

    @Test
    void a_rate_is_counted_from_when_it_was_switched_on() {
        world.set("SCHEDULE_EXPRESSION", "rate(12 hours)");

        assertThat(says("schedule")).isEqualTo("ok: It fires every 12 hours, counted from when it was switched on.");
    }

    @Test
    void a_schedule_that_is_off_is_not_ok() {
        world.set("SCHEDULE_STATE", "DISABLED");

        assertThat(says("schedule")).startsWith("not ok: The schedule is off");
    }

    @Test
    void a_schedule_that_has_had_its_time_is_not_ok() {
        world.set("SCHEDULE_EXPRESSION", "cron(0 3 1 1 ? 2025)");

        assertThat(says("schedule")).isEqualTo("not ok: cron(0 3 1 1 ? 2025) never fires again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cron(a b c d e f)", "at(2026-12-01T00:00:00)"})
    void an_expression_that_it_does_not_understand_it_cannot_tell(String expression) {
        world.set("SCHEDULE_EXPRESSION", expression);

        assertThat(says("schedule")).startsWith("cannot tell: When " + expression);
    }

    @Test
    void outside_of_the_stack_there_is_no_schedule_to_tell_of() {
        world.set("SCHEDULE_EXPRESSION", "").set("OPERATIONS_TOPIC_ARN", "");

        assertThat(says("schedule")).startsWith("cannot tell");
        assertThat(says("alarms by e-mail")).startsWith("cannot tell");
    }

    // What would be exported

    @Test
    void it_tells_what_would_be_exported_and_what_would_not() {
        world.lightsail().instanceSnapshot("my-site-1").createdAt(world.clock().instant());
        world.lightsail()
                .instanceSnapshot("old-1")
                .fromResource("old")
                .createdAt(world.clock().instant().minus(Duration.ofDays(9)));

        assertThat(says("tonight"))
                .isEqualTo("ok: If the night were now, it would export 1 snapshot: my-site-1. Left out: 1 TooOld.");
    }

    @Test
    void many_are_not_all_named() {
        for (int n = 1; n <= 7; n++) {
            world.lightsail()
                    .instanceSnapshot("site-" + n)
                    .fromResource("site-" + n)
                    .createdAt(world.clock().instant());
        }

        assertThat(says("tonight")).contains("would export 7 snapshots: ").contains(" and 2 more.");
    }

    @Test
    void a_night_without_any_snapshot_is_not_ok() {
        assertThat(says("tonight"))
                .startsWith("not ok: If the night were now, it would export nothing: Lightsail has no");
        assertThat(line("tonight").path("next").asText()).contains("switch on an instance's automatic snapshots");
    }

    @Test
    void a_night_that_does_not_take_automatic_snapshots_is_told_that_it_could() {
        world.set("SELECTION_POLICY", "{\"createdWithin\": \"P3D\"}");

        assertThat(line("tonight").path("next").asText()).contains("AutomaticSnapshots=SELECT");
    }

    @Test
    void a_night_that_leaves_all_out_is_not_ok() {
        world.lightsail()
                .instanceSnapshot("old-1")
                .createdAt(world.clock().instant().minus(Duration.ofDays(9)));

        assertThat(says("tonight"))
                .isEqualTo("not ok: If the night were now, it would export nothing. Left out: 1 TooOld.");
    }

    @Test
    void that_all_is_exported_already_is_ok() {
        exported("my-site-1");

        assertThat(says("tonight"))
                .isEqualTo("ok: What the night would take is exported already. Left out: 1 AlreadyExported.");
    }

    @Test
    void older_snapshots_beside_the_one_that_is_exported_are_nothing_to_worry_about() {
        exported("my-site-2");
        world.lightsail()
                .instanceSnapshot("my-site-1")
                .createdAt(world.clock().instant().minus(Duration.ofDays(1)));
        world.lightsail()
                .instanceSnapshot("my-site-0")
                .createdAt(world.clock().instant().minus(Duration.ofDays(9)));

        assertThat(says("tonight")).startsWith("ok: What the night would take is exported already. Left out: ");
    }

    @Test
    void snapshots_that_cannot_be_listed_are_not_ok() {
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "No"));

        assertThat(says("tonight")).startsWith("not ok: There was no answer: GetInstanceSnapshots: No");
    }

    @Test
    void a_service_that_is_only_slow_or_busy_cannot_be_told_about() {
        world.lightsail().faultAlways("GetInstanceSnapshots", Fault.throttle());

        assertThat(says("tonight")).startsWith("cannot tell: There was no answer: GetInstanceSnapshots");
    }

    // Addresses

    @Test
    void an_address_that_is_not_confirmed_is_not_ok() {
        world.sns().subscribed(world.sns().topicArn(), 1, 1);

        assertThat(says("results by e-mail")).startsWith("not ok: Not confirmed: 1 of 2 subscriptions.");
        assertThat(line("results by e-mail").path("next").asText()).contains("NotificationEmail");
    }

    @Test
    void nobody_to_tell_is_not_ok() {
        world.sns().subscribed(OPERATIONS, 0, 0);

        assertThat(says("alarms by e-mail")).isEqualTo("not ok: Nobody is subscribed to the alarms.");
        assertThat(line("alarms by e-mail").path("next").asText()).contains("OperationsEmail");
    }

    @Test
    void a_topic_that_is_gone_is_not_ok() {
        world.set("OPERATIONS_TOPIC_ARN", OPERATIONS + "-gone");

        assertThat(says("alarms by e-mail")).startsWith("not ok: There was no answer: Topic does not exist");
    }

    // The rest

    @Test
    void before_the_first_export_nobody_can_tell_whether_lightsail_has_its_role() {
        assertThat(says("Lightsail's role")).startsWith("cannot tell");
        assertThat(line("Lightsail's role").path("next").asText())
                .contains("aws iam get-role --role-name AWSServiceRoleForLightsail");
    }

    @Test
    void that_something_cannot_be_told_is_not_what_makes_the_whole_not_ok() {
        world.lightsail().instanceSnapshot("my-site-1").createdAt(world.clock().instant());

        assertThat(check().path("check").asText()).isEqualTo("ok");
    }

    @Test
    void it_counts_the_images_that_stand() {
        exported("my-site-1");

        assertThat(says("images in EC2"))
                .isEqualTo("ok: 1 image of this stack stands. No rule is set: all are kept for ever (see KeepDaily).");
        world.set("KEEP_LAST", "1");
        assertThat(says("images in EC2")).endsWith("What the rules do not keep is let go by each night.");
    }

    @Test
    void an_ec2_that_may_not_be_asked_is_not_ok() {
        world.ec2().faultAlways("DescribeImages", Ec2Fault.denied("DescribeImages"));

        assertThat(says("images in EC2")).startsWith("not ok: There was no answer: ");
    }

    @Test
    void an_ec2_that_is_only_busy_cannot_be_told_about() {
        world.ec2().faultAlways("DescribeImages", Ec2Fault.throttle());

        assertThat(says("images in EC2")).startsWith("cannot tell: There was no answer: ");
    }

    @Test
    void it_counts_the_jobs_that_are_under_way() {
        world.lightsail().instanceSnapshot("my-site-1");
        world.send("my-site-1");

        assertThat(says("queue")).isEqualTo("ok: 1 job is under way.");
    }

    @Test
    void a_ledger_that_is_gone_is_not_ok_and_the_rest_is_told() {
        world.set("LEDGER_TABLE_NAME", "no-such-table");

        assertThat(says("ledger")).startsWith("not ok: There was no answer: ");
        assertThat(says("queue")).startsWith("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"check\": true}", "{\"check\": {\"all\": 1}}", "{\"check\": {}, \"requestId\": \"a\"}"})
    void what_it_does_not_know_is_refused(String payload) {
        assertThatThrownBy(() -> world.invoke(payload)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_queue_message_that_asks_for_it_is_rejected() {
        world.send("{\"check\": {}}");
        world.settle();

        assertThat(world.only("RequestRejected").path("error").path("message").asText())
                .contains("check is answered to a direct invocation only");
    }

    private void exported(String name) {
        world.lightsail().instanceSnapshot(name).createdAt(world.clock().instant());
        world.send(name);
        world.settle();
        world.sns().forgetPublished();
    }

    private JsonNode check() {
        return world.invoke("{\"check\": {}}");
    }

    private JsonNode line(String what) {
        for (JsonNode line : check().path("lines")) {
            if (line.path("what").asText().equals(what)) {
                return line;
            }
        }
        throw new AssertionError("there is no line " + what);
    }

    private String says(String what) {
        JsonNode line = line(what);
        return line.path("state").asText() + ": " + line.path("says").asText();
    }
}
