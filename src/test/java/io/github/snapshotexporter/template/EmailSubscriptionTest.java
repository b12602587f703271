package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.notification.MilestoneType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Ruler;

/** Which messages reach the inbox: those that the exporter published, filtered by the code that SNS uses. */
class EmailSubscriptionTest {
    private static final JsonNode SUBSCRIPTION =
            Template.with(Map.of("NotificationEmail", "alice@example.com")).only("AWS::SNS::Subscription");

    @Test
    void messages_are_filtered_by_their_attributes() {
        assertThat(SUBSCRIPTION.path("FilterPolicyScope").asText("MessageAttributes"))
                .isEqualTo("MessageAttributes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ExportFailed", "ExportAbandoned", "RequestRejected"})
    void whatever_went_wrong_is_told(String type) {
        assertThat(published(type, false)).isNotEmpty().allMatch(EmailSubscriptionTest::isDelivered);
        assertThat(published(type, true)).isNotEmpty().allMatch(EmailSubscriptionTest::isDelivered);
    }

    @Test
    void a_success_that_no_run_reports_is_told() {
        assertThat(published("ExportSucceeded", false)).isNotEmpty().allMatch(EmailSubscriptionTest::isDelivered);
    }

    @Test
    void a_success_that_a_run_reports_is_not_told_twice() {
        assertThat(published("ExportSucceeded", true)).isNotEmpty().noneMatch(EmailSubscriptionTest::isDelivered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ExportStarted", "AlreadyExported"})
    void what_is_no_end_is_not_told(String type) {
        assertThat(published(type, false)).isNotEmpty().noneMatch(EmailSubscriptionTest::isDelivered);
    }

    @Test
    void the_report_of_a_run_is_told() {
        assertThat(isDelivered(Map.of("type", "RunCompleted", "runId", "2026-11-22T02:00:00Z")))
                .isTrue();
    }

    @Test
    void the_filter_names_only_types_that_are_published() {
        List<String> types = Arrays.stream(MilestoneType.values())
                .map(MilestoneType::wireName)
                .toList();
        Set<String> named = SUBSCRIPTION.path("FilterPolicy").findValues("type").stream()
                .flatMap(list -> Template.texts(list).stream())
                .collect(Collectors.toSet());
        named.remove("RunCompleted");

        assertThat(types).containsAll(named);
    }

    private static List<Published> published(String type, boolean byRun) {
        return LifeOfExports.observed().published().stream()
                .filter(message -> type.equals(message.attributes().get("type")))
                .filter(message -> message.attributes().containsKey("runId") == byRun)
                .toList();
    }

    private static boolean isDelivered(Published message) {
        return isDelivered(message.attributes());
    }

    private static boolean isDelivered(Map<String, String> attributes) {
        ObjectNode event = new JsonMapper().createObjectNode();
        attributes.forEach(event::put);
        try {
            return Ruler.matchesRule(
                    event.toString(), SUBSCRIPTION.path("FilterPolicy").toString());
        } catch (Exception unusable) {
            throw new AssertionError("the filter policy cannot be used", unusable);
        }
    }
}
