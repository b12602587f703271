package io.github.snapshotexporter.check;

import io.github.snapshotexporter.queue.JobQueue;
import java.time.Instant;

/** Whether the queue is there, and how much it holds. */
final class WaitingJobs implements Question {
    private final JobQueue queue;

    WaitingJobs(JobQueue queue) {
        this.queue = queue;
    }

    @Override
    public Finding look(Instant deadline) {
        int jobs = queue.length();
        return Finding.ok(jobs == 1 ? "1 job is under way." : jobs + " jobs are under way.");
    }
}
