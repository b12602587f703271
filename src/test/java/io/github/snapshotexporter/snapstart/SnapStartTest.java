package io.github.snapshotexporter.snapstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.localcloud.LambdaSqsEvent;
import io.github.snapshotexporter.localcloud.LocalCloud;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The function as Lambda runs it with SnapStart: until its snapshot would be taken, and in its first invocation after
 * that. AWS's runtime interface client is made for Linux.
 */
@EnabledOnOs(OS.LINUX)
class SnapStartTest {
    private static final int FEW_CLASSES = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, Wire> WIRES = new LinkedHashMap<>();
    private static LocalCloud cloud;
    private static Instant restoredAt;
    private static List<Wire.Request> before;
    private static List<Wire.Request> after;
    private static List<String> logBefore;
    private static List<String> logAfter;
    private static List<String> loadedByFirstInvocation;
    private static String answer;

    @BeforeAll
    static void prepare_restore_and_invoke(@TempDir Path folder) throws Exception {
        cloud = LocalCloud.start();
        cloud.lightsail().instanceSnapshot("my-site-1");
        for (String service : List.of("DYNAMODB", "LIGHTSAIL", "SQS", "SNS")) {
            WIRES.put(service, Wire.to(URI.create(cloud.environment().get("AWS_ENDPOINT_URL_" + service))));
        }
        try (RuntimeApi lambda = RuntimeApi.start();
                FunctionProcess function = FunctionProcess.start(folder, lambda, environment(lambda))) {
            lambda.awaitReady();
            before = requests();
            logBefore = function.log();
            int loaded = function.loadedClasses().size();
            for (Wire wire : WIRES.values()) {
                wire.breakConnections();
            }
            restoredAt = Instant.now();
            lambda.restore();
            answer = lambda.invoke(batchOf("my-site-1"));
            List<String> all = function.loadedClasses();
            loadedByFirstInvocation = all.subList(loaded, all.size());
            after = requests();
            logAfter = function.log();
        }
    }

    @AfterAll
    static void end() {
        WIRES.values().forEach(Wire::close);
        cloud.close();
    }

    @Test
    void the_hooks_are_reached_and_only_reads_leave_the_process_in_them() {
        assertThat(before).extracting(Wire.Request::operation).containsExactly("GetItem", "GetOperation");
    }

    @Test
    void nothing_of_the_rehearsal_is_in_the_log() {
        assertThat(logBefore).isEmpty();
        assertThat(logAfter).isNotEmpty().allSatisfy(line -> assertThat(line).contains("my-site-1"));
    }

    @Test
    void the_first_invocation_starts_the_export() throws Exception {
        assertThat(JSON.readTree(answer).path("batchItemFailures")).isEmpty();
        assertThat(cloud.lightsail().accepted()).hasSize(1);
        assertThat(cloud.sns().published())
                .singleElement()
                .extracting(Published::document)
                .extracting(document -> document.path("type").asText())
                .isEqualTo("ExportStarted");
    }

    @Test
    void the_first_invocation_loads_few_classes() {
        assertThat(loadedByFirstInvocation).hasSizeLessThan(FEW_CLASSES);
    }

    @Test
    void connections_that_broke_while_the_function_was_a_snapshot_cost_no_call() {
        assertThat(after)
                .extracting(Wire.Request::operation)
                .containsOnlyOnce("GetInstanceSnapshot", "ExportSnapshot", "Publish", "SendMessage");
    }

    @Test
    void credentials_that_have_expired_by_the_restore_are_fetched_anew() {
        assertThat(before).extracting(Wire.Request::sessionToken).containsOnly("before");
        assertThat(after).extracting(Wire.Request::sessionToken).isNotEmpty().doesNotContain("before");
    }

    @Test
    void the_first_invocation_has_the_time_of_after_the_restore() {
        assertThat(logAfter).allSatisfy(line -> assertThat(time(line)).isAfterOrEqualTo(restoredAt));
    }

    private static Map<String, String> environment(RuntimeApi lambda) {
        Map<String, String> environment = new HashMap<>(cloud.environment());
        WIRES.forEach((service, wire) ->
                environment.put("AWS_ENDPOINT_URL_" + service, wire.endpoint().toString()));
        environment.keySet().removeAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
        environment.putAll(Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "snap-start",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "http://" + lambda.address() + "/credentials"));
        return environment;
    }

    /** What the services have seen since this was asked before. */
    private static List<Wire.Request> requests() {
        return WIRES.values().stream()
                .flatMap(wire -> wire.takeRequests().stream())
                .toList();
    }

    private static String batchOf(String body) {
        return LambdaSqsEvent.of(
                cloud.elasticMq().queueArn(cloud.exportQueueUrl()),
                List.of(QueuedMessage.justReceived("1", body, Instant.now())));
    }

    private static Instant time(String line) {
        try {
            JsonNode decision = JSON.readTree(line);
            return Instant.parse(decision.path("time").asText());
        } catch (java.io.IOException malformed) {
            throw new AssertionError("not JSON: " + line, malformed);
        }
    }
}
