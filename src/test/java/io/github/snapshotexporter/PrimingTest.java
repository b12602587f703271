package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the function does before Lambda takes the snapshot that SnapStart restores. */
class PrimingTest {
    private final World world = World.create();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void priming_only_reads_and_says_nothing() throws Exception {
        world.prepareForSnapshot();

        assertThat(world.tap().calls()).containsExactly("DynamoDb.GetItem", "Lightsail.GetOperation");
        assertThat(world.log()).isEmpty();
    }

    @Test
    void services_that_do_not_answer_leave_the_function_unprimed_but_working() throws Exception {
        world.set("LEDGER_TABLE_NAME", "missing-table");
        world.lightsail().fault("GetOperation", Fault.error("AccessDeniedException", 400, "No."));

        world.prepareForSnapshot();

        assertThat(world.log())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.path("decision").asText()).isEqualTo("not primed"));
    }
}
