package io.github.snapshotexporter.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What many of these tests do, and what they look at. */
final class Steps {
    private Steps() {}

    /** Puts a message on the queue now that is delivered later. */
    static void sendDelayed(World world, String body, Duration delay) {
        world.aws()
                .sqs()
                .sendMessage(request -> request.queueUrl(world.queueUrl())
                        .messageBody(body)
                        .delaySeconds(Math.toIntExact(delay.toSeconds())));
    }

    /** When the next message can be received. */
    static Instant nextReceive(World world) {
        return world.sqs().nextVisibleAt(world.queueUrl()).orElseThrow();
    }

    /** Moves the clock to when the next message can be received. */
    static void waitForNextReceive(World world) {
        world.clock().advanceTo(nextReceive(world));
    }

    static List<String> queuedBodies(World world) {
        return world.queued().stream().map(QueuedMessage::body).toList();
    }

    /** How the snapshot's part of the run ended, as far as it is told in texts; empty where it has not. */
    static Map<String, String> member(World world, String runId, String arn) {
        Map<String, String> texts = new HashMap<>();
        world.item("run#" + runId, "member#" + arn).forEach((name, value) -> {
            if (value.s() != null) {
                texts.put(name, value.s());
            }
        });
        return texts;
    }

    /** The log lines of receives that came back. */
    static List<JsonNode> comeBacks(World world) {
        return world.log().stream()
                .filter(line -> line.path("decision").asText().equals("come back"))
                .toList();
    }

    /** The reasons for which receives came back, in their order. */
    static List<String> reasonsOfComeBacks(World world) {
        return comeBacks(world).stream()
                .map(line -> line.path("reason").asText())
                .toList();
    }

    /** The reason in the only published document of this type. */
    static String reasonIn(World world, String type) {
        return world.only(type).path("error").path("reason").asText();
    }
}
