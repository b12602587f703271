package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P1: no request is lost, even where giving up fails for longer than RETRY_DEADLINE. */
class LostRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"missing", "no name", "denied"})
    void a_request_that_cannot_be_parked_for_hours_is_not_lost(String body) {
        try (World world = World.create()) {
            world.set("RETRY_DEADLINE", "PT30M");
            world.lightsail()
                    .instanceSnapshot("denied")
                    .onExport(ExportCall.error("InvalidInputException", 400, "No."));
            world.sqs().faultAlways("SendMessage", Fault.error("AccessDeniedException", 403, "Not allowed."));
            world.send(body);
            world.settle(Duration.ofHours(3));
            world.sqs().clearFaults();
            world.settle();
            assertThat(world.deadLetters()).hasSize(1);
            assertThat(world.slots()).isEmpty();
        }
    }
}
