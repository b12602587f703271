package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.world.EventFiles;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Ruler;

/** Which events the rule sends to the queue, decided by the code that EventBridge uses. */
class SnapshotCreatedRuleTest {
    private static final String PATTERN = Template.withDefaults()
            .only("AWS::Events::Rule")
            .path("EventPattern")
            .toString();

    /** EventBridge events are JSON objects; the files hold other things as well. */
    static Stream<String> events() {
        return EventFiles.names("").stream().filter(name -> isObject(EventFiles.text(name)));
    }

    private static boolean isObject(String text) {
        try {
            return Template.parse(text).isObject();
        } catch (UncheckedIOException notJson) {
            return false;
        }
    }

    @Test
    void the_three_calls_that_make_a_snapshot_are_taken_and_nothing_else() {
        assertThat(events())
                .hasSizeGreaterThan(30)
                .filteredOn(name -> matches(EventFiles.text(name)))
                .containsExactlyInAnyOrder(
                        "cloudtrail_create-instance-snapshot",
                        "cloudtrail_create-disk-snapshot",
                        "cloudtrail_create-disk-snapshot-of-instance",
                        "cloudtrail_copy-snapshot",
                        "cloudtrail_without-name");
    }

    @ParameterizedTest
    @MethodSource("events")
    void what_is_taken_is_a_request_or_refused_with_a_reason_but_never_ignored(String name) {
        String event = EventFiles.text(name);
        Content content = new MessageDecoder(
                        LightsailEmulator.REGION, Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z"))
                .decodeMessage(event);

        if (matches(event)) {
            assertThat(content).isNotInstanceOf(Content.Ignored.class);
        } else {
            assertThat(isRequestByEvent(content, event)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtrail_create-instance-snapshot",
                "cloudtrail_create-disk-snapshot",
                "cloudtrail_create-disk-snapshot-of-instance",
                "cloudtrail_copy-snapshot"
            })
    void what_is_taken_and_names_a_snapshot_is_a_request_for_it(String name) {
        String event = EventFiles.text(name);

        assertThat(matches(event)).isTrue();
        assertThat(isRequestByEvent(
                        new MessageDecoder(
                                        LightsailEmulator.REGION,
                                        Selection.EVERYTHING,
                                        true,
                                        MutableClock.at("2026-11-22T03:30:00Z"))
                                .decodeMessage(event),
                        event))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtrail_create-instance-snapshot",
                "cloudtrail_create-disk-snapshot",
                "cloudtrail_copy-snapshot"
            })
    void a_call_that_failed_is_not_taken(String name) {
        ObjectNode event = (ObjectNode) EventFiles.json(name);
        ((ObjectNode) event.path("detail"))
                .put("errorCode", "InvalidInputException")
                .put("errorMessage", "Some names are already in use: my-site-1");

        assertThat(matches(event.toString())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "detail-type"})
    void an_event_of_another_kind_with_the_same_detail_is_not_taken(String member) {
        ObjectNode event = (ObjectNode) EventFiles.json("cloudtrail_copy-snapshot");

        assertThat(matches(event.put(member, "another").toString())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GetInstanceSnapshot", "DeleteDiskSnapshot", "ExportSnapshot", "CreateInstances", "copySnapshot"
            })
    void another_call_is_not_taken(String call) {
        ObjectNode event = (ObjectNode) EventFiles.json("cloudtrail_copy-snapshot");
        ((ObjectNode) event.path("detail")).put("eventName", call);

        assertThat(matches(event.toString())).isFalse();
    }

    private static boolean isRequestByEvent(Content content, String event) {
        JsonNode parameters = Template.parse(event).at("/detail/requestParameters");
        List<String> names = List.of(
                parameters.path("instanceSnapshotName").asText(),
                parameters.path("diskSnapshotName").asText(),
                parameters.path("targetSnapshotName").asText());
        return content instanceof Content.Wanted(ExportRequest request)
                && names.contains(request.sourceSnapshotName().value());
    }

    private static boolean matches(String event) {
        try {
            return Ruler.matchesRule(event, PATTERN);
        } catch (Exception unusable) {
            throw new AssertionError("the pattern or the event cannot be used", unusable);
        }
    }
}
