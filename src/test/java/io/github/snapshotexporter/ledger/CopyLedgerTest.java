package io.github.snapshotexporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Invocation;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.world.World;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rights to make and to delete a copy, where more receives meet than can be led to meet from outside. */
class CopyLedgerTest {
    private static final AutoSnapshot OF_YESTERDAY =
            new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21"));

    private final World world = World.create();
    private final CopyLedger copies = world.ledgers(1).copies();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_copy_that_somebody_else_notes_as_seen_is_not_deleted_under_the_lease_of_who_is_about_to_make_it() {
        CopyItem intended = copies.intend(OF_YESTERDAY, Optional.empty(), world.receive("maker"))
                .orElseThrow();
        copies.leave(intended, "maker");
        copies.record(stored(), "arn-1", world.receive("other"));
        copies.leave(stored(), "other");

        Receive remover = world.receive("remover");
        assertThat(copies.takeUnwantedForRemoval(stored(), remover).isForRemovalBy(remover))
                .isFalse();

        world.clock().advance(World.FUNCTION_TIMEOUT.plus(Invocation.LEASE_MARGIN));
        assertThat(copies.takeUnwantedForRemoval(stored(), remover).isForRemovalBy(remover))
                .isTrue();
    }

    @Test
    void a_copy_that_was_noted_as_seen_by_who_made_it_may_be_deleted_at_once() {
        Receive maker = world.receive("maker");
        CopyItem intended = copies.intend(OF_YESTERDAY, Optional.empty(), maker).orElseThrow();
        copies.record(intended, "arn-1", maker);
        copies.leave(stored(), "maker");

        assertThat(copies.takeUnwantedForRemoval(stored(), maker).isForRemovalBy(maker))
                .isTrue();
    }

    @Test
    void of_two_that_want_to_delete_the_first_has_the_right_until_its_lease_ends() {
        CopyItem intended = copies.intend(OF_YESTERDAY, Optional.empty(), world.receive("maker"))
                .orElseThrow();
        Receive first = world.receive("first");
        Receive second = world.receive("second");

        assertThat(copies.takeForRemoval(intended, first).isForRemovalBy(first)).isTrue();
        assertThat(copies.takeForRemoval(intended, second).isForRemovalBy(second))
                .isFalse();
        world.clock().advance(World.FUNCTION_TIMEOUT.plus(Invocation.LEASE_MARGIN));
        assertThat(copies.takeForRemoval(intended, second).isForRemovalBy(second))
                .isTrue();
    }

    @Test
    void what_is_deleted_already_is_nobodys_to_delete() {
        CopyItem intended = copies.intend(OF_YESTERDAY, Optional.empty(), world.receive("maker"))
                .orElseThrow();
        copies.takeForRemoval(intended, world.receive("first"));
        copies.markDeleted(intended, Optional.empty());
        Receive second = world.receive("second");

        assertThat(copies.takeForRemoval(intended, second).isForRemovalBy(second))
                .isFalse();
    }

    @Test
    void a_copy_that_was_first_seen_when_it_was_deleted_is_still_known_as_one() {
        CopyItem intended = copies.intend(OF_YESTERDAY, Optional.empty(), world.receive("maker"))
                .orElseThrow();
        copies.takeForRemoval(intended, world.receive("remover"));

        copies.markDeleted(intended, Optional.of("arn-1"));

        assertThat(stored().arn()).contains("arn-1");
        assertThat(stored().deletedAt()).isPresent();
    }

    private CopyItem stored() {
        return copies.find(OF_YESTERDAY.copyName()).orElseThrow();
    }
}
