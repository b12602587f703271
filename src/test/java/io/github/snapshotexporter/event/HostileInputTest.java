package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that nobody sends by mistake. */
class HostileInputTest {
    private final PayloadDecoder decoder = new PayloadDecoder(
            new MessageDecoder("eu-central-1", Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z")));

    @ParameterizedTest
    @ValueSource(strings = {"password hunter2", "{\"password\": \"hunter2\"}", "{\"sourceSnapshotName\": hunter2}"})
    void a_secret_sent_by_mistake_is_neither_published_nor_logged(String body) {
        try (World world = World.create()) {
            world.send(body);
            world.settle();
            assertThat(world.published()).hasSize(1);
            assertThat(world.published().getFirst().message()).doesNotContain("hunter2");
            assertThat(world.log().toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void a_job_id_that_no_key_can_hold_is_passed_over() {
        try (World world = World.create()) {
            world.lightsail().instanceSnapshot("my-site-1");
            world.send("my-site-1", Map.of("jobId", "x".repeat(3_000)));
            world.settle();
            assertThat(world.publishedTypes()).isNotEmpty();
            assertThat(world.deadLetters())
                    .noneMatch(kept -> kept.messageAttributes().containsKey("published"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\uFFFE", "\\ud800", "x\\u0085y", "x\\u2028y", "x\\u202ey"})
    void a_request_id_that_sqs_cannot_carry_or_a_line_cannot_show_is_refused(String id) {
        Content content = new MessageDecoder(
                        "eu-central-1", Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z"))
                .decodeMessage("{\"sourceSnapshotName\": \"my-site-1\", \"requestId\": \"" + id + "\"}");
        assertThat(content).isInstanceOf(Content.Refused.class);
    }

    @Test
    void a_rejected_request_whose_id_sqs_cannot_carry_is_kept_at_once() {
        try (World world = World.create()) {
            world.send("{\"sourceSnapshotName\": \"my-site-1\", \"requestId\": \"x\\uFFFE\"}");
            world.deliver();
            assertThat(world.deadLetters()).extracting(QueuedMessage::body).hasSize(1);
        }
    }

    @Test
    void a_direct_request_whose_id_sqs_cannot_carry_is_an_invalid_request() {
        try (World world = World.create()) {
            world.lightsail().instanceSnapshot("my-site-1");
            assertThatThrownBy(
                            () -> world.invoke("{\"sourceSnapshotName\": \"my-site-1\", \"requestId\": \"x\\uFFFE\"}"))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null-record", "no-attributes"})
    void a_batch_that_sqs_cannot_have_sent_is_an_invalid_request(String kind) {
        String payload = switch (kind) {
            case "null-record" ->
                EventFiles.text("sqs_names")
                        .replaceFirst("\\{\\s*\"Records\": \\[", "{\"Records\": [")
                        .replaceFirst("\\]\\s*\\}\\s*$", ", null]}");
            default ->
                EventFiles.text("sqs_names")
                        .replaceFirst(
                                "\"eventSource\": \"aws:sqs\"", "\"eventSource\": \"aws:sqs\", \"attributes\": null");
        };
        assertThatThrownBy(() -> decoder.decode(payload.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_payload_in_another_encoding_is_refused_rather_than_queued_as_garbage() {
        byte[] utf16 = "{\"sourceSnapshotName\": \"my-site-1\"}".getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> decoder.decode(utf16)).isInstanceOf(InvalidRequestException.class);
    }
}
