package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiveTest {
    private static final Instant SENT = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant BEGUN = SENT.plusSeconds(30);
    private static final Instant DEADLINE = BEGUN.plusSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(10);

    private static final Receive RECEIVE = receive(false);

    @Test
    void a_lease_outlives_its_invocation_by_ten_seconds() {
        assertThat(RECEIVE.deadline()).isEqualTo(DEADLINE);
        assertThat(RECEIVE.leaseUntil()).isEqualTo(DEADLINE.plusSeconds(10));
    }

    @Test
    void a_call_may_begin_when_the_invocation_outlasts_it_by_a_second() {
        assertThatCode(() -> RECEIVE.checkTimeFor("call", CALL, DEADLINE.minusSeconds(11)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_call_that_the_invocation_would_not_outlast_does_not_begin() {
        assertThatThrownBy(() -> RECEIVE.checkTimeFor(
                        "call of nothing", CALL, DEADLINE.minusSeconds(11).plusMillis(1)))
                .isInstanceOfSatisfying(Stop.Later.class, later -> {
                    assertThat(later.why()).isEqualTo(Reason.TIME_SHORT);
                    assertThat(later.until()).isEmpty();
                })
                .hasMessageContaining("call of nothing");
    }

    @Test
    void a_job_is_newer_than_what_was_before_it_was_sent() {
        assertThat(RECEIVE.isNewerThan(SENT.minusMillis(1))).isTrue();
        assertThat(RECEIVE.isNewerThan(SENT)).isFalse();
    }

    @Test
    void a_job_that_was_sent_after_its_end_asks_again() {
        assertThat(RECEIVE.asksAgainAfter(SENT.minusMillis(1))).isTrue();
        assertThat(RECEIVE.asksAgainAfter(SENT)).isFalse();
    }

    @Test
    void what_only_repeats_an_invocation_never_asks_again() {
        assertThat(receive(true).asksAgainAfter(SENT.minusMillis(1))).isFalse();
    }

    @Test
    void every_receive_has_an_owner_of_its_own() {
        assertThat(receive(false).owner()).isNotEqualTo(receive(false).owner());
    }

    @Test
    void a_receive_is_of_its_job_in_its_invocation() {
        assertThat(RECEIVE.jobId()).isEqualTo("id");
        assertThat(RECEIVE.jobKey()).isEqualTo("key");
        assertThat(RECEIVE.invokedAt()).isEqualTo(BEGUN);
    }

    // Runs

    @Test
    void a_run_of_the_schedule_has_its_name_and_its_time_from_the_schedule() {
        Instant scheduled = SENT.minusSeconds(5);
        SelectionRequest request = SelectionRequest.bySchedule(Selection.EVERYTHING, scheduled);

        assertThat(request.runId(RECEIVE)).isEqualTo("2026-11-22T01:59:55Z");
        assertThat(request.runTime(RECEIVE)).isEqualTo(scheduled);
    }

    @Test
    void a_run_that_somebody_asks_for_has_its_name_and_its_time_from_its_message() {
        SelectionRequest request = new SelectionRequest(
                Selection.EVERYTHING, false, Optional.empty(), Optional.empty(), "alice@example.com");

        assertThat(request.runId(RECEIVE)).isEqualTo("id");
        assertThat(request.runTime(RECEIVE)).isEqualTo(SENT);
    }

    private static Receive receive(boolean asksOnce) {
        return new Receive(
                new JobId("id", "key"),
                "body",
                new Delivery(Optional.of("handle"), SENT, BEGUN, 1, asksOnce),
                new Invocation("request", BEGUN, DEADLINE));
    }
}
