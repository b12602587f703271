package io.github.snapshotexporter.images;

import io.github.snapshotexporter.job.Outcome;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Receive;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.request.JobDocuments;
import io.github.snapshotexporter.request.RequestStep;
import io.github.snapshotexporter.retention.RetentionReport;

/** One receive of somebody's request to let images go: what is let go is told, in a document that is stored first. */
public final class RetainStep extends RequestStep {
    private final RetainRequest request;
    private final Requests with;
    private final ImageRetention retention;

    public RetainStep(RetainRequest request, Receive receive, Requests with, ImageRetention retention) {
        super(receive, with);
        this.request = request;
        this.with = with;
        this.retention = retention;
    }

    @Override
    protected Outcome advance(boolean lastTry) {
        RetentionReport report = retention.letGo(
                request.rules(),
                request.sources(),
                receive().jobKey(),
                receive(),
                receive().delivery().isLast());
        JobDocuments documents = with.documents();
        documents.say(
                receive().jobKey(),
                documents
                        .texts()
                        .retentionCompleted(
                                receive().job(),
                                known().round(),
                                report,
                                with.clock().instant()));
        return told();
    }

    @Override
    protected Outcome told() {
        return Outcome.done(Reason.IMAGES_RETAINED);
    }
}
