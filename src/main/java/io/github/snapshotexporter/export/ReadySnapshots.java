package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.job.Stop;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.selection.Criteria;
import io.github.snapshotexporter.selection.Verdict;
import java.util.Optional;

/** Describes the snapshot that is to be exported, and decides whether it can be. */
final class ReadySnapshots {
    private final Lightsail lightsail;
    private final Criteria policy;

    /** @param policy that snapshots must meet for which nobody has asked but their own creation */
    ReadySnapshots(Lightsail lightsail, Criteria policy) {
        this.lightsail = lightsail;
        this.policy = policy;
    }

    /**
     * The snapshot, which can be exported now.
     *
     * @param type where the request says which
     * @param arn of the snapshot that is meant, where that is known: another one may have its name by now
     * @throws Stop where it cannot, or not yet
     */
    Snapshot ready(Task task, SnapshotName name, Optional<ResourceType> type, Optional<String> arn) {
        Snapshot.Described described =
                lightsail.describe(name, type).orElseThrow(() -> missing(task, name, arn.isPresent()));
        Snapshot snapshot = described.snapshot();
        if (arn.isPresent() && !arn.get().equals(snapshot.arn())) {
            throw Stop.refused(
                    Reason.SNAPSHOT_REPLACED,
                    "The name " + name + " now belongs to the snapshot " + snapshot.arn() + ", but " + arn.get()
                            + " was meant.");
        }
        Verdict verdict = task.isBornOfEvent() ? policy.judge(described) : Verdict.SELECTED;
        // What is claimed already has begun under the policy of then.
        if (verdict != Verdict.SELECTED && task.known().arn().isEmpty()) {
            throw Stop.refused(
                    Reason.SKIPPED, "The snapshot " + name + " is outside the stack's policy: " + verdict.code() + ".");
        }
        return switch (described.state()) {
            case PENDING ->
                throw Stop.waiting(
                        Phase.PENDING,
                        Reason.SNAPSHOT_PENDING,
                        Failure.of(Reason.PENDING_DEADLINE, "The snapshot " + name + " did not become ready in time."));
            case FAILED ->
                throw Stop.refused(Reason.SNAPSHOT_FAILED, "Lightsail could not make the snapshot " + name + ".");
            case READY -> snapshot;
        };
    }

    /**
     * The snapshot is not there; but an event is sent before its snapshot can be seen everywhere, and what was seen before
     * may be out of sight for a moment. A name that nobody has seen is told at once: it is mistyped more often than late.
     */
    static Stop missing(Task task, SnapshotName name, boolean seenBefore) {
        if (task.isBornOfEvent()) {
            return Stop.waiting(
                    Phase.APPEARING,
                    Reason.SNAPSHOT_NOT_VISIBLE_YET,
                    Failure.of(Reason.SKIPPED, "The snapshot " + name + " never appeared, or has vanished."));
        }
        Failure notFound = Failure.of(
                Reason.SNAPSHOT_NOT_FOUND, "Lightsail has no instance or disk snapshot named " + name + " here.");
        return seenBefore || task.hasSeenSnapshot()
                ? Stop.waiting(Phase.VANISHED, Reason.SNAPSHOT_NOT_VISIBLE_YET, notFound)
                : Stop.refused(notFound);
    }
}
