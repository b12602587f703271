package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What is chosen does not depend on how Lightsail lists it: through the real listing, as a dry run tells it. */
class SelectionPropertyTest {
    private static final String DRY_RUN = """
            {"select": {"namePattern": "*-1*", "tags": {"backup": "true"}, "createdWithin": "P2D",
             "latestPerSource": true, "limit": 3, "dryRun": true}}""";

    private static World world;

    /** A snapshot to make; each has an age of its own, since those of one age are told apart by ARNs that chance gives. */
    record Drawn(boolean ofDisk, String source, int number, boolean tagged, boolean failed) {
        String name() {
            return "%s-%s-%d".formatted(ofDisk ? "disk" : "instance", source, number);
        }

        void make() {
            SnapshotScript made = ofDisk
                    ? world.lightsail().diskSnapshot(name())
                    : world.lightsail().instanceSnapshot(name());
            made.fromResource(source)
                    .createdAt(World.BEGINNING.minus(Duration.ofMinutes(50L * number + source.length())))
                    .tag("backup", Boolean.toString(tagged));
            if (failed) {
                made.endsInError();
            }
        }
    }

    @BeforeContainer
    static void begin() {
        world = World.create();
    }

    @AfterContainer
    static void end() {
        world.close();
    }

    @Property(tries = 30)
    void the_pages_of_the_listing_do_not_matter(
            @ForAll("snapshots") List<Drawn> snapshots, @ForAll @IntRange(min = 1, max = 7) int pageSize) {
        world.lightsail().forgetEverything();
        snapshots.forEach(Drawn::make);

        assertThat(decisions(pageSize)).isEqualTo(decisions(1000)).hasSameSizeAs(snapshots);
    }

    @Property(tries = 30)
    void the_order_of_the_listing_does_not_matter(@ForAll("snapshots") List<Drawn> snapshots, @ForAll Random random) {
        world.lightsail().forgetEverything();
        snapshots.forEach(Drawn::make);
        Map<String, String> inOrder = decisions(1000);
        List<Drawn> shuffled = new ArrayList<>(snapshots);
        Collections.shuffle(shuffled, random);
        world.lightsail().forgetEverything();
        shuffled.forEach(Drawn::make);

        assertThat(decisions(1000)).isEqualTo(inOrder);
    }

    @Provide
    Arbitrary<List<Drawn>> snapshots() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of("a", "bb", "ccc", "dddd", "eeeee"),
                        Arbitraries.integers().between(1, 70),
                        Arbitraries.integers().between(0, 5).map(i -> i > 0),
                        Arbitraries.integers().between(0, 5).map(i -> i == 0))
                .as(Drawn::new)
                .list()
                .uniqueElements(Drawn::name)
                .ofMaxSize(25);
    }

    private static Map<String, String> decisions(int pageSize) {
        world.lightsail().pageSize(pageSize);
        Map<String, String> decisions = new TreeMap<>();
        for (JsonNode decision : world.invoke(DRY_RUN).path("decisions")) {
            decisions.put(
                    decision.path("sourceSnapshotName").asText(),
                    decision.path("decision").asText() + decision.path("reason").asText());
        }
        return decisions;
    }
}
