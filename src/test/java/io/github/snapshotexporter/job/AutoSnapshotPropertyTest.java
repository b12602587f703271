package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AutoSnapshotPropertyTest {

    @Property
    void a_copy_always_has_a_name_that_a_snapshot_can_have(@ForAll("snapshots") AutoSnapshot snapshot) {
        assertThat(SnapshotName.isValid(snapshot.copyName().value())).isTrue();
        assertThat(AutoSnapshot.mayBeCopyName(snapshot.copyName())).isTrue();
    }

    @Property
    void copies_of_different_snapshots_have_different_names(
            @ForAll("snapshots") AutoSnapshot one, @ForAll("snapshots") AutoSnapshot other) {
        assertThat(one.copyName().equals(other.copyName())).isEqualTo(one.equals(other));
    }

    @Property
    void sources_that_look_the_same_when_shortened_are_told_apart(@ForAll("longNames") String source) {
        LocalDate date = LocalDate.parse("2026-11-21");
        AutoSnapshot one = new AutoSnapshot(ResourceType.DISK_SNAPSHOT, source + "1", date);
        AutoSnapshot other = new AutoSnapshot(ResourceType.DISK_SNAPSHOT, source + "2", date);

        assertThat(one.copyName()).isNotEqualTo(other.copyName());
    }

    @Provide
    Arbitrary<String> longNames() {
        return Arbitraries.strings().alpha().ofMinLength(100).ofMaxLength(254);
    }

    @Provide
    Arbitrary<AutoSnapshot> snapshots() {
        Arbitrary<String> sources = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(300),
                Arbitraries.strings().withChars("ab-._ /\u00e9").ofMaxLength(3),
                longNames());
        Arbitrary<LocalDate> dates = Arbitraries.oneOf(
                Arbitraries.longs().between(-1, 1).map(LocalDate.parse("2026-11-21")::plusDays),
                Arbitraries.longs().between(0, 3_000_000).map(LocalDate.EPOCH::plusDays));
        return Combinators.combine(Arbitraries.of(ResourceType.class), sources, dates)
                .as(AutoSnapshot::new);
    }
}
