package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.world.EventAnswer;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code events/}, by the table that {@code src/test/container/sam-local} goes through as well. */
class EventAnswersTest {
    /** How far an export may have come. */
    private static final List<String> EXPORT = List.of("WAITING", "STARTED", "IN_PROGRESS", "ALREADY_EXPORTED");

    @AutoClose
    private final World world = World.create();

    EventAnswersTest() {
        // When the later one of the schedule's events comes.
        world.clock().advance(Duration.ofMinutes(90));
        world.set("OPERATIONS_TOPIC_ARN", world.sns().topicArn() + "-alarms");
        DemoSnapshots.register(world.lightsail(), world.clock());
    }

    @Test
    void every_file_has_its_line() {
        assertThat(EventAnswer.all())
                .extracting(EventAnswer::file)
                .containsExactlyInAnyOrderElementsOf(EventFiles.names(""));
    }

    @ParameterizedTest
    @MethodSource("answered")
    void a_file_is_answered_as_its_line_says(EventAnswer expected) {
        JsonNode answer = world.invoke(EventFiles.text(expected.file()));

        assertThat(answer.toString()).matches(expected::isIn, "has " + expected.text());
        switch (expected.answer()) {
            case EventAnswer.EXPORT ->
                assertThat(answer.path("outcome").asText()).isIn(EXPORT);
            case "OTHER" -> assertThat(answer.has("outcome")).isFalse();
            default -> assertThat(answer.path("outcome").asText()).isEqualTo(expected.answer());
        }
    }

    static List<EventAnswer> answered() {
        return EventAnswer.all().stream()
                .filter(line -> !line.answer().equals(EventAnswer.REFUSED))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_file_is_refused_as_its_line_says(EventAnswer expected) {
        Throwable refusal = catchThrowable(() -> world.invoke(EventFiles.text(expected.file())));

        assertThat(refusal).isInstanceOf(InvalidRequestException.class);
        assertThat(refusal.getMessage()).matches(expected::isIn, "has " + expected.text());
    }

    static List<EventAnswer> refused() {
        return EventAnswer.with(EventAnswer.REFUSED);
    }
}
