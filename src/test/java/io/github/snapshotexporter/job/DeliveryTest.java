package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");

    @Test
    void what_is_asked_directly_is_sent_and_received_now() {
        assertThat(Delivery.direct(NOW, true)).isEqualTo(new Delivery(Optional.empty(), NOW, NOW, 1, true));
        assertThat(Delivery.direct(NOW, false).isDirect()).isTrue();
    }

    @Test
    void a_message_of_the_queue_is_not_direct() {
        assertThat(received(1).isDirect()).isFalse();
    }

    @Test
    void the_last_receive_is_the_950th() {
        assertThat(received(949).isLast()).isFalse();
        assertThat(received(950).isLast()).isTrue();
        assertThat(received(951).isLast()).isTrue();
    }

    @Test
    void whoever_gives_up_because_of_that_says_how_often_it_was() {
        assertThat(received(950).receiveLimit())
                .isEqualTo(new Failure(Reason.RECEIVE_LIMIT, "", "The message was received 950 times."));
    }

    private static Delivery received(int count) {
        return new Delivery(Optional.of("handle"), NOW, NOW, count, false);
    }
}
