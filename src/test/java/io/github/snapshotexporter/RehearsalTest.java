package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.rehearsal.CannedCloud;
import io.github.snapshotexporter.telemetry.DecisionLog;
import io.github.snapshotexporter.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The export that is played before Lambda takes its snapshot. */
class RehearsalTest {
    @Test
    void it_goes_all_the_way_from_the_schedules_event_to_the_report() {
        CannedCloud cloud = new CannedCloud();

        new Rehearsal(cloud).play(1);

        assertThat(cloud.calls()).contains("GetItem", "UpdateItem", "TransactWriteItems");
        assertThat(cloud.calls().stream().filter(Predicate.not(RehearsalTest::isLedgers)))
                .containsExactly(
                        "SendMessage",
                        "GetInstanceSnapshots",
                        "GetDiskSnapshots",
                        "GetInstances",
                        "GetAutoSnapshots",
                        "GetDisks",
                        "GetExportSnapshotRecords",
                        "SendMessageBatch",
                        "GetInstanceSnapshot",
                        "ExportSnapshot",
                        "Publish",
                        "SendMessage",
                        "GetOperation",
                        "ChangeMessageVisibility",
                        "GetOperation",
                        "GetExportSnapshotRecords",
                        "DescribeImages",
                        "Publish",
                        "CreateTags",
                        "DescribeImages",
                        "Publish",
                        "SendMessage",
                        "GetInstanceSnapshot",
                        "Publish");
    }

    @Test
    void every_night_goes_the_same_way() {
        CannedCloud cloud = new CannedCloud();

        new Rehearsal(cloud).play(3);

        List<String> calls = cloud.calls();
        List<String> night = calls.subList(0, calls.size() / 3);
        assertThat(calls)
                .isEqualTo(Stream.of(night, night, night).flatMap(List::stream).toList());
    }

    @Test
    void each_canned_answer_is_given() throws Exception {
        CannedCloud cloud = new CannedCloud();
        new Rehearsal(cloud).play(1);

        try (Stream<Path> files = Files.list(
                Path.of(CannedCloud.class.getResource("Publish.xml").toURI()).getParent())) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.endsWith(".class"))
                            .map(name -> name.substring(0, name.lastIndexOf('.'))))
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(cloud.calls()).contains(operation));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExportSnapshot.json",
                "GetInstanceSnapshots.json",
                "GetAutoSnapshots.json",
                "GetInstanceSnapshot.json",
                "GetExportSnapshotRecords.json",
                "GetOperation.json",
                "Publish.xml"
            })
    void an_answer_that_is_missing_is_one_line_of_the_log(String missing) {
        List<String> log = primedWith(file -> file.equals(missing) ? Optional.empty() : CannedCloud.resource(file));

        assertThat(log)
                .singleElement()
                .asString()
                .contains("not primed", "the rehearsal ended early", missing.substring(0, missing.lastIndexOf('.')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetInstanceSnapshot.json", "Publish.xml"})
    void an_answer_that_cannot_be_read_is_one_line_of_the_log(String broken) {
        List<String> log = primedWith(file -> file.equals(broken) ? Optional.of("<{") : CannedCloud.resource(file));

        assertThat(log).singleElement().asString().contains("not primed", "the rehearsal ended early");
    }

    @Test
    void answers_that_cannot_be_found_at_all_are_one_line_of_the_log() {
        List<String> log = primedWith(file -> {
            throw new NoClassDefFoundError("gone");
        });

        assertThat(log).singleElement().asString().contains("not primed");
    }

    /** The lines of the log after a rehearsal with these answers. */
    private static List<String> primedWith(Function<String, Optional<String>> files) {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (World world = World.create()) {
            new Priming(
                            () -> new Rehearsal(new CannedCloud(files)).play(1),
                            new Lightsail(world.aws().lightsail(), world.clock()),
                            world.ledgers(5).exports(),
                            new DecisionLog("exporter", world.clock(), lines::add))
                    .beforeCheckpoint(null);
        }
        return lines;
    }

    private static boolean isLedgers(String call) {
        return call.endsWith("Item") || call.endsWith("Items") || call.equals("Query");
    }
}
