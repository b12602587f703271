package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AttemptId;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportItem.Status;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.ExportRecord.State;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which record is ours. */
class RecordMatchTest {
    private static final String ARN = "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/one";
    private static final Instant GENERATION = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant CALL = GENERATION.plus(Duration.ofMinutes(20));
    private static final Instant JUST_BEFORE = CALL.minus(Duration.ofMinutes(1));
    private static final Instant TOO_EARLY = JUST_BEFORE.minusMillis(1);

    private static final ExportItem CLAIMED = item(Status.CLAIMED, 2, false, Optional.empty(), Optional.empty());
    private static final ExportItem CALLED = item(Status.CLAIMED, 2, false, Optional.of(CALL), Optional.empty());
    private static final ExportItem FIRST = item(Status.CLAIMED, 1, false, Optional.empty(), Optional.empty());
    private static final ExportItem FIRST_CALLED = item(Status.CLAIMED, 1, false, Optional.of(CALL), Optional.empty());
    private static final ExportItem FIRST_FORCED = item(Status.CLAIMED, 1, true, Optional.empty(), Optional.empty());
    private static final ExportItem STARTED = item(Status.STARTED, 2, false, Optional.of(CALL), Optional.empty());

    // Before the first claim

    @Test
    void before_the_first_claim_any_export_that_succeeded_goes_before_one_that_is_under_way() {
        assertThat(ever(record("under-way", TOO_EARLY, State.STARTED), record("good", CALL, State.SUCCEEDED)))
                .contains("good");
        assertThat(ever(record("under-way", TOO_EARLY, State.STARTED))).contains("under-way");
    }

    @Test
    void before_the_first_claim_the_oldest_of_several_is_taken() {
        assertThat(ever(record("later", CALL, State.SUCCEEDED), record("first", TOO_EARLY, State.SUCCEEDED)))
                .contains("first");
    }

    @Test
    void before_the_first_claim_neither_a_failed_export_nor_that_of_another_snapshot_is_taken() {
        assertThat(ever(record("failed", CALL, State.FAILED), ofAnotherSnapshot(State.SUCCEEDED)))
                .isEmpty();
    }

    // Following

    @ParameterizedTest
    @EnumSource(State.class)
    void following_takes_a_record_since_the_call_in_any_state(State state) {
        assertThat(followed(STARTED, record("r", JUST_BEFORE, state))).contains("r");
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void following_does_not_take_a_record_from_more_than_a_minute_before_the_call(State state) {
        assertThat(followed(STARTED, record("r", TOO_EARLY, state))).isEmpty();
    }

    @Test
    void following_takes_the_booked_record_only() {
        ExportItem booked = item(Status.STARTED, 2, false, Optional.of(CALL), Optional.of("mine"));

        assertThat(followed(booked, record("other", CALL, State.SUCCEEDED), record("mine", TOO_EARLY, State.STARTED)))
                .contains("mine");
        assertThat(followed(booked, record("other", CALL, State.SUCCEEDED))).isEmpty();
    }

    @Test
    void following_takes_the_first_of_several_whatever_their_order() {
        ExportRecord first = record("first", CALL, State.STARTED);
        ExportRecord second = record("second", CALL.plusSeconds(5), State.SUCCEEDED);

        assertThat(followed(STARTED, first, second)).contains("first");
        assertThat(followed(STARTED, second, first)).contains("first");
    }

    @Test
    void following_does_not_take_the_record_of_an_earlier_attempt() {
        assertThat(followed(STARTED, record("booked-before", CALL, State.SUCCEEDED)))
                .isEmpty();
    }

    @Test
    void following_does_not_take_the_record_of_another_snapshot() {
        assertThat(RecordMatch.followed(STARTED, List.of(ofAnotherSnapshot(State.SUCCEEDED))))
                .isEmpty();
    }

    // A look: Started

    @Test
    void a_look_adopts_a_started_record_since_the_call() {
        assertThat(found(CALLED, record("r", JUST_BEFORE, State.STARTED))).contains("r");
    }

    @Test
    void a_look_does_not_adopt_a_started_record_from_before_the_call() {
        assertThat(found(CALLED, record("r", TOO_EARLY, State.STARTED))).isEmpty();
        assertThat(found(FIRST_CALLED, record("r", TOO_EARLY, State.STARTED))).isEmpty();
    }

    @Test
    void a_look_without_a_call_adopts_a_record_that_ever_started_in_an_unforced_first_generation() {
        assertThat(found(FIRST, record("r", GENERATION.minus(Duration.ofDays(9)), State.STARTED)))
                .contains("r");
    }

    @Test
    void a_look_without_a_call_adopts_no_started_record_in_a_forced_or_later_generation() {
        assertThat(found(FIRST_FORCED, record("r", CALL, State.STARTED))).isEmpty();
        assertThat(found(CLAIMED, record("r", CALL, State.STARTED))).isEmpty();
    }

    // A look: Succeeded

    @Test
    void a_look_adopts_a_record_that_succeeded_since_the_generation_began() {
        Instant since = GENERATION.minus(Duration.ofMinutes(1));

        assertThat(found(CALLED, record("r", since, State.SUCCEEDED))).contains("r");
        assertThat(found(CLAIMED, record("r", since, State.SUCCEEDED))).contains("r");
        assertThat(found(FIRST_FORCED, record("r", since, State.SUCCEEDED))).contains("r");
    }

    @Test
    void a_look_does_not_adopt_a_record_that_succeeded_before_a_forced_or_later_generation() {
        Instant before = GENERATION.minus(Duration.ofMinutes(1)).minusMillis(1);

        assertThat(found(CALLED, record("r", before, State.SUCCEEDED))).isEmpty();
        assertThat(found(FIRST_FORCED, record("r", before, State.SUCCEEDED))).isEmpty();
    }

    @Test
    void a_look_adopts_a_record_that_ever_succeeded_in_an_unforced_first_generation() {
        ExportRecord old = record("r", GENERATION.minus(Duration.ofDays(900)), State.SUCCEEDED);

        assertThat(found(FIRST, old)).contains("r");
        assertThat(found(FIRST_CALLED, old)).contains("r");
    }

    // A look: Failed

    @Test
    void a_look_finds_a_record_that_failed_since_the_call_in_doubt() {
        assertThat(found(CALLED, record("r", JUST_BEFORE, State.FAILED))).contains("r");
    }

    @Test
    void a_look_does_not_find_a_record_that_failed_before_the_call_or_without_one() {
        assertThat(found(CALLED, record("r", TOO_EARLY, State.FAILED))).isEmpty();
        assertThat(found(FIRST, record("r", CALL, State.FAILED))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"FAILED", "ABANDONED"})
    void a_look_after_an_end_does_not_find_a_record_that_failed(Status end) {
        ExportItem ended = item(end, 2, false, Optional.of(CALL), Optional.empty());

        assertThat(found(ended, record("r", CALL, State.FAILED))).isEmpty();
    }

    @Test
    void a_look_prefers_a_good_record_to_a_failed_one() {
        assertThat(found(
                        CALLED,
                        record("failed", CALL, State.FAILED),
                        record("started", CALL.plusSeconds(8), State.STARTED)))
                .contains("started");
    }

    // A look: whatever the state

    @ParameterizedTest
    @EnumSource(State.class)
    void a_look_does_not_find_the_record_of_an_earlier_attempt(State state) {
        assertThat(found(CALLED, record("booked-before", CALL, state))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void a_look_does_not_find_the_record_of_another_snapshot(State state) {
        assertThat(RecordMatch.found(CALLED, List.of(ofAnotherSnapshot(state)))).isEmpty();
    }

    @Test
    void a_look_after_an_end_finds_the_record_that_the_end_had_booked() {
        ExportItem abandoned = item(Status.ABANDONED, 2, false, Optional.of(CALL), Optional.of("mine"));

        assertThat(found(abandoned, record("mine", CALL, State.STARTED))).contains("mine");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"STARTED", "SUCCEEDED"})
    void a_look_after_an_end_finds_the_booked_record_however_old_it_is(State state) {
        ExportItem abandoned = item(Status.ABANDONED, 2, false, Optional.of(CALL), Optional.of("mine"));
        Instant longBefore = GENERATION.minus(Duration.ofDays(9));

        assertThat(found(abandoned, record("mine", longBefore, state))).contains("mine");
        assertThat(found(abandoned, record("other", longBefore, state))).isEmpty();
    }

    private static Optional<String> followed(ExportItem item, ExportRecord... records) {
        return RecordMatch.followed(item, List.of(records)).map(ExportRecord::name);
    }

    private static Optional<String> ever(ExportRecord... records) {
        return RecordMatch.ever(ARN, List.of(records)).map(ExportRecord::name);
    }

    private static Optional<String> found(ExportItem item, ExportRecord... records) {
        return RecordMatch.found(item, List.of(records)).map(ExportRecord::name);
    }

    private static ExportRecord record(String name, Instant createdAt, State state) {
        return new ExportRecord(name, ARN, createdAt, state, Optional.empty(), Optional.empty());
    }

    private static ExportRecord ofAnotherSnapshot(State state) {
        return new ExportRecord("r", ARN + "-other", CALL, state, Optional.empty(), Optional.empty());
    }

    private static ExportItem item(
            Status status, int generation, boolean forced, Optional<Instant> call, Optional<String> record) {
        return new ExportItem(
                new AttemptId(ARN, generation, 1),
                status,
                new Snapshot(
                        ARN,
                        SnapshotName.of("my-site-1"),
                        ResourceType.INSTANCE_SNAPSHOT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                new ExportItem.Generation("direct", Optional.empty(), Optional.empty(), forced, GENERATION),
                Optional.empty(),
                new ExportItem.Progress(
                        call,
                        false,
                        Optional.empty(),
                        false,
                        false,
                        record,
                        List.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Set.of("booked-before"),
                new ExportItem.End(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new ExportItem.Marks(false, false, false, false, false, false, false),
                Set.of(),
                Set.of());
    }
}
