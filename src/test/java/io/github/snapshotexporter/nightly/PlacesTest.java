package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.AcceptedExport;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Interrupted listings that have left more than fits into one item of the ledger. */
class PlacesTest {
    private static final int SNAPSHOTS = 60;
    private static final int PAGE_SIZE = 10;
    /** Four pages are read before the time is short: of 40 snapshots, each chunk holds 14. */
    private static final int CHUNKS = 3;

    /** Longer than any real one, so that few are needed. */
    private static final String LONG = "x".repeat(20_000);

    private static final List<String> NEWEST = List.of("site-00", "site-30", "site-59");

    private final World world = World.create();
    private final AtomicReference<String> written = new AtomicReference<>("");

    @BeforeEach
    void listManyLongPagesSlowly() {
        world.lightsail().pageSize(PAGE_SIZE);
        for (int i = 0; i < SNAPSHOTS; i++) {
            String name = "site-%02d".formatted(i);
            boolean newest = NEWEST.contains(name);
            Night.instance(world, name, newest ? name : LONG + i)
                    .createdAt(World.BEGINNING.minus(newest ? Duration.ofHours(1) : Duration.ofDays(2)));
        }
        world.tap().watch(request -> {
            if (request instanceof UpdateItemRequest update && update.key().containsKey("sk")) {
                written.set(update.key().get("sk").s());
            }
        });
        listSlowly();
        world.send(Night.request("night-1", "{\"latestPerSource\": true, \"limit\": 3}"));
    }

    private void listSlowly() {
        world.tap().before(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshots")) {
                world.clock().advance(Duration.ofSeconds(12));
            }
        });
    }

    @AfterEach
    void end() {
        PublishedDocuments.assertValid(world);
        world.close();
    }

    @Test
    void what_was_left_is_kept_in_as_many_items_as_it_needs() {
        world.deliver();

        assertThat(world.item("run#night-1", "run").get("placeChunks").n()).isEqualTo(Integer.toString(CHUNKS));
        assertThat(IntStream.range(0, CHUNKS).mapToObj(this::chunk))
                .allMatch(chunk -> chunk.length() > 100_000 && chunk.length() <= 300_000);
        assertThat(IntStream.range(0, CHUNKS).mapToLong(i -> chunk(i).lines().count()))
                .satisfies(lines ->
                        assertThat(lines.stream().mapToLong(i -> i).sum()).isEqualTo(4 * PAGE_SIZE));
    }

    @Test
    void the_newest_are_chosen_from_all_of_them() {
        Night.settleByMinutes(world);

        assertNewestExported();
        assertThat(world.lightsail().count("GetInstanceSnapshots")).isEqualTo(SNAPSHOTS / PAGE_SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_receive_that_dies_between_two_items_loses_nothing(int last) {
        dieAfterChunk(last);
        world.deliver();
        world.calmDown();
        assertThat(world.item("run#night-1", "run")).doesNotContainKey("placeChunks");
        listSlowly();

        Night.settleByMinutes(world);

        assertNewestExported();
    }

    @Test
    void items_that_a_dying_receive_has_written_too_many_are_not_read() {
        dieAfterChunk(CHUNKS - 1);
        world.deliver();
        world.calmDown();
        listSlowly();
        // Whatever is in the second and third of the items left behind is gone; only a new listing knows that.
        world.lightsail().snapshotNames().stream()
                .filter(name -> name.compareTo("site-10") >= 0 && name.compareTo("site-59") < 0)
                .forEach(world.lightsail()::remove);

        Night.settleByMinutes(world);

        assertThat(Night.memberNames(world, "night-1")).hasSize(3).contains("site-00", "site-59");
        assertThat(Night.counts(world.only("RunCompleted"))).containsEntry("exported", 3);
        assertThat(world.deadLetters()).isEmpty();
    }

    private void dieAfterChunk(int number) {
        world.dieAfterCall(call -> {
            if (call.equals("Lightsail.GetInstanceSnapshots")) {
                world.clock().advance(Duration.ofSeconds(12));
            }
            return written.get().equals("place#" + number);
        });
    }

    private void assertNewestExported() {
        assertThat(world.lightsail().accepted())
                .extracting(AcceptedExport::snapshotName)
                .containsExactlyInAnyOrderElementsOf(NEWEST);
        assertThat(Night.memberNames(world, "night-1")).isEqualTo(NEWEST);
        assertThat(Night.counts(world.only("RunCompleted"))).containsEntry("exported", 3);
    }

    private String chunk(int number) {
        return world.item("run#night-1", "place#" + number).get("left").s();
    }
}
