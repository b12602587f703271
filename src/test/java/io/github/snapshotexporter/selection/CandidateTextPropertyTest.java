package io.github.snapshotexporter.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What an interrupted listing keeps of the snapshots that it has left. */
class CandidateTextPropertyTest {
    /** DynamoDB's limit is 400 KB for the whole item, its key and its attributes' names included. */
    private static final int LARGEST_ITEM = 390_000;

    @Property(tries = 300)
    void what_is_read_back_is_what_was_written_in_its_order(@ForAll("left") List<Candidate> left) {
        assertThat(CandidateText.read(CandidateText.write(left))).isEqualTo(left);
    }

    @Property(tries = 300)
    void every_part_fits_into_an_item(@ForAll("left") List<Candidate> left) {
        assertThat(CandidateText.write(left))
                .allSatisfy(part ->
                        assertThat(part.getBytes(StandardCharsets.UTF_8).length).isBetween(1, LARGEST_ITEM));
    }

    @Property(tries = 300)
    void parts_that_were_written_one_after_the_other_are_read_as_one(
            @ForAll("left") List<Candidate> one, @ForAll("left") List<Candidate> other) {
        List<String> parts = new ArrayList<>(CandidateText.write(one));
        parts.addAll(CandidateText.write(other));
        List<Candidate> both = new ArrayList<>(one);
        both.addAll(other);

        assertThat(CandidateText.read(parts)).isEqualTo(both);
    }

    @Property(tries = 100)
    void the_choice_from_what_is_read_back_is_the_same(@ForAll("left") List<Candidate> left) {
        Chooser chooser = new Chooser(
                new Selection(
                        Set.of(ResourceType.values()),
                        Set.of(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        true,
                        false,
                        Optional.of(2)),
                Instant.parse("2026-11-22T02:00:00Z"));

        assertThat(chooser.rank(CandidateText.read(CandidateText.write(left)))).isEqualTo(chooser.rank(left));
    }

    @Provide
    Arbitrary<List<Candidate>> left() {
        Arbitrary<String> names =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(2).ofMaxLength(255);
        Arbitrary<Optional<String>> sources = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.strings().withChars("\"\\\n\r\u2028\u00e9").ofMaxLength(5),
                        Arbitraries.integers().between(1_000, 60_000).map("\u20ac"::repeat))
                .map(String::strip)
                .optional();
        Arbitrary<Optional<Instant>> times = Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(Instant::ofEpochMilli)
                .optional();
        Arbitrary<ResourceType> types = Arbitraries.of(ResourceType.class);
        Arbitrary<Snapshot> snapshots = Combinators.combine(
                        names,
                        types,
                        times,
                        sources,
                        Arbitraries.integers().between(0, 16_000).optional())
                .as((name, type, created, source, size) -> new Snapshot(
                        "arn:" + name, SnapshotName.of(name), type, created, source, Optional.empty(), size, Map.of()));
        Arbitrary<Candidate> manual = Combinators.combine(snapshots, Arbitraries.of(Snapshot.State.class))
                .as((snapshot, state) ->
                        Candidate.of(new Snapshot.Described(snapshot, state, state.name(), Optional.empty(), false)));
        Arbitrary<Candidate> automatic = Combinators.combine(
                        names, types, times, Arbitraries.longs().between(0, 40_000))
                .as((source, type, created, day) -> Candidate.of(new RestorableAutoSnapshot(
                        new AutoSnapshot(type, source, LocalDate.ofEpochDay(day)), created)));
        return Arbitraries.oneOf(manual, automatic).list().ofMaxSize(12);
    }
}
