package io.github.snapshotexporter.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.proof.Seen.Refusal;
import io.github.snapshotexporter.proof.Seen.SecondExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.Operation;

/** Each fact by itself: where it is as expected, where it is not, and where nothing was seen. */
class FactTest {
    private static final Instant BEGINNING = Instant.parse("2026-11-28T01:00:00Z");
    private static final String RECORD = "ExportSnapshotRecord-1";
    private static final String ARN = "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/1";

    /** What to plant into a run in which all is as expected, so that one fact differs. */
    private static final Map<Fact, Consumer<Seen>> DIFFERENCES = new EnumMap<>(Map.ofEntries(
            Map.entry(Fact.OPERATIONS_RETURNED, seen -> seen.published(List.of(started("[]", ARN), succeeded()))),
            Map.entry(Fact.OPERATION_NAMES, seen -> seen.operations(List.of(operation("another", "Succeeded")))),
            Map.entry(
                    Fact.OPERATION_TYPE,
                    seen -> seen.operations(List.of(operation(RECORD, "Succeeded").toBuilder()
                            .operationType("CreateSnapshot")
                            .build()))),
            Map.entry(Fact.OPERATION_END, seen -> seen.operations(List.of(operation(RECORD, "Started")))),
            Map.entry(
                    Fact.RECORD_TIE,
                    seen -> seen.operations(List.of(operation("my-snapshot", "Succeeded").toBuilder()
                            .createdAt(BEGINNING.plusSeconds(60))
                            .build()))),
            Map.entry(Fact.RECORD_SOURCE, seen -> seen.published(List.of(started("[{}]", "arn:other"), succeeded()))),
            Map.entry(Fact.RECORD_LISTED, seen -> seen.listedAfter(Duration.ofSeconds(61))),
            Map.entry(Fact.DESTINATION, seen -> seen.record(record("snap-1"))),
            Map.entry(
                    Fact.RESULT_NAME, seen -> seen.image(image().name("another").build())),
            Map.entry(
                    Fact.RESULT_DESCRIPTION,
                    seen -> seen.image(image().description("made").build())),
            Map.entry(
                    Fact.RESULT_TAGS,
                    seen -> seen.snapshots(List.of(snapshot(true, "team", "snapshot-exporter:stack")))),
            Map.entry(
                    Fact.RESULT_ENCRYPTED, seen -> seen.snapshots(List.of(snapshot(false, "snapshot-exporter:stack")))),
            Map.entry(
                    Fact.SECOND_EXPORT,
                    seen -> seen.second(new SecondExport(Optional.of("InvalidInputException"), Optional.empty()))),
            Map.entry(Fact.REFUSED_PENDING, seen -> seen.refused(Refusal.PENDING_SNAPSHOT, "taken")),
            Map.entry(Fact.REFUSED_PERIODS, seen -> seen.refused(Refusal.NAME_WITH_PERIODS, "InvalidInputException")),
            Map.entry(Fact.REFUSED_UNKNOWN, seen -> seen.refused(Refusal.UNKNOWN_NAME, "InvalidInputException")),
            Map.entry(Fact.REFUSED_NO_ADD_ON, seen -> seen.refused(Refusal.SOURCE_WITHOUT_ADD_ON, "taken")),
            Map.entry(
                    Fact.EVENT_OF_SNAPSHOT,
                    seen -> seen.events(List.of(call("CreateInstanceSnapshot", "{}"), call("ExportSnapshot", "{}")))),
            Map.entry(Fact.PAGE_SIZES, seen -> seen.page("GetOperations", 300)),
            Map.entry(Fact.LABELS, seen -> seen.snapshots(List.of(snapshot(true)))),
            Map.entry(Fact.DELETION, seen -> seen.deletedByRule(false)),
            Map.entry(Fact.SUBSCRIPTIONS, seen -> seen.subscriptions("1 confirmed, 1 pending")),
            Map.entry(Fact.NO_RUN_ALARM, seen -> seen.noRunAlarm("INSUFFICIENT_DATA"))));

    @ParameterizedTest
    @EnumSource
    void a_fact_that_is_as_expected_is_confirmed(Fact fact) {
        assertThat(fact.judge(asExpected())).as(fact.id()).isInstanceOf(Judgement.Confirmed.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_fact_of_which_nothing_was_seen_says_why(Fact fact) {
        assertThat(fact.judge(new Seen())).isInstanceOf(Judgement.NotSeen.class);
        assertThat(fact.judge(new Seen()).seen()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DURATION", "EVENT_OF_EXPORT", "EVENT_OF_RESULT"})
    void a_planted_difference_differs(Fact fact) {
        Seen seen = asExpected();

        DIFFERENCES.get(fact).accept(seen);

        assertThat(fact.judge(seen)).as(fact.id()).isInstanceOf(Judgement.Differs.class);
    }

    @Test
    void a_second_export_that_makes_no_other_result_differs() {
        Seen seen = asExpected();
        seen.second(new SecondExport(Optional.empty(), Optional.of("ami-1")));

        assertThat(Fact.SECOND_EXPORT.judge(seen).seen()).isEqualTo("taken, and the result is the first one");
        assertThat(Fact.SECOND_EXPORT.judge(seen)).isInstanceOf(Judgement.Differs.class);
    }

    @Test
    void the_documents_have_a_row_for_each_fact_and_for_no_other() throws IOException {
        String page = Files.readString(Path.of("docs", "facts.md"));
        List<String> rows = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Fact.values()).map(Fact::id).toList());
    }

    @Test
    void a_table_has_no_account_and_no_line_break_in_a_row() {
        Seen seen = asExpected();
        seen.image(image().description("Lightsail |\nof 999988887777").build());

        String table = new FactsTable(seen).markdown();

        assertThat(table).contains("Lightsail \\| of 111122223333").doesNotContain("999988887777");
        Matcher row = Pattern.compile("(?m)^\\| result-description: .* \\| confirmed \\|$")
                .matcher(table);
        assertThat(row.find()).isTrue();
    }

    private static Seen asExpected() {
        Seen seen = new Seen();
        seen.published(List.of(started("[{}]", ARN), succeeded()));
        seen.record(record("ami-1"));
        seen.listedAfter(Duration.ofSeconds(3));
        seen.operations(List.of(operation("my-snapshot", "Succeeded"), operation(RECORD, "Completed")));
        seen.image(image().build());
        seen.snapshots(List.of(snapshot(true, "snapshot-exporter:stack", "Name")));
        seen.second(new SecondExport(Optional.empty(), Optional.of("ami-2")));
        seen.refused(Refusal.PENDING_SNAPSHOT, "InvalidInputException");
        seen.refused(Refusal.NAME_WITH_PERIODS, "NotFoundException");
        seen.refused(Refusal.UNKNOWN_NAME, "NotFoundException");
        seen.refused(Refusal.SOURCE_WITHOUT_ADD_ON, "NotFoundException");
        seen.events(List.of(
                call("CreateInstanceSnapshot", "{\"instanceSnapshotName\": \"my-snapshot\"}"),
                call("ExportSnapshot", "{}"),
                json("""
                        {"source": "aws.ec2", "detail-type": "EC2 AMI State Change", "detail": {"State": "available"}}
                        """)));
        seen.page("GetOperations", 200);
        seen.deletedByRule(true);
        seen.subscriptions("2 confirmed, 0 pending");
        seen.noRunAlarm("OK");
        return seen;
    }

    private static JsonNode started(String operations, String arn) {
        return json("{\"type\": \"ExportStarted\", \"operations\": %s, \"snapshot\": {\"arn\": \"%s\"}}"
                .formatted(operations, arn));
    }

    private static JsonNode succeeded() {
        return json("{\"type\": \"ExportSucceeded\", \"durationSeconds\": 840}");
    }

    private static JsonNode call(String name, String parameters) {
        return json("""
                {"source": "aws.lightsail", "detail-type": "AWS API Call via CloudTrail",
                 "detail": {"eventName": "%s", "requestParameters": %s}}
                """.formatted(name, parameters));
    }

    private static ExportSnapshotRecord record(String destination) {
        return ExportSnapshotRecord.builder()
                .name(RECORD)
                .createdAt(BEGINNING.plusSeconds(1))
                .sourceInfo(source -> source.name("my-snapshot").arn(ARN).resourceType("InstanceSnapshot"))
                .destinationInfo(info -> info.id(destination).service("Aws::EC2::Image"))
                .build();
    }

    private static Operation operation(String resource, String status) {
        return Operation.builder()
                .resourceName(resource)
                .createdAt(BEGINNING)
                .operationType("ExportSnapshot")
                .status(status)
                .isTerminal(!status.equals("Started"))
                .build();
    }

    private static Image.Builder image() {
        return Image.builder().name("my-snapshot").description("Exported from Amazon Lightsail.");
    }

    private static Snapshot snapshot(boolean encrypted, String... keys) {
        return Snapshot.builder()
                .encrypted(encrypted)
                .kmsKeyId("key")
                .tags(Arrays.stream(keys)
                        .map(key -> Tag.builder().key(key).value("x").build())
                        .toList())
                .build();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
