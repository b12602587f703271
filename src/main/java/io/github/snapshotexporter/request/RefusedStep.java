package io.github.snapshotexporter.request;

import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.Stop;

/** One receive of a message that is no job, or of one that cannot be understood: it is rejected. */
public final class RefusedStep extends RequestStep {
    private final String problem;

    /** @param problem a sentence */
    public RefusedStep(String problem, Receive receive, Requests with) {
        super(receive, with);
        this.problem = problem;
    }

    @Override
    protected Outcome advance(boolean lastTry) {
        throw Stop.refused(Reason.INVALID_REQUEST, problem);
    }
}
