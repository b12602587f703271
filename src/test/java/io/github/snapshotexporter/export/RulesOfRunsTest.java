package io.github.snapshotexporter.export;

import static io.github.snapshotexporter.export.Interruptions.dieBefore;
import static io.github.snapshotexporter.export.Interruptions.doBefore;
import static io.github.snapshotexporter.export.Requests.byRun;
import static io.github.snapshotexporter.export.Steps.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a nightly run learns of the end of each of its members. */
class RulesOfRunsTest extends OneSnapshotFixture {
    @Test
    void a_run_that_has_opened_the_export_learns_of_its_end() {
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
        assertThat(world.only("ExportSucceeded").path("runId").textValue()).isEqualTo("run-1");
    }

    @Test
    void a_run_that_joins_an_export_in_progress_learns_of_its_end() {
        world.send("my-site-1");
        world.deliver();
        world.send(byRun(snapshot, "run-1"));

        world.deliver();

        assertThat(ExportView.of(world, snapshot.arn()).texts("runs")).containsExactly("run-1");
        assertThat(member(world, "run-1", snapshot.arn())).isEmpty();
        world.settle();
        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void a_run_that_joins_between_two_attempts_learns_of_the_last_ones_end() {
        snapshot.exports(ExportScript.fails("InternalError", "no luck"), HALF_AN_HOUR);
        world.send("my-site-1");
        settleUntil("Retrying");
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void a_run_that_takes_over_an_export_learns_of_its_end() {
        world.send("my-site-1");
        dieBefore(world, "Lightsail.ExportSnapshot");
        world.deliver();
        world.clock().advance(Duration.ofMinutes(2));
        world.send(byRun(snapshot, "run-1"));

        world.deliver();

        assertThat(ExportView.of(world, snapshot.arn()).status()).isEqualTo("Started");
        world.settle();
        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void a_run_that_joins_while_the_end_is_written_learns_of_it() {
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        doBefore(world, "DynamoDb.TransactWriteItems", () -> {
            world.send(byRun(snapshot, "run-1"));
            world.deliver();
        });

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void a_run_that_saw_the_export_running_just_before_it_ended_learns_of_the_end() {
        world.send("my-site-1");
        world.deliver();
        world.clock().advance(Duration.ofHours(1));
        world.sqs().purge(world.queueUrl());
        world.send(byRun(snapshot, "run-1"));
        doBefore(world, "DynamoDb.UpdateItem", () -> {
            world.send(Requests.track(snapshot.arn(), 1, 1));
            world.deliver();
        });

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "alreadyExported");
    }

    @Test
    void every_run_that_waits_for_an_export_learns_of_its_end() {
        world.send(byRun(snapshot, "run-1"));
        world.deliver();
        world.send(byRun(snapshot, "run-2"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
        assertThat(member(world, "run-2", snapshot.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void a_run_whose_claimed_export_is_given_up_learns_that_it_failed() {
        snapshot.onExport(ExportCall.error("InvalidInputException", 400, "no"));
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn()))
                .containsEntry("outcome", "failed")
                .containsEntry("reason", "InvalidInput");
    }

    @Test
    void a_run_whose_request_is_rejected_learns_so() {
        snapshot.state("error");
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn()))
                .containsEntry("outcome", "rejected")
                .containsEntry("reason", "SnapshotFailed");
        assertThat(world.publishedTypes()).containsExactly("RequestRejected");
    }

    @Test
    void a_run_whose_snapshot_was_replaced_learns_that_its_request_is_rejected() {
        String arn = snapshot.arn();
        world.lightsail().remove("my-site-1");
        SnapshotScript other = world.lightsail().instanceSnapshot("my-site-1");
        world.send(byRun("my-site-1", arn, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", arn)).containsEntry("reason", "SnapshotReplaced");
        assertThat(world.lightsail().accepted()).isEmpty();
        assertThat(world.exportItem(other.arn())).isEmpty();
        assertThat(world.deadLetters()).hasSize(1);
    }

    @Test
    void a_run_asks_only_for_the_kind_of_snapshot_that_it_means() {
        SnapshotScript disk = world.lightsail().diskSnapshot("my-disk-1");
        world.send(byRun(disk, "run-1"));

        world.settle();

        assertThat(world.lightsail().count("GetInstanceSnapshot")).isZero();
        assertThat(member(world, "run-1", disk.arn())).containsEntry("outcome", "exported");
    }

    @Test
    void an_end_that_was_written_for_a_member_stays() {
        world.send(byRun(snapshot, "run-1"));
        world.settle();
        world.clock().advance(Duration.ofMinutes(1));
        world.send(byRun(snapshot, "run-1"));

        world.settle();

        assertThat(member(world, "run-1", snapshot.arn())).containsEntry("outcome", "exported");
    }
}
