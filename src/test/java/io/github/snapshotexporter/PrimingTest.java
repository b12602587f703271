package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.event.PayloadDecoder;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrimingTest {
    private final World world = World.create();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void priming_only_reads_and_says_nothing() {
        priming(world.table()).beforeCheckpoint(null);

        assertThat(world.tap().calls()).containsExactly("DynamoDb.GetItem", "Lightsail.GetOperation");
        assertThat(log).isEmpty();
    }

    @Test
    void services_that_do_not_answer_leave_the_function_unprimed_but_working() {
        world.lightsail().fault("GetOperation", Fault.error("AccessDeniedException", 400, "No."));

        priming("missing-table").beforeCheckpoint(null);

        assertThat(log).hasSize(2).allMatch(line -> line.contains("not primed"));
    }

    private Priming priming(String table) {
        Delays delays = new Delays(Duration.ofSeconds(1), Duration.ofSeconds(1), new java.util.Random(1), time -> {});
        return new Priming(
                new PayloadDecoder(new MessageDecoder("eu-central-1")),
                new Lightsail(world.aws().lightsail()),
                new ExportLedger(world.aws().dynamoDb(), table, 5, delays, world.clock()),
                new DecisionLog("exporter", world.clock(), log::add));
    }
}
