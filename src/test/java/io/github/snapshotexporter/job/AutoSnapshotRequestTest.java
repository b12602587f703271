package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a request for an automatic snapshot means; how it is written, the test of the same name in {@code event} shows. */
class AutoSnapshotRequestTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final AutoSnapshot SNAPSHOT = new AutoSnapshot(ResourceType.DISK_SNAPSHOT, "my-site", DAY);
    private static final ExportRequest.Target TARGET = new ExportRequest.Target("arn", ResourceType.DISK_SNAPSHOT);

    private static final AutoSnapshotRequest OF_RUN = AutoSnapshotRequest.byRun(SNAPSHOT, "run", "schedule");
    private static final AutoSnapshotRequest OF_DAY = byName(Optional.of(DAY));
    private static final AutoSnapshotRequest LATEST = byName(Optional.empty());

    @Test
    void a_request_of_a_run_says_which_one_it_is() {
        assertThat(OF_RUN.certain()).contains(SNAPSHOT);
        assertThat(OF_RUN.snapshotName()).contains(SNAPSHOT.copyName());
    }

    @Test
    void a_request_by_name_does_not_say_which_one_it_is() {
        assertThat(OF_DAY.certain()).isEmpty();
        assertThat(LATEST.snapshotName()).isEmpty();
    }

    @Test
    void the_latest_can_be_of_any_day() {
        assertThat(LATEST.isFor(SNAPSHOT)).isTrue();
    }

    @Test
    void a_request_for_a_day_is_for_no_other_one() {
        assertThat(OF_DAY.isFor(SNAPSHOT)).isTrue();
        assertThat(OF_DAY.isFor(new AutoSnapshot(ResourceType.DISK_SNAPSHOT, "my-site", DAY.plusDays(1))))
                .isFalse();
    }

    @Test
    void a_request_of_a_run_is_for_its_own_type_only() {
        assertThat(OF_RUN.isFor(SNAPSHOT)).isTrue();
        assertThat(OF_RUN.isFor(new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, "my-site", DAY)))
                .isFalse();
    }

    @Test
    void the_copy_of_a_run_is_exported_for_the_run() {
        assertThat(OF_RUN.forCopy(SNAPSHOT.copyName(), TARGET))
                .isEqualTo(ExportRequest.byRun(SNAPSHOT.copyName(), TARGET, "run", Optional.of("schedule")));
    }

    @Test
    void the_copy_that_a_person_wants_is_exported_for_that_person() {
        assertThat(LATEST.forCopy(SNAPSHOT.copyName(), TARGET))
                .isEqualTo(new ExportRequest(
                        SNAPSHOT.copyName(),
                        false,
                        Optional.of("r-1"),
                        "me",
                        ExportRequest.Origin.NAME,
                        Optional.of(TARGET),
                        Optional.empty()));
    }

    @Test
    void what_is_wanted_is_said_in_words() {
        assertThat(OF_DAY.wanted()).isEqualTo("automatic snapshot of 2026-11-21 of my-site");
        assertThat(LATEST.wanted()).isEqualTo("automatic snapshot of my-site");
    }

    private static AutoSnapshotRequest byName(Optional<LocalDate> date) {
        return AutoSnapshotRequest.byName("my-site", date, Optional.of("r-1"), Optional.of("me"));
    }
}
