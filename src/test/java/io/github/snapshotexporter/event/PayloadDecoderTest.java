package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.Delivery;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.ExportRequest.Origin;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.NamePattern;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.world.EventAnswer;
import io.github.snapshotexporter.world.EventFiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in, row by row. */
class PayloadDecoderTest {
    private static final String ARN =
            "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/6f1d2c3b-4a59-4e68-9c7d-8b9a0c1d2e3f";

    private final MessageDecoder messages =
            new MessageDecoder("eu-central-1", Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z"));
    private final PayloadDecoder decoder = new PayloadDecoder(messages);

    // SQS events

    @Test
    void an_sqs_event_becomes_one_message_per_record() {
        assertThat(batch("sqs_names"))
                .extracting(QueueMessage::body)
                .containsExactly("my-site-1", "my-site-data-1", "20261122", "true");
    }

    @Test
    void a_queue_message_keeps_what_sqs_says_of_it() {
        assertThat(batch("sqs_names").getFirst())
                .isEqualTo(new QueueMessage(
                        "019dd0b57-b21e-4ac1-bd88-01bbb068cb71",
                        "my-site-1",
                        Optional.empty(),
                        new Delivery(
                                Optional.of("AQEB1MessageReceiptHandle=="),
                                Instant.parse("2026-11-22T02:00:00Z"),
                                Instant.parse("2026-11-22T02:00:01Z"),
                                1,
                                false)));
    }

    @Test
    void a_redriven_message_carries_the_job_id_over() {
        assertThat(batch("sqs_redriven-name").getFirst().jobId()).contains("59a2c3cf-1d3f-4b3a-9a55-3f1d4c6f0f11");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messageId",
                "receiptHandle",
                "SentTimestamp",
                "ApproximateFirstReceiveTimestamp",
                "ApproximateReceiveCount"
            })
    void a_record_without_what_sqs_always_sends_is_refused_by_the_name_of_that(String member) {
        String payload = EventFiles.text("sqs_names").replace('"' + member + '"', "\"other\"");

        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(member);
    }

    @ParameterizedTest
    @CsvSource({"my-site-1,my-site-1", "20261122,20261122", "true,true", "null,null", "-,", "1e5,1e5"})
    void a_body_that_cannot_be_json_is_a_name(String body, String name) {
        Content content = messages.decodeMessage(body);

        if (name == null) {
            assertThat(content).isInstanceOf(Content.Refused.class);
        } else {
            assertThat(request(content).sourceSnapshotName().value()).isEqualTo(name);
        }
    }

    @Test
    void a_request_on_the_queue_may_have_all_its_members() {
        ExportRequest request =
                request(messages.decodeMessage(EventFiles.bodies("sqs_requests").get(1)));

        assertThat(request.sourceSnapshotName().value()).isEqualTo("my-site-data-1");
        assertThat(request.force()).isTrue();
        assertThat(request.requestId()).contains("2026-11-22-data");
        assertThat(request.requestedBy()).isEqualTo("deploy pipeline");
        assertThat(request.origin()).isEqualTo(Origin.NAME);
    }

    @Test
    void white_space_around_a_json_body_is_no_mistake() {
        assertThat(request(messages.decodeMessage("\n {\"sourceSnapshotName\": \"my-site-1\"}\n"))
                        .sourceSnapshotName()
                        .value())
                .isEqualTo("my-site-1");
    }

    // Direct requests

    @Test
    void a_direct_request_is_one_by_name_that_is_not_forced() {
        Trigger.Direct direct = direct("direct_request");

        assertThat(request(direct.content()))
                .isEqualTo(
                        ExportRequest.byName(SnapshotName.of("my-site-1"), false, Optional.empty(), Optional.empty()));
        assertThat(request(direct.content()).requestedBy()).isEqualTo("direct");
        assertThat(direct.body()).isEqualTo(EventFiles.text("direct_request"));
    }

    @Test
    void a_direct_request_may_force_and_name_itself() {
        ExportRequest request = request(direct("direct_forced-request").content());

        assertThat(request.force()).isTrue();
        assertThat(request.requestId()).contains("redo-my-site-1");
        assertThat(request.requestedBy()).isEqualTo("alice@example.com");
    }

    // Selections and automatic snapshots

    @Test
    void a_selection_may_have_all_its_members_and_name_its_run() {
        assertThat(wanted(direct("direct_selection").content()))
                .isEqualTo(new SelectionRequest(
                        new Selection(
                                Set.of(ResourceType.INSTANCE_SNAPSHOT, ResourceType.DISK_SNAPSHOT),
                                Set.of("my-site", "my-site-data"),
                                Optional.of(new NamePattern("nightly-*")),
                                Map.of("backup", "true"),
                                Optional.of(Duration.ofDays(3)),
                                true,
                                false,
                                Optional.of(50)),
                        false,
                        Optional.of("before-the-upgrade"),
                        Optional.empty(),
                        "alice@example.com"));
    }

    @Test
    void a_selection_without_members_is_one_of_everything() {
        SelectionRequest request = (SelectionRequest)
                wanted(direct("direct_selection-of-everything").content());

        assertThat(request.selection()).isEqualTo(Selection.EVERYTHING);
        assertThat(request.dryRun()).isFalse();
        assertThat(request.requestId()).isEmpty();
        assertThat(request.requestedBy()).isEqualTo("direct");
    }

    @Test
    void a_dry_run_is_told_from_a_run() {
        SelectionRequest request =
                (SelectionRequest) wanted(direct("direct_dry-run").content());

        assertThat(request.dryRun()).isTrue();
        assertThat(request.selection().limit()).contains(50);
    }

    @Test
    void a_selection_may_include_automatic_snapshots() {
        SelectionRequest request = (SelectionRequest)
                wanted(direct("direct_selection-with-automatic-snapshots").content());

        assertThat(request.selection().includeAutomatic()).isTrue();
        assertThat(request.selection().tags()).containsExactly(Map.entry("backup", "true"));
    }

    @ParameterizedTest
    @CsvSource({
        "scheduler_default,2026-11-22T02:00:00Z",
        "scheduler_input-of-the-stack,2026-11-22T03:30:00Z",
        "eventbridge-rule_scheduled-event,2026-11-22T02:00:00Z"
    })
    void a_schedules_event_asks_for_the_policy_in_a_run_of_its_time(String file, Instant time) {
        assertThat(wanted(direct(file).content())).isEqualTo(SelectionRequest.bySchedule(Selection.EVERYTHING, time));
    }

    @ParameterizedTest
    @CsvSource({"direct_automatic-snapshot-of-a-day,2026-11-21", "direct_latest-automatic-snapshot,"})
    void an_automatic_snapshot_is_asked_for_by_its_source_and_its_day_or_as_the_latest(String file, LocalDate date) {
        assertThat(wanted(direct(file).content()))
                .isEqualTo(AutoSnapshotRequest.byName(
                        "my-site", Optional.ofNullable(date), Optional.empty(), Optional.empty()));
    }

    @Test
    void the_queue_takes_selections_and_automatic_snapshots_too() {
        assertThat(EventFiles.bodies("sqs_selection-and-automatic-snapshot"))
                .extracting(body -> wanted(messages.decodeMessage(body)))
                .satisfiesExactly(
                        selection -> assertThat(((SelectionRequest) selection).requestId())
                                .contains("tonight"),
                        automatic -> assertThat(((AutoSnapshotRequest) automatic).restoreDate())
                                .isEmpty());
    }

    // CloudTrail

    @ParameterizedTest
    @CsvSource({
        "cloudtrail_create-instance-snapshot,my-site-1",
        "cloudtrail_create-disk-snapshot,my-site-data-1",
        "cloudtrail_create-disk-snapshot-of-instance,my-site-system-1",
        "cloudtrail_copy-snapshot,my-site-1-copy",
        "sns_cloudtrail-event,my-site-1",
        "on-failure_cloudtrail-event,my-site-1"
    })
    void a_created_snapshot_is_asked_for_under_the_name_that_the_call_gave_it(String file, String name) {
        ExportRequest request = request(direct(file).content());

        assertThat(request.sourceSnapshotName().value()).isEqualTo(name);
        assertThat(request.origin()).isEqualTo(Origin.EVENT);
        assertThat(request.requestedBy()).isEqualTo("event");
        assertThat(request.force()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqs_cloudtrail", "sqs_sns-wrapped-cloudtrail"})
    void a_created_snapshot_is_asked_for_by_way_of_the_queue_too(String file) {
        ExportRequest request =
                request(messages.decodeMessage(EventFiles.bodies(file).getFirst()));

        assertThat(request.sourceSnapshotName().value()).isEqualTo("my-site-1");
        assertThat(request.origin()).isEqualTo(Origin.EVENT);
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void an_event_that_asks_for_nothing_is_ignored_and_says_why(EventAnswer line) {
        assertThat(direct(line.file()).content())
                .isInstanceOfSatisfying(
                        Content.Ignored.class,
                        ignored -> assertThat(ignored.why()).contains(line.text()));
    }

    static List<EventAnswer> ignored() {
        return EventAnswer.with(EventAnswer.IGNORED);
    }

    // Wrappings

    @Test
    void a_message_of_sns_is_what_it_wraps() {
        Trigger.Direct direct = direct("sns_name");

        assertThat(request(direct.content()).sourceSnapshotName().value()).isEqualTo("my-site-1");
        assertThat(direct.body()).isEqualTo("my-site-1");
    }

    @Test
    void a_message_of_sns_on_the_queue_is_what_it_wraps() {
        assertThat(EventFiles.bodies("sqs_sns-wrapped-request"))
                .extracting(body -> request(messages.decodeMessage(body))
                        .sourceSnapshotName()
                        .value())
                .containsExactly("my-site-1", "my-site-data-1");
    }

    @Test
    void a_failed_invocation_is_asked_again_with_its_own_request() {
        assertThat(request(direct("on-failure_request").content()).requestId()).contains("redo-my-site-1");
        assertThat(request(messages.decodeMessage(
                                EventFiles.bodies("sqs_on-failure").getFirst()))
                        .sourceSnapshotName()
                        .value())
                .isEqualTo("my-site-1");
    }

    @ParameterizedTest
    @MethodSource("wrappings")
    void a_request_may_be_wrapped_five_times(String by, UnaryOperator<String> wrapping) {
        String body = wrapped("{\"sourceSnapshotName\": \"my-site-1\"}", 5, wrapping);

        assertThat(request(messages.decodeMessage(body)).sourceSnapshotName().value())
                .as(by)
                .isEqualTo("my-site-1");
    }

    @ParameterizedTest
    @MethodSource("wrappings")
    void a_request_that_is_wrapped_more_often_is_refused(String by, UnaryOperator<String> wrapping) {
        for (int times : List.of(6, 7, 12)) {
            refused(messages.decodeMessage(wrapped("{\"sourceSnapshotName\": \"my-site-1\"}", times, wrapping)))
                    .as("%s, %d times", by, times)
                    .contains("wrapped more than 5 times");
        }
    }

    @Test
    void a_name_may_be_wrapped_as_often_as_a_request() {
        assertThat(request(messages.decodeMessage(wrapped("my-site-1", 5, PayloadDecoderTest::notification)))
                        .sourceSnapshotName()
                        .value())
                .isEqualTo("my-site-1");
        refused(messages.decodeMessage(wrapped("my-site-1", 6, PayloadDecoderTest::notification)))
                .contains("wrapped more than 5 times");
    }

    static Stream<Arguments> wrappings() {
        return Stream.of(
                wrapping("a notification of SNS", PayloadDecoderTest::notification),
                wrapping("an event of SNS", PayloadDecoderTest::snsEvent),
                wrapping(
                        "the record of a failure",
                        body -> "{\"requestContext\": {}, \"requestPayload\": " + body + "}"));
    }

    private static Arguments wrapping(String by, UnaryOperator<String> wrapping) {
        return Arguments.of(by, wrapping);
    }

    @Test
    void what_sns_wraps_and_cannot_be_understood_is_refused() {
        Trigger.Direct direct = (Trigger.Direct) decode(snsEvent("my site"));

        refused(direct.content()).contains("A text of 7 characters came");
        assertThat(direct.body()).isEqualTo("my site");
    }

    @Test
    void a_subscription_to_be_confirmed_is_refused_and_shows_what_came() {
        refused(messages.decodeMessage(
                        EventFiles.bodies("sqs_sns-subscription-confirmation").getFirst()))
                .contains("sourceSnapshotName")
                .contains("SubscribeURL");
    }

    // The exporter's own

    @Test
    void own_jobs_are_accepted_from_the_queue() {
        assertThat(EventFiles.bodies("sqs_own-jobs"))
                .extracting(messages::decodeMessage)
                .containsExactly(
                        new Content.Wanted(new Job.TrackExport(new AttemptId(ARN, 1, 1), SnapshotName.of("my-site-1"))),
                        new Content.Wanted(new Job.RetryExport(new AttemptId(ARN, 1, 2), SnapshotName.of("my-site-1"))),
                        new Content.Wanted(ExportRequest.byRun(
                                SnapshotName.of("my-site-1"),
                                new ExportRequest.Target(ARN, ResourceType.INSTANCE_SNAPSHOT),
                                "2026-11-22T02:00:00Z",
                                Optional.empty())),
                        new Content.Wanted(AutoSnapshotRequest.byRun(
                                new AutoSnapshot(
                                        ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21")),
                                "2026-11-22T02:00:00Z",
                                "schedule")),
                        new Content.Wanted(new Job.ReportRun("2026-11-22T02:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"job\": \"TrackExport\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\", \"generation\": 1, \"attempt\": 1, \"new\": 1}",
                "{\"job\": \"RetryExport\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\", \"generation\": 1, \"attempt\": 1, \"new\": {}}",
                "{\"job\": \"ReportRun\", \"runId\": \"r\", \"new\": null}",
                "{\"job\": \"AutoSnapshotRequest\", \"sourceResourceName\": \"my-site\", \"resourceType\": \"InstanceSnapshot\","
                        + " \"restoreDate\": \"2026-11-21\", \"runId\": \"r\", \"requestedBy\": \"schedule\", \"new\": 1}",
                "{\"job\": \"ExportRequest\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\","
                        + " \"resourceType\": \"DiskSnapshot\", \"runId\": \"r\", \"new\": 1}"
            })
    void an_own_job_of_a_newer_version_that_was_rolled_back_is_done_all_the_same(String body) {
        assertThat(messages.decodeMessage(body)).isInstanceOf(Content.Wanted.class);
    }

    @ParameterizedTest
    @MethodSource
    void what_a_person_does_not_see_is_named(String body, String told) {
        refused(messages.decodeMessage(body)).contains(told);
    }

    static Stream<Arguments> what_a_person_does_not_see_is_named() {
        return Stream.of(
                Arguments.of("my-site-data-1\n", "it ends with a line end"),
                Arguments.of("my-site-data-1\r\n", "it ends with a carriage return and a line end"),
                Arguments.of("my-site-data-1 ", "it ends with a space"),
                Arguments.of("\tmy-site-data-1", "it begins with a tab"),
                Arguments.of(" my-site-data-1\n", "it begins with a space and ends with a line end"),
                Arguments.of("\ufeffmy-site-data-1", "it begins with a byte order mark"),
                Arguments.of("\ufeff{\"sourceSnapshotName\": \"my-site-1\"}", "it begins with a byte order mark"),
                Arguments.of("my\u00a0site", "it has a no-break space as character 3"),
                Arguments.of("my-site\u200b-1", "it has a zero-width space as character 8"),
                Arguments.of("my-site\u00ad-1", "it has the character U+00AD as character 8"),
                Arguments.of("", "it is empty"),
                Arguments.of("{\"sourceSnapshotName\": \"my-site-1 \"}", "it ends with a space"),
                Arguments.of("{\"sourceSnapshotName\": \"my-site-1\\n\"}", "it ends with a line end"),
                Arguments.of(
                        "{\"sourceResourceName\": \" my-site\", \"restoreDate\": \"2026-11-21\"}",
                        "it begins with a space"),
                Arguments.of("{\"Type\": \"Notification\", \"Message\": \"my-site-1\\n\"}", "it ends with a line end"),
                Arguments.of(
                        "{\"Type\": \"Notification\", \"Message\": \"\ufeff{}\"}", "it begins with a byte order mark"));
    }

    @Test
    void a_byte_order_mark_before_a_direct_payload_is_named() {
        assertThatThrownBy(() -> new PayloadDecoder(messages)
                        .decode("\ufeff{\"sourceSnapshotName\": \"my-site-1\"}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("begins with a byte order mark");
    }

    @Test
    void own_jobs_are_not_accepted_from_a_topic() {
        refused(messages.decodeMessage(
                        EventFiles.bodies("sqs_sns-wrapped-own-job").getFirst()))
                .contains("own jobs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"job\": \"Nonsense\"}|job must be TrackExport, RetryExport, ExportRequest, AutoSnapshotRequest or ReportRun, but is \"Nonsense\"",
                "{\"job\": 7}|job must be a text, but is a number",
                "{\"job\": \"TrackExport\", \"generation\": 1, \"attempt\": 1}|arn is missing",
                "{\"job\": \"TrackExport\", \"arn\": \"a\", \"generation\": 1, \"attempt\": 1}|sourceSnapshotName must be a text, but is missing",
                "{\"job\": \"TrackExport\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\", \"generation\": 0, \"attempt\": 1}|generation must be a whole number",
                "{\"job\": \"TrackExport\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\", \"generation\": 1, \"attempt\": 1.5}|attempt must be a whole number",
                "{\"job\": \"TrackExport\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\", \"generation\": 1, \"attempt\": 99999999999}|attempt must be a whole",
                "{\"job\": \"ExportRequest\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"a\","
                        + " \"resourceType\": \"Bucket\", \"runId\": \"r\"}|resourceType must be InstanceSnapshot or DiskSnapshot"
            })
    void an_own_job_that_the_exporter_cannot_have_written_is_refused(String body, String problem) {
        refused(messages.decodeMessage(body)).contains(problem);
    }

    @Test
    void own_published_documents_are_dropped_so_that_a_topic_wired_back_does_not_loop() {
        assertThat(EventFiles.bodies("sqs_published-document"))
                .hasSize(2)
                .allSatisfy(body -> assertThat(messages.decodeMessage(body)).isInstanceOf(Content.Ignored.class));
    }

    // What cannot be understood

    @ParameterizedTest
    @MethodSource("refusals")
    void what_is_no_request_is_refused_with_what_was_expected_and_what_came(EventAnswer line) {
        assertThat(problemOf(line.file())).contains(line.text());
    }

    static List<EventAnswer> refusals() {
        return EventAnswer.with(EventAnswer.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed_truncated", "malformed_trailing-text", "malformed_duplicate-member"})
    void what_is_no_proper_json_is_refused_from_the_queue_with_the_place_where_it_stops_being_so(String file) {
        refused(messages.decodeMessage(EventFiles.text(file))).contains("at line 1, column");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void every_malformed_payload_is_refused_from_the_queue_as_well(String file) {
        String body = EventFiles.text(file).strip();
        if (body.startsWith("{") || body.startsWith("[") || body.startsWith("\"")) {
            refused(messages.decodeMessage(body)).isNotBlank();
        }
    }

    static List<String> malformed() {
        return EventFiles.names("malformed_");
    }

    @Test
    void every_payload_has_a_source_and_a_case_in_its_name() {
        assertThat(EventFiles.names(""))
                .hasSizeGreaterThan(30)
                .allMatch(
                        name -> name.matches(
                                "(sqs|direct|cloudtrail|eventbridge|eventbridge-rule|scheduler|sns|s3|on-failure|malformed)_[a-z0-9-]+"));
    }

    @Test
    void nothing_at_all_is_refused() {
        assertThatThrownBy(() -> decode(""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Expected JSON, but nothing came");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[] latin1 = "{\"sourceSnapshotName\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> decoder.decode(latin1)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_text_that_is_too_long_is_refused_and_not_repeated_in_full() {
        refused(messages.decodeMessage(
                        "{\"sourceSnapshotName\": \"my-site-1\", \"requestedBy\": \"" + "x".repeat(5_000) + "\"}"))
                .contains("requestedBy must be a text of 1 to 256 characters")
                .contains("(5000 characters)")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sourceSnapshotName\": \"my-site-1\", ",
                "{\"sourceResourceName\": \"my-site\", \"restoreDate\": \"2026-11-21\", ",
                "{\"select\": {}, "
            })
    void a_requester_may_have_256_characters(String request) {
        assertThat(messages.decodeMessage(request + "\"requestedBy\": \"" + "x".repeat(256) + "\"}"))
                .isInstanceOf(Content.Wanted.class);
        refused(messages.decodeMessage(request + "\"requestedBy\": \"" + "x".repeat(257) + "\"}"))
                .contains("requestedBy must be a text of 1 to 256 characters")
                .contains("(257 characters)");
    }

    @Test
    void many_unknown_members_are_counted_rather_than_listed() {
        refused(messages.decodeMessage(withUnknownMembers(500)))
                .contains("and 490 more")
                .hasSizeLessThan(600);
    }

    @Test
    void ten_unknown_members_are_all_named() {
        refused(messages.decodeMessage(withUnknownMembers(10)))
                .contains("\"member10\"]")
                .doesNotContain("more");
        refused(messages.decodeMessage(withUnknownMembers(11)))
                .contains("\"member10\"] and 1 more")
                .doesNotContain("member11");
    }

    private static String withUnknownMembers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> ", \"member" + i + "\": 1")
                .collect(Collectors.joining("", "{\"sourceSnapshotName\": \"my-site-1\"", "}"));
    }

    private List<QueueMessage> batch(String file) {
        return ((Trigger.QueueBatch) decoder.decode(EventFiles.bytes(file))).messages();
    }

    private Trigger.Direct direct(String file) {
        return (Trigger.Direct) decoder.decode(EventFiles.bytes(file));
    }

    private Trigger decode(String payload) {
        return decoder.decode(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static ExportRequest request(Content content) {
        return (ExportRequest) wanted(content);
    }

    private static Job wanted(Content content) {
        return ((Content.Wanted) content).job();
    }

    private String problemOf(String file) {
        try {
            return ((Content.Refused) direct(file).content()).problem();
        } catch (InvalidRequestException refusal) {
            return refusal.getMessage();
        }
    }

    private static AbstractStringAssert<?> refused(Content content) {
        assertThat(content).isInstanceOf(Content.Refused.class);
        return assertThat(((Content.Refused) content).problem());
    }

    private static String wrapped(String body, int times, UnaryOperator<String> wrapping) {
        return Stream.iterate(body, wrapping).skip(times).findFirst().orElseThrow();
    }

    private static String notification(String body) {
        return "{\"Type\": \"Notification\", \"Message\": " + quoted(body) + "}";
    }

    private static String snsEvent(String body) {
        return "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": " + quoted(body) + "}}]}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
