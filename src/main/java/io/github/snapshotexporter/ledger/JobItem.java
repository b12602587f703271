package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Wait;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger knows of one job, from its first wait or claim on.
 *
 * @param round how often the job was asked again after it had ended; 0 the first time
 * @param arn of the snapshot whose export it has claimed or taken over
 * @param generation of that export
 * @param phase what it waits for
 * @param since when each phase was first entered
 * @param autoSnapshot that it has decided to copy
 * @param trouble why it last came back
 * @param document what is to be published for it, as stored before the first publish
 * @param parkedFor why it was given up, where it was
 * @param parked whether its message is kept in the dead-letter queue
 */
public record JobItem(
        String jobKey,
        int round,
        Optional<String> arn,
        Optional<Integer> generation,
        Optional<AutoSnapshot> autoSnapshot,
        Optional<Phase> phase,
        Map<Phase, Instant> since,
        Optional<Failure> trouble,
        Optional<String> document,
        Optional<Failure> parkedFor,
        boolean published,
        boolean parked,
        Optional<Instant> endedAt) {

    /** A job of which nothing is known. */
    public static JobItem unknown(String jobKey) {
        return new JobItem(
                jobKey,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty());
    }

    /** Whether the job has come back for that last. */
    public boolean isWaitingFor(Phase waitingFor) {
        return phase.filter(waitingFor::equals).isPresent();
    }

    /** That the job waits, or has waited, in this phase, all entries counted from the first; empty where it never has. */
    public Optional<Wait> wait(Phase waitingFor) {
        return Optional.ofNullable(since.get(waitingFor))
                .map(entered -> new Wait(
                        waitingFor,
                        entered,
                        trouble.orElseGet(() -> Failure.of(waitingFor.onDeadline(), "It took longer than it may."))));
    }
}
