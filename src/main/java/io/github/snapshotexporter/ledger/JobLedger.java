package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Receive;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The jobs: their clocks, what they have to say, and whether they have ended. Throws the SDK's exceptions. */
public final class JobLedger {
    /** One round of a job: until it has ended, or was asked for again after that. */
    private static final Lifetime ROUND = new Lifetime();

    static final Attribute<String> ARN = ROUND.add(Attribute.text("arn"));
    static final Attribute<Integer> GENERATION = ROUND.add(Attribute.number("generation"));
    static final Attribute<String> DOCUMENT = ROUND.add(Attribute.text("document"));

    // For ever
    private static final Attribute<Integer> ROUND_NUMBER = Attribute.number("round");

    private static final Attribute<String> PHASE = ROUND.add(Attribute.text("phase"));
    private static final Attribute<Failure> TROUBLE = ROUND.add(Attribute.failure("trouble"));
    private static final Attribute<AutoSnapshot> AUTO_SNAPSHOT =
            ROUND.add(Attribute.autoSnapshot("autoSnapshotType", "autoSnapshotSource", "autoSnapshotDate"));
    private static final Attribute<Failure> PARKED_FOR = ROUND.add(Attribute.failure("parked"));
    private static final Attribute<Boolean> PUBLISHED = ROUND.add(Attribute.flag("published"));
    /** The message is copied to the dead-letter queue. */
    private static final Attribute<Boolean> PARKED = ROUND.add(Attribute.flag("copied"));

    private static final Attribute<Instant> ENDED_AT = ROUND.add(Attribute.time("endedAt"));
    private static final Map<Phase, Attribute<Instant>> SINCE = new EnumMap<>(Phase.class);

    static {
        for (Phase phase : Phase.values()) {
            SINCE.put(phase, ROUND.add(Attribute.time(phase.name().toLowerCase(Locale.ROOT) + "Since")));
        }
    }

    private final LedgerTable table;
    private final Clock clock;

    JobLedger(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** The job's item; a job that nothing was written for is one of which nothing is known. */
    public JobItem find(String jobKey) {
        return table.read(key(jobKey)).map(item -> read(jobKey, item)).orElseGet(() -> JobItem.unknown(jobKey));
    }

    /** The job as this receive has to take it: begun anew where somebody has asked for it again after it had ended. */
    public JobItem take(Receive receive) {
        JobItem known = find(receive.jobKey());
        return known.endedAt().filter(receive::asksAgainAfter).isPresent() ? restart(known) : known;
    }

    /** Begins the job anew, for a message that was sent after it had ended; another receive may have done it already. */
    private JobItem restart(JobItem ended) {
        Update restart = update(ended.jobKey())
                .ifEqual(ENDED_AT, ended.endedAt().orElseThrow())
                .set(ROUND_NUMBER, ended.round() + 1)
                .clear(ROUND);
        return write(ended.jobKey(), restart);
    }

    /**
     * Notes that the job waits; when it first entered the phase stays, unless that begins anew.
     *
     * @param job as this receive has found it
     */
    public JobItem enter(JobItem job, Phase phase, Failure trouble) {
        boolean anew = phase.beginsAnewAfter(job.phase());
        Update update = update(job.jobKey()).set(PHASE, phase.name()).set(TROUBLE, trouble);
        Instant now = clock.instant();
        return write(job.jobKey(), anew ? update.set(SINCE.get(phase), now) : update.setFirst(SINCE.get(phase), now));
    }

    /** Notes that the job waits for nothing that has a clock of its own; when it first entered a phase stays. */
    public void leavePhase(String jobKey) {
        table.write(update(jobKey).remove(PHASE));
    }

    /** Notes which automatic snapshot the job is about: tomorrow the latest will be another. The first decision stays. */
    public JobItem decide(String jobKey, AutoSnapshot chosen) {
        return write(jobKey, update(jobKey).setFirst(AUTO_SNAPSHOT, chosen));
    }

    /** Stores what is to be published for the job; the first writer wins. */
    public JobItem storeDocument(String jobKey, String document) {
        return write(jobKey, update(jobKey).setFirst(DOCUMENT, document));
    }

    /**
     * Stores what is to be published for the job and why it is parked, where the job has claimed nothing meanwhile; the
     * first writer wins.
     *
     * @param job as it was when it was given up
     */
    public JobItem storeRejection(JobItem job, String document, Failure parkedFor) {
        Update update = update(job.jobKey()).ifAbsent(DOCUMENT);
        job.arn().ifPresentOrElse(arn -> update.ifEqual(ARN, arn), () -> update.ifAbsent(ARN));
        return write(job.jobKey(), update.set(DOCUMENT, document).set(PARKED_FOR, parkedFor));
    }

    public JobItem markPublished(String jobKey) {
        return write(jobKey, update(jobKey).set(PUBLISHED, true));
    }

    /** Notes that the job's message was parked, and so has ended. */
    public JobItem markParked(String jobKey, Instant endedAt) {
        return write(jobKey, update(jobKey).set(PARKED, true).setFirst(ENDED_AT, endedAt));
    }

    /**
     * Notes that the job has ended; the first end stays.
     *
     * @param endedAt not after its message was parked: one that is moved back at once is newer
     */
    public void markEnded(String jobKey, Instant endedAt) {
        table.write(ended(jobKey, endedAt));
    }

    /** The same as part of a transaction. */
    static Update ended(String jobKey, Instant endedAt) {
        return Update.of(key(jobKey)).setFirst(ENDED_AT, endedAt).set(LedgerTable.EXPIRES_AFTER, endedAt);
    }

    static Map<String, AttributeValue> key(String jobKey) {
        return LedgerTable.key("job#" + jobKey, "job");
    }

    private Update update(String jobKey) {
        return Update.of(key(jobKey)).set(LedgerTable.EXPIRES_AFTER, clock.instant());
    }

    private JobItem write(String jobKey, Update update) {
        return read(jobKey, table.write(update).item());
    }

    private static JobItem read(String jobKey, Attributes item) {
        Map<Phase, Instant> since = new EnumMap<>(Phase.class);
        SINCE.forEach((phase, attribute) -> item.get(attribute).ifPresent(time -> since.put(phase, time)));
        return new JobItem(
                jobKey,
                item.get(ROUND_NUMBER).orElse(0),
                item.get(ARN),
                item.get(GENERATION),
                item.get(AUTO_SNAPSHOT),
                item.get(PHASE).map(Phase::valueOf),
                Map.copyOf(since),
                item.get(TROUBLE),
                item.get(DOCUMENT),
                item.get(PARKED_FOR),
                item.is(PUBLISHED),
                item.is(PARKED),
                item.get(ENDED_AT));
    }
}
