package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.lightsail.LightsailClient;

/** The events of an account, and the rules that bring them to queues: one after the other, as an account has one bus. */
@Execution(ExecutionMode.SAME_THREAD)
class AccountEventsTest {

    private static final String CALLS = "{\"source\": [\"aws.lightsail\"]}";
    private static final String RESULTS = "{\"source\": [\"aws.ec2\"]}";
    private static final Tag OURS = Tag.builder().key("made-by").value("a test").build();
    private static final MutableClock CLOCK = MutableClock.at("2026-11-22T14:00:00.123Z");

    private static LocalCloud cloud;
    private static LocalAccount account;
    private static EventBridgeClient events;
    private static LightsailClient lightsail;

    private String queueUrl;
    private String queueArn;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.start(CLOCK);
        account = LocalAccount.start(cloud);
        events = LocalClients.eventBridge(account.eventBridge());
        lightsail = LocalClients.lightsail(cloud.lightsail().endpoint());
    }

    @AfterAll
    static void stop() {
        lightsail.close();
        events.close();
        account.close();
        cloud.close();
    }

    @BeforeEach
    void createQueue() {
        cloud.lightsail().forgetEverything();
        queueUrl = cloud.elasticMq().createQueue("events", Duration.ofMinutes(6));
        queueArn = cloud.elasticMq().queueArn(queueUrl);
    }

    @AfterEach
    void deleteRules() {
        for (Rule rule : events.listRules(r -> {}).rules()) {
            List<String> targets = events.listTargetsByRule(r -> r.rule(rule.name())).targets().stream()
                    .map(Target::id)
                    .toList();
            if (!targets.isEmpty()) {
                events.removeTargets(r -> r.rule(rule.name()).ids(targets));
            }
            events.deleteRule(r -> r.name(rule.name()));
        }
        cloud.elasticMq().client().deleteQueue(r -> r.queueUrl(queueUrl));
    }

    @Test
    void a_call_is_told_in_the_shape_of_cloudtrail() throws Exception {
        cloud.lightsail().disk("my-site-data");
        rule("calls", CALLS);

        lightsail.createDiskSnapshot(r -> r.diskName("my-site-data").diskSnapshotName("my-site-data-1"));

        JsonNode event = received().getFirst();
        JsonNode sample = Json.parse(Files.readString(Path.of("events", "cloudtrail_create-disk-snapshot.json")));
        assertThat(names(event)).isEqualTo(names(sample));
        assertThat(names(event.path("detail"))).isEqualTo(names(sample.path("detail")));
        assertThat(names(event.at("/detail/responseElements/operations/0")))
                .isEqualTo(names(sample.at("/detail/responseElements/operations/0")));
        assertThat(event.at("/detail/requestParameters")).isEqualTo(sample.at("/detail/requestParameters"));
        assertThat(event.path("time").asText()).isEqualTo("2026-11-22T14:00:00Z");
        assertThat(event.at("/detail/responseElements/operations/0/createdAt").asText())
                .isEqualTo("Nov 22, 2026, 2:00:00 PM");
    }

    @Test
    void each_call_that_changes_something_is_told_and_no_other() {
        rule("calls", CALLS);

        lightsail.createDisk(
                r -> r.diskName("data").availabilityZone("eu-central-1a").sizeInGb(8));
        lightsail.getDisk(r -> r.diskName("data"));
        lightsail.getDisks(r -> {});
        lightsail.createDiskSnapshot(r -> r.diskName("data").diskSnapshotName("data-1"));
        cloud.lightsail().snapshot("data-1").pendingForLooks(0);
        lightsail.exportSnapshot(r -> r.sourceSnapshotName("data-1"));
        lightsail.deleteDiskSnapshot(r -> r.diskSnapshotName("data-1"));
        lightsail.deleteDisk(r -> r.diskName("data"));

        assertThat(received())
                .extracting(event -> event.at("/detail/eventName").asText())
                .containsExactlyInAnyOrder(
                        "CreateDisk", "CreateDiskSnapshot", "ExportSnapshot", "DeleteDiskSnapshot", "DeleteDisk");
    }

    @Test
    void a_call_that_was_refused_is_told_with_its_error() {
        rule("calls", CALLS);

        assertThat(catchThrowable(() -> lightsail.deleteDisk(r -> r.diskName("unknown"))))
                .isNotNull();

        assertThat(received()).singleElement().satisfies(event -> {
            assertThat(event.at("/detail/errorCode").asText()).isEqualTo("NotFoundException");
            assertThat(event.at("/detail/responseElements").isNull()).isTrue();
        });
    }

    @Test
    void a_complete_snapshot_that_an_export_leaves_is_told() {
        cloud.lightsail().diskSnapshot("data-1").exports(ExportScript.succeeds().takes(Duration.ZERO));
        rule("results", RESULTS);

        lightsail.exportSnapshot(r -> r.sourceSnapshotName("data-1"));
        String id = resultId();

        assertThat(received()).singleElement().satisfies(event -> {
            assertThat(event.path("detail-type").asText()).isEqualTo("EBS Snapshot Notification");
            assertThat(event.at("/detail/event").asText()).isEqualTo("copySnapshot");
            assertThat(event.at("/detail/result").asText()).isEqualTo("succeeded");
            assertThat(event.at("/detail/snapshot_id").asText()).isEqualTo("arn:aws:ec2::eu-central-1:snapshot/" + id);
        });
    }

    @Test
    void an_image_that_an_export_leaves_is_told_with_its_disks() {
        cloud.lightsail()
                .instanceSnapshot("site-1")
                .attachedDisk("data", 8)
                .exports(ExportScript.succeeds().takes(Duration.ZERO));
        rule("results", RESULTS);

        lightsail.exportSnapshot(r -> r.sourceSnapshotName("site-1"));
        String id = resultId();

        List<JsonNode> told = received();
        assertThat(told)
                .extracting(event -> event.path("detail-type").asText())
                .containsExactlyInAnyOrder(
                        "EBS Snapshot Notification", "EBS Snapshot Notification", "EC2 AMI State Change");
        assertThat(told)
                .filteredOn(event -> event.path("detail").has("ImageId"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/detail/ImageId").asText()).isEqualTo(id);
                    assertThat(event.at("/detail/State").asText()).isEqualTo("available");
                    assertThat(event.at("/resources/0").asText()).isEqualTo("arn:aws:ec2:eu-central-1::image/" + id);
                });
    }

    @Test
    void a_rule_that_is_disabled_or_wants_something_else_takes_nothing() {
        rule("calls", CALLS);
        events.putRule(r -> r.name("calls").eventPattern(CALLS).state(RuleState.DISABLED));
        rule("others", "{\"detail\": {\"eventName\": [\"DeleteDisk\"]}}");

        lightsail.createDisk(
                r -> r.diskName("data").availabilityZone("eu-central-1a").sizeInGb(8));

        assertThat(received()).isEmpty();
    }

    @Test
    void a_rule_is_described_with_its_targets_and_tags() {
        String arn = rule("described", CALLS);

        assertThat(events.describeRule(r -> r.name("described"))).satisfies(rule -> {
            assertThat(rule.arn()).isEqualTo(arn);
            assertThat(rule.eventPattern()).isEqualTo(CALLS);
            assertThat(rule.state()).isEqualTo(RuleState.ENABLED);
        });
        assertThat(events.listTargetsByRule(r -> r.rule("described")).targets())
                .containsExactly(Target.builder().id("queue").arn(queueArn).build());
        assertThat(events.listTagsForResource(r -> r.resourceARN(arn)).tags()).containsExactly(OURS);
    }

    @Test
    void rules_are_listed_by_the_prefix_of_their_names_and_page_by_page() {
        List.of("proof-1", "proof-2", "proof-3", "other").forEach(name -> rule(name, CALLS));

        List<Rule> listed = new ArrayList<>();
        String token = null;
        do {
            String current = token;
            var page = events.listRules(r -> r.namePrefix("proof-").limit(2).nextToken(current));
            listed.addAll(page.rules());
            token = page.nextToken();
        } while (token != null);

        assertThat(listed).extracting(Rule::name).containsExactly("proof-1", "proof-2", "proof-3");
    }

    @Test
    void a_rule_that_has_targets_is_not_deleted() {
        rule("kept", CALLS);

        assertThat(catchThrowableOfType(EventBridgeException.class, () -> events.deleteRule(r -> r.name("kept")))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("ValidationException");
        events.removeTargets(r -> r.rule("kept").ids("queue"));
        events.deleteRule(r -> r.name("kept"));

        assertThat(catchThrowableOfType(
                        ResourceNotFoundException.class, () -> events.describeRule(r -> r.name("kept"))))
                .isNotNull();
    }

    @Test
    void a_pattern_that_is_none_is_refused() {
        assertThat(catchThrowableOfType(
                        InvalidEventPatternException.class,
                        () -> events.putRule(r -> r.name("bad").eventPattern("{\"source\": \"aws.lightsail\"}"))))
                .isNotNull();
    }

    private String rule(String name, String pattern) {
        String arn = events.putRule(r -> r.name(name).eventPattern(pattern).tags(OURS))
                .ruleArn();
        Target target = Target.builder().id("queue").arn(queueArn).build();
        assertThat(events.putTargets(r -> r.rule(name).targets(target)).failedEntryCount())
                .isZero();
        return arn;
    }

    private static String resultId() {
        return lightsail
                .getExportSnapshotRecords(r -> {})
                .exportSnapshotRecords()
                .getFirst()
                .destinationInfo()
                .id();
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** All that is there: events are delivered before the call that they tell of is answered. */
    private List<JsonNode> received() {
        return cloud
                .elasticMq()
                .client()
                .receiveMessage(r -> r.queueUrl(queueUrl).maxNumberOfMessages(10))
                .messages()
                .stream()
                .map(message -> parsed(message.body()))
                .toList();
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
