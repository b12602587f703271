package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The jobs: their clocks, what they have to say, and whether they have ended. Throws the SDK's exceptions. */
public final class JobLedger {
    private final LedgerTable table;
    private final Clock clock;

    public JobLedger(DynamoDbClient dynamoDb, String table, Delays delays, Clock clock) {
        this.table = new LedgerTable(dynamoDb, table, delays);
        this.clock = clock;
    }

    /** The job's item; a job that nothing was written for is one of which nothing is known. */
    public JobItem find(String jobKey) {
        return table.read(key(jobKey)).map(item -> read(jobKey, item)).orElseGet(() -> JobItem.unknown(jobKey));
    }

    /** Begins the job anew, for a message that was sent after it had ended; another receive may have done it already. */
    public JobItem restart(JobItem ended) {
        Update restart = update(ended.jobKey())
                .ifEqual("endedAt", Attributes.time(ended.endedAt().orElseThrow()))
                .set("round", ended.round() + 1)
                .remove("arn", "generation", "phase", "document", "parkedReason", "parkedCode", "parkedMessage")
                .remove("autoSnapshotType", "autoSnapshotSource", "autoSnapshotDate")
                .remove("published", "copied", "endedAt", "troubleReason", "troubleCode", "troubleMessage");
        for (Phase phase : Phase.values()) {
            restart.remove(since(phase));
        }
        return read(ended.jobKey(), table.write(restart).item());
    }

    /**
     * Notes that the job waits; when it first entered the phase stays, but for a brief phase that has come up anew.
     *
     * @param job as this receive has found it
     */
    public JobItem enter(JobItem job, Phase phase, Failure trouble) {
        boolean anew = phase.isBrief() && job.phase().filter(phase::equals).isEmpty();
        Update update = update(job.jobKey())
                .set("phase", phase.name())
                .set("troubleReason", trouble.reason().code())
                .set("troubleCode", trouble.code())
                .set("troubleMessage", trouble.message());
        if (anew) {
            update.set(since(phase), clock.instant());
        } else {
            update.setFirst(since(phase), Attributes.time(clock.instant()));
        }
        return write(job.jobKey(), update);
    }

    /** Notes which automatic snapshot the job is about: tomorrow the latest will be another. The first decision stays. */
    public JobItem decide(String jobKey, AutoSnapshot chosen) {
        return write(
                jobKey,
                update(jobKey)
                        .setFirst(
                                "autoSnapshotType",
                                AttributeValue.fromS(chosen.resourceType().wireName()))
                        .setFirst("autoSnapshotSource", AttributeValue.fromS(chosen.sourceResourceName()))
                        .setFirst(
                                "autoSnapshotDate",
                                AttributeValue.fromS(chosen.date().toString())));
    }

    /** Stores what is to be published for the job; the first writer wins. */
    public JobItem storeDocument(String jobKey, String document) {
        return write(jobKey, update(jobKey).setFirst("document", AttributeValue.fromS(document)));
    }

    /**
     * Stores what is to be published for the job and why it is parked, where the job has claimed nothing meanwhile; the
     * first writer wins.
     *
     * @param job as it was when it was given up
     */
    public JobItem storeRejection(JobItem job, String document, Failure parkedFor) {
        Update update = update(job.jobKey()).ifAbsent("document");
        job.arn().ifPresentOrElse(arn -> update.ifEqual("arn", arn), () -> update.ifAbsent("arn"));
        return write(
                job.jobKey(),
                update.set("document", document)
                        .set("parkedReason", parkedFor.reason().code())
                        .set("parkedCode", parkedFor.code())
                        .set("parkedMessage", parkedFor.message()));
    }

    public JobItem markPublished(String jobKey) {
        return write(jobKey, update(jobKey).set("published", true));
    }

    /** Notes that the job's message was parked, and so has ended. */
    public JobItem markCopied(String jobKey, Instant endedAt) {
        return write(jobKey, update(jobKey).set("copied", true).setFirst("endedAt", Attributes.time(endedAt)));
    }

    /**
     * Notes that the job has ended, where anything is known of it; the first end stays.
     *
     * @param endedAt not after its message was parked: one that is moved back at once is newer
     */
    public void markEnded(String jobKey, Instant endedAt) {
        table.write(Update.of(key(jobKey)).ifPresent("pk").setFirst("endedAt", Attributes.time(endedAt)));
    }

    static Map<String, AttributeValue> key(String jobKey) {
        return LedgerTable.key("job#" + jobKey, "job");
    }

    private Update update(String jobKey) {
        return Update.of(key(jobKey)).set("expiresAt", LedgerTable.expiry(clock.instant()));
    }

    private JobItem write(String jobKey, Update update) {
        return read(jobKey, table.write(update).item());
    }

    private static JobItem read(String jobKey, Attributes item) {
        Map<Phase, Instant> since = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            item.time(since(phase)).ifPresent(time -> since.put(phase, time));
        }
        return new JobItem(
                jobKey,
                item.number("round").orElse(0),
                item.text("arn"),
                item.number("generation"),
                autoSnapshot(item),
                item.text("phase").map(Phase::valueOf),
                Map.copyOf(since),
                failure(item, "trouble"),
                item.text("document"),
                failure(item, "parked"),
                item.flag("published"),
                item.flag("copied"),
                item.time("endedAt"));
    }

    private static Optional<AutoSnapshot> autoSnapshot(Attributes item) {
        return item.text("autoSnapshotDate")
                .map(date -> new AutoSnapshot(
                        ResourceType.ofWireName(item.needed("autoSnapshotType")).orElseThrow(),
                        item.needed("autoSnapshotSource"),
                        LocalDate.parse(date)));
    }

    private static Optional<Failure> failure(Attributes item, String prefix) {
        return item.text(prefix + "Reason")
                .map(reason -> new Failure(
                        Reason.ofCode(reason),
                        item.text(prefix + "Code").orElse(""),
                        item.text(prefix + "Message").orElse("")));
    }

    private static String since(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT) + "Since";
    }
}
