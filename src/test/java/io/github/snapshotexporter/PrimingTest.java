package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the function does before Lambda takes the snapshot that SnapStart restores, and what of it is left then. */
class PrimingTest {
    private static final Duration AGE_OF_THE_SNAPSHOT = Duration.ofDays(12);

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
    void services_that_do_not_answer_are_one_line_of_the_log() throws Exception {
        breakServices();

        world.prepareForSnapshot();

        assertThat(world.log()).hasSize(1);
        JsonNode line = world.log().getFirst();
        assertThat(line.path("decision").asText()).isEqualTo("not primed");
        assertThat(line.path("detail").asText()).contains("non-existent table", "GetOperation");
    }

    @Test
    void a_function_that_could_not_be_primed_works() throws Exception {
        world.lightsail().fault("GetOperation", Fault.error("AccessDeniedException", 400, "No."));
        world.prepareForSnapshot();
        world.restoreAfter(AGE_OF_THE_SNAPSHOT);

        exportOne();

        assertThat(world.publishedTypes()).containsExactly("ExportStarted", "ExportSucceeded");
    }

    @Test
    void a_restored_function_looks_at_everything_anew() throws Exception {
        exportOne();
        var unprimed = world.tap().calls();
        try (World other = World.create()) {
            other.prepareForSnapshot();
            other.restoreAfter(AGE_OF_THE_SNAPSHOT);
            other.tap().forgetCalls();

            exportOneIn(other);

            assertThat(other.tap().calls()).isEqualTo(unprimed);
        }
    }

    @Test
    void a_restored_function_tells_the_time_of_its_invocation() throws Exception {
        world.prepareForSnapshot();
        world.restoreAfter(AGE_OF_THE_SNAPSHOT);
        Instant restored = world.clock().instant();

        exportOne();

        assertThat(world.log())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(Instant.parse(line.path("time").asText())).isAfterOrEqualTo(restored));
        assertThat(Instant.parse(world.only("ExportStarted").path("time").asText()))
                .isAfterOrEqualTo(restored);
    }

    /** A generator of Java's own would go on alike in every copy of the function that is restored from one snapshot. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void chance_comes_from_the_machine_that_the_function_is_restored_on() {
        assertThat(Surroundings.real().random())
                .isInstanceOfSatisfying(
                        SecureRandom.class,
                        random -> assertThat(random.getAlgorithm()).startsWith("NativePRNG"));
    }

    private void breakServices() {
        world.set("LEDGER_TABLE_NAME", "missing-table");
        world.lightsail().fault("GetOperation", Fault.error("AccessDeniedException", 400, "No."));
    }

    private void exportOne() {
        exportOneIn(world);
    }

    private static void exportOneIn(World where) {
        where.lightsail().instanceSnapshot("my-site-1");
        where.send("my-site-1");
        where.settle();
    }
}
