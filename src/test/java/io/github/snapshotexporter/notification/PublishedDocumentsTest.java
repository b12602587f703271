package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedDocumentsTest {
    private static final String LONGEST_NAME = "n".repeat(255);

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void everything_that_is_published_keeps_the_promises(String name, List<String> types, Consumer<World> scenario) {
        try (World world = World.create()) {
            scenario.accept(world);

            world.settle();

            assertThat(world.publishedTypes()).containsExactlyElementsOf(types);
            PublishedDocuments.assertValid(world);
            assertThat(world.published())
                    .allSatisfy(message -> assertThat(
                                    message.document().path("jobId").asText())
                            .isNotEmpty());
            assertThat(ids(world)).doesNotHaveDuplicates();
        }
    }

    static Stream<Arguments> scenarios() {
        List<String> good = List.of("ExportStarted", "ExportSucceeded");
        List<String> rejected = List.of("RequestRejected");
        List<String> failed = List.of("ExportFailed");
        return Stream.of(
                scenario("an instance snapshot is exported", good, world -> {
                    mySite(world);
                    world.send("my-site-1");
                }),
                scenario("a disk snapshot is exported", good, world -> {
                    world.lightsail().diskSnapshot("my-data-1");
                    world.send("my-data-1");
                }),
                scenario("the longest name", good, world -> {
                    world.lightsail().instanceSnapshot(LONGEST_NAME).fromResource("r".repeat(255));
                    world.send(LONGEST_NAME);
                }),
                scenario("a run's request", good, world -> {
                    SnapshotScript snapshot = mySite(world);
                    world.send("{\"job\": \"ExportRequest\", \"sourceSnapshotName\": \"my-site-1\", \"arn\": \"%s\","
                                    .formatted(snapshot.arn())
                            + " \"resourceType\": \"InstanceSnapshot\", \"runId\": \"2026-11-22T02:00:00Z\"}");
                }),
                scenario("by an event", good, world -> {
                    mySite(world);
                    world.send(EventFiles.bodies("sqs_cloudtrail").getFirst());
                }),
                scenario("with many operations", good, world -> {
                    mySite(world).onExport(ExportCall.acceptWithOperations(4));
                    world.send("my-site-1");
                }),
                scenario("without an operation", good, world -> {
                    mySite(world).onExport(ExportCall.acceptWithoutOperations());
                    world.send("my-site-1");
                }),
                scenario("the record never appears", good, world -> {
                    mySite(world).exports(ExportScript.succeeds().neverListed());
                    world.send("my-site-1");
                }),
                scenario("adopted", good, world -> {
                    mySite(world).exportedByHand(ExportScript.succeeds().takes(Duration.ofHours(1)));
                    world.send("my-site-1");
                }),
                scenario("answered with an error, but accepted", good, world -> {
                    mySite(world).onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
                    world.send("my-site-1");
                }),
                scenario(
                        "asked again after success",
                        List.of("ExportStarted", "ExportSucceeded", "AlreadyExported", "AlreadyExported"),
                        world -> {
                            mySite(world);
                            world.send("my-site-1");
                            world.settle();
                            world.clock().advance(Duration.ofDays(1));
                            world.send("my-site-1");
                            world.send("{\"sourceSnapshotName\": \"my-site-1\", \"requestedBy\": \"alice\"}");
                        }),
                scenario(
                        "forced after success",
                        List.of("ExportStarted", "ExportSucceeded", "ExportStarted", "ExportSucceeded"),
                        world -> {
                            mySite(world);
                            world.send("my-site-1");
                            world.settle();
                            world.clock().advance(Duration.ofDays(1));
                            world.send("{\"sourceSnapshotName\": \"my-site-1\", \"force\": true}");
                        }),
                scenario(
                        "forced during an export",
                        List.of("ExportStarted", "RequestRejected", "ExportSucceeded"),
                        world -> {
                            mySite(world).exports(ExportScript.succeeds().takes(Duration.ofHours(1)));
                            world.send("my-site-1");
                            world.deliver();
                            world.send("{\"sourceSnapshotName\": \"my-site-1\", \"force\": true}");
                        }),
                scenario("failed in every attempt", List.of("ExportStarted", "ExportFailed"), world -> {
                    world.set("MAX_EXPORT_ATTEMPTS", "1");
                    mySite(world).exports(ExportScript.fails("CopyFailed", "The image could not be made."));
                    world.send("my-site-1");
                }),
                scenario(
                        "images are to be let go",
                        List.of("RetentionCompleted"),
                        world -> world.send("{\"retain\": {\"keepLast\": 1}}")),
                scenario("never ends", List.of("ExportStarted", "ExportAbandoned"), world -> {
                    world.set("EXPORT_DEADLINE", "PT2H");
                    mySite(world).exports(ExportScript.never());
                    world.send("my-site-1");
                }),
                scenario("not found", rejected, world -> world.send("my-site-1")),
                scenario("no name", rejected, world -> world.send("my site 1")),
                scenario("no JSON", rejected, world -> world.send(EventFiles.text("malformed_truncated"))),
                scenario("no request", rejected, world -> world.send(EventFiles.text("malformed_unknown-member"))),
                scenario("a failed snapshot", rejected, world -> {
                    mySite(world).state("error");
                    world.send("my-site-1");
                }),
                scenario("a snapshot that stays pending", rejected, world -> {
                    world.set("PENDING_DEADLINE", "PT2H");
                    mySite(world).state("pending");
                    world.send("my-site-1");
                }),
                scenario("another snapshot under the name", rejected, world -> {
                    mySite(world);
                    world.send("{\"job\": \"ExportRequest\", \"sourceSnapshotName\": \"my-site-1\", \"arn\":"
                            + " \"arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/gone\","
                            + " \"resourceType\": \"InstanceSnapshot\", \"runId\": \"2026-11-22T02:00:00Z\"}");
                }),
                scenario("invalid to Lightsail", failed, world -> {
                    mySite(world).onExport(ExportCall.error("InvalidInputException", 400, "This can't be exported."));
                    world.send("my-site-1");
                }),
                scenario("access denied", failed, world -> {
                    mySite(world);
                    world.lightsail()
                            .faultAlways("ExportSnapshot", Fault.error("AccessDeniedException", 400, "Not allowed."));
                    world.send("my-site-1");
                }),
                scenario("unauthenticated", rejected, world -> {
                    world.lightsail()
                            .faultAlways("GetInstanceSnapshot", Fault.error("UnauthenticatedException", 400, "Who?"));
                    mySite(world);
                    world.send("my-site-1");
                }),
                scenario("a run", List.of("ExportStarted", "ExportSucceeded", "RunCompleted"), world -> {
                    mySite(world);
                    world.send("{\"select\": {}, \"requestId\": \"night-1\"}");
                }),
                scenario("a run that may not list", List.of("RunCompleted"), world -> {
                    world.lightsail()
                            .faultAlways(
                                    "GetInstanceSnapshots", Fault.error("AccessDeniedException", 400, "Not allowed."));
                    world.send("{\"select\": {}, \"requestId\": \"night-1\"}");
                }),
                scenario("an operation that is refused all the time", failed, world -> {
                    world.set("RETRY_DEADLINE", "PT1H")
                            .lightsail()
                            .faultAlways("ExportSnapshot", Fault.error("OperationFailureException", 400, "Not now."));
                    mySite(world);
                    world.send("my-site-1");
                }));
    }

    @Test
    void the_scenarios_cover_every_type() {
        Set<String> covered = new java.util.HashSet<>();
        scenarios().forEach(scenario -> covered.addAll(types(scenario)));

        assertThat(covered)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MilestoneType.values())
                        .map(MilestoneType::wireName)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-site-1", "no name at all"})
    void a_publisher_that_dies_after_publishing_publishes_the_same_again(String body) {
        try (World world = World.create()) {
            mySite(world);
            world.send(body);
            AtomicInteger publishes = new AtomicInteger();
            world.tap().after(call -> {
                if (call.equals("Sns.Publish") && publishes.incrementAndGet() % 2 == 1) {
                    world.clock().advance(Duration.ofSeconds(1));
                    throw new InvocationDied("after " + call);
                }
            });

            world.settle();

            assertThat(publishes.get()).isGreaterThanOrEqualTo(2);
            assertThat(ids(world)).hasSizeGreaterThan(Set.copyOf(ids(world)).size());
            PublishedDocuments.assertValid(world);
        }
    }

    @Test
    void a_message_whose_answer_is_lost_is_published_the_same_again() {
        try (World world = World.create()) {
            mySite(world);
            world.sns().loseAnswers(1);
            world.send("my-site-1");

            world.settle();

            assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportStarted", "ExportSucceeded");
            PublishedDocuments.assertValid(world);
        }
    }

    @Test
    void the_whole_operation_is_published_with_a_type_that_the_sdk_does_not_know() {
        try (World world = World.create()) {
            mySite(world);
            world.send("my-site-1");
            world.settle();

            JsonNode operation = world.only("ExportStarted").path("operations").path(0);
            assertThat(names(operation))
                    .containsExactly(
                            "id",
                            "resourceName",
                            "resourceType",
                            "createdAt",
                            "location",
                            "isTerminal",
                            "operationDetails",
                            "operationType",
                            "status",
                            "statusChangedAt");
            assertThat(names(operation.path("location"))).containsExactly("availabilityZone", "regionName");
            assertThat(operation.path("operationType").textValue()).isEqualTo("ExportSnapshot");
            assertThat(operation.path("status").textValue()).isEqualTo("Started");
            assertThat(world.only("ExportSucceeded")
                            .path("operations")
                            .path(0)
                            .path("isTerminal")
                            .booleanValue())
                    .isTrue();
        }
    }

    @Test
    void a_failed_operation_is_published_with_its_error() {
        try (World world = World.create()) {
            world.set("MAX_EXPORT_ATTEMPTS", "1");
            mySite(world).exports(ExportScript.fails("CopyFailed", "The image could not be made."));
            world.send("my-site-1");
            world.settle();

            JsonNode document = world.only("ExportFailed");
            assertThat(document.path("operations").path(0).path("errorCode").textValue())
                    .isEqualTo("CopyFailed");
            assertThat(document.path("error").toString())
                    .isEqualTo("{\"reason\":\"ExportFailed\",\"code\":\"CopyFailed\","
                            + "\"message\":\"The image could not be made.\"}");
        }
    }

    @Test
    void an_export_without_a_listed_result_says_so() {
        try (World world = World.create()) {
            mySite(world).exports(ExportScript.succeeds().neverListed());
            world.send("my-site-1");
            world.settle();

            JsonNode document = world.only("ExportSucceeded");
            assertThat(document.has("destination")).isFalse();
            assertThat(document.path("error").path("reason").textValue()).isEqualTo("ResultNotListed");
        }
    }

    @Test
    void every_reason_that_is_told_is_in_the_schema_and_no_other() throws IOException {
        JsonNode schema = new JsonMapper()
                .readTree(Path.of("docs", "published-document.schema.json").toFile());
        List<String> reasons = new ArrayList<>();
        schema.at("/$defs/reason/enum").forEach(reason -> reasons.add(reason.textValue()));

        assertThat(reasons)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.values())
                        .filter(PublishedDocumentsTest::isTold)
                        .map(Reason::code)
                        .toList());
    }

    @Test
    void the_schema_refuses_what_is_no_document() {
        ObjectNode document = (ObjectNode) EventFiles.document("sqs_published-document");
        PublishedDocuments.assertFollowsSchema(document);

        for (String missing : List.of("id", "time", "operations", "destination", "snapshot", "durationSeconds")) {
            JsonNode incomplete = document.deepCopy().without(missing);
            assertThatThrownBy(() -> PublishedDocuments.assertFollowsSchema(incomplete))
                    .as(missing)
                    .isInstanceOf(AssertionError.class);
        }
        JsonNode more = document.deepCopy().put("more", 1);
        assertThatThrownBy(() -> PublishedDocuments.assertFollowsSchema(more)).isInstanceOf(AssertionError.class);
    }

    private static boolean isTold(Reason reason) {
        return switch (reason.told()) {
            case REQUEST_REJECTED, EXPORT_FAILED_IF_CLAIMED, EXPORT_FAILED, EXPORT_ABANDONED -> true;
            case NOTHING, AS_PROGRESS -> false;
            case AS_WAIT -> reason == Reason.RESULT_NOT_LISTED;
        };
    }

    private static SnapshotScript mySite(World world) {
        return world.lightsail().instanceSnapshot("my-site-1").fromResource("my-site");
    }

    private static List<String> ids(World world) {
        return world.published().stream()
                .map(Published::document)
                .map(document -> document.path("id").textValue())
                .toList();
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Arguments scenario(String name, List<String> types, Consumer<World> scenario) {
        return Arguments.of(name, types, scenario);
    }

    @SuppressWarnings("unchecked")
    private static List<String> types(Arguments scenario) {
        return (List<String>) scenario.get()[1];
    }
}
