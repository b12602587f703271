package io.github.snapshotexporter.export;

import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.selection.Criteria;
import io.github.snapshotexporter.selection.Verdict;
import java.util.Optional;
import java.util.function.Function;

/** Describes the snapshot that is to be exported, and decides whether it can be. */
final class SnapshotCheck {
    private final Lightsail lightsail;
    private final Criteria policy;
    private final Waits waits;

    /** @param policy that snapshots must meet for which nobody has asked but their own creation */
    SnapshotCheck(Lightsail lightsail, Criteria policy, Waits waits) {
        this.lightsail = lightsail;
        this.policy = policy;
        this.waits = waits;
    }

    /**
     * Goes on where the snapshot can be exported now, and else waits or gives up.
     *
     * @param type where the request says which
     * @param arn of the snapshot that is meant, where that is known: another one may have its name by now
     */
    Outcome whenReady(
            Ask ask,
            SnapshotName name,
            Optional<ResourceType> type,
            Optional<String> arn,
            Function<Snapshot, Outcome> goOn) {
        Optional<Snapshot.Described> described;
        try {
            described = lightsail.describe(name, type);
        } catch (TroubleException trouble) {
            return waits.out(trouble, ask);
        }
        if (described.isEmpty()) {
            return waits.forSnapshot(name, arn.isPresent(), ask);
        }
        Snapshot snapshot = described.get().snapshot();
        if (arn.isPresent() && !arn.get().equals(snapshot.arn())) {
            return Outcome.giveUp(
                    Reason.SNAPSHOT_REPLACED,
                    "The name " + name + " now belongs to the snapshot " + snapshot.arn() + ", but " + arn.get()
                            + " was meant.");
        }
        Verdict verdict = isBornOfEvent(ask) ? policy.judge(described.get()) : Verdict.SELECTED;
        // What is claimed already has begun under the policy of then.
        if (verdict != Verdict.SELECTED && ask.known().arn().isEmpty()) {
            return Outcome.giveUp(
                    Reason.SKIPPED, "The snapshot " + name + " is outside the stack's policy: " + verdict.code() + ".");
        }
        return switch (described.get().state()) {
            case PENDING ->
                waits.in(
                        Phase.PENDING,
                        Reason.SNAPSHOT_PENDING,
                        Outcome.giveUp(
                                Reason.PENDING_DEADLINE, "The snapshot " + name + " did not become ready in time."),
                        ask);
            case FAILED ->
                Outcome.giveUp(Reason.SNAPSHOT_FAILED, "Lightsail could not make the snapshot " + name + ".");
            case READY -> goOn.apply(snapshot);
        };
    }

    private static boolean isBornOfEvent(Ask ask) {
        return ask.wanted() instanceof Ask.ByRequest(ExportRequest request)
                && request.origin() == ExportRequest.Origin.EVENT;
    }
}
