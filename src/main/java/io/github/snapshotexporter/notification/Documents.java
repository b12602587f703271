package io.github.snapshotexporter.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.JobId;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.RunItem;
import io.github.snapshotexporter.ledger.RunMember;
import io.github.snapshotexporter.lightsail.OperationJson;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.retention.RetentionReport;
import io.github.snapshotexporter.wire.CutList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the documents of {@code docs/published-document.schema.json}. All content comes from values that were stored
 * before, so that a document written again is the same, under the same id.
 */
public final class Documents {
    /** In characters; the e-mail's text and the other members find room beside it in SNS's 256 KB. */
    private static final int LARGEST_LIST = 100_000;

    private static final int LARGEST_LIST_OF_IMAGES = 20_000;
    private static final int LONGEST_MESSAGE = 1_000;
    /** As many as there are members stand in the list, and those that are mailed in the text once more. */
    private static final int LONGEST_MESSAGE_OF_A_MEMBER = 300;

    private static final JsonMapper JSON = new JsonMapper();

    private final String account;
    private final String region;
    private final BigDecimal storagePrice;

    /** @param storagePrice of EBS snapshots, in USD per GB and month; zero where no cost is to be told */
    public Documents(String account, String region, BigDecimal storagePrice) {
        this.account = account;
        this.region = region;
        this.storagePrice = storagePrice;
    }

    /** What a rejected request was about, as far as it is known. */
    public record Rejected(
            JobId job,
            int round,
            Instant time,
            Optional<String> sourceSnapshotName,
            Optional<String> requestedBy,
            Optional<String> runId,
            Failure failure) {}

    /** The export has begun; {@code item} is Started. */
    public String exportStarted(ExportItem item) {
        ObjectNode document = ofExport(
                MilestoneType.EXPORT_STARTED, item, item.progress().startedAt().orElseThrow());
        return document.toString();
    }

    /**
     * The export has ended; {@code item} is at its end.
     *
     * @param runReported whether the report of its run was made before, which therefore does not tell of this end
     */
    public String exportEnded(ExportItem item, boolean runReported) {
        Instant ended = item.end().at().orElseThrow();
        ObjectNode document = ofExport(endType(item), item, ended);
        item.end()
                .destination()
                .ifPresent(destination -> document.putObject("destination")
                        .put("id", destination.id())
                        .put("service", destination.service()));
        item.end().image().ifPresent(image -> document.set("image", image.toJson()));
        document.put(
                "durationSeconds",
                Duration.between(item.generation().startedAt(), ended).toSeconds());
        item.end().error().ifPresent(failure -> putError(document, failure));
        if (runReported) {
            document.put("runReported", true);
        }
        return document.toString();
    }

    /** A request came for what is exported; {@code item} is Succeeded. */
    public String alreadyExported(ExportItem item, JobId job, int round, Instant time, String requestedBy) {
        ObjectNode document = head(
                MilestoneType.ALREADY_EXPORTED, digest(MilestoneType.ALREADY_EXPORTED, asked(job.key(), round)), time);
        document.put("jobId", job.id())
                .put("sourceSnapshotName", item.snapshot().name().value())
                .put("requestedBy", requestedBy);
        putSnapshot(document, item.snapshot());
        item.end()
                .destination()
                .ifPresent(destination -> document.putObject("destination")
                        .put("id", destination.id())
                        .put("service", destination.service()));
        return document.put("adopted", item.progress().adopted()).toString();
    }

    /** A request was given up before it had claimed an export. */
    public String requestRejected(Rejected rejected) {
        ObjectNode document = head(
                MilestoneType.REQUEST_REJECTED,
                digest(MilestoneType.REQUEST_REJECTED, asked(rejected.job().key(), rejected.round())),
                rejected.time());
        document.put("jobId", rejected.job().id());
        rejected.sourceSnapshotName().ifPresent(name -> document.put("sourceSnapshotName", name));
        rejected.requestedBy().ifPresent(who -> document.put("requestedBy", who));
        rejected.runId().ifPresent(run -> document.put("runId", run));
        putError(document, rejected.failure());
        return document.toString();
    }

    /**
     * A run has come to its end, or its deadline has passed.
     *
     * @param members all of them, as they are now; the longest list is cut, failures come first
     * @param images what stands in EC2 after the run's own retention
     */
    public String runCompleted(RunItem run, List<RunMember> members, RetentionReport images, Instant now) {
        ObjectNode document = head(
                MilestoneType.RUN_COMPLETED, digest(MilestoneType.RUN_COMPLETED, asked(run.runId(), run.round())), now);
        RunTally tally = RunTally.of(members);
        document.put("jobId", run.runId())
                .put("runId", run.runId())
                .put("requestedBy", run.requestedBy())
                .put("status", run.givenUp().why().isPresent() ? "FAILED" : tally.status())
                .put("durationSeconds", Duration.between(run.createdAt(), now).toSeconds());
        document.set("summary", tally.summary());
        if (!run.leftOut().isEmpty()) {
            ObjectNode leftOut = document.putObject("leftOut");
            new TreeMap<>(run.leftOut()).forEach(leftOut::put);
        }
        List<ObjectNode> written = CutList.of(
                RunTally.worstFirst(members).stream().map(Documents::memberOf).toList(), LARGEST_LIST);
        document.putArray("members").addAll(written);
        document.put("membersOmitted", members.size() - written.size());
        putImages(document, images);
        run.givenUp().why().ifPresent(failure -> putError(document, failure));
        return document.toString();
    }

    /** Somebody's request to let images go is carried out. */
    public String retentionCompleted(JobId job, int round, RetentionReport images, Instant now) {
        ObjectNode document = head(
                MilestoneType.RETENTION_COMPLETED,
                digest(MilestoneType.RETENTION_COMPLETED, asked(job.key(), round)),
                now);
        document.put("jobId", job.id());
        putImages(document, images);
        return document.toString();
    }

    private void putImages(ObjectNode document, RetentionReport images) {
        ObjectNode summary = document.putObject("images")
                .put("kept", images.kept())
                .put("keptGb", images.keptGb())
                .put("expired", images.expired().size())
                .put("failed", images.notExpired().size())
                .put("hasRules", images.hasRules());
        images.oldest().ifPresent(oldest -> summary.put("oldest", Timestamps.format(oldest)));
        if (storagePrice.signum() > 0) {
            BigDecimal cost = storagePrice.multiply(BigDecimal.valueOf(images.keptGb()));
            // As a BigDecimal, twenty would be written as 2E+1.
            summary.put(
                    "monthlyUsdAtMost", cost.setScale(2, RoundingMode.HALF_UP).doubleValue());
        }
        images.unreadable().ifPresent(why -> summary.put("unreadable", Words.cut(why, LONGEST_MESSAGE)));
        // How many there are stands beside the lists, so that nobody takes a cut one for the whole.
        document.putArray("expired")
                .addAll(CutList.of(
                        images.expired().stream().map(Documents::expired).toList(), LARGEST_LIST_OF_IMAGES));
        if (!images.notExpired().isEmpty()) {
            document.putArray("notExpired")
                    .addAll(CutList.of(
                            images.notExpired().stream()
                                    .map(Documents::notExpired)
                                    .toList(),
                            LARGEST_LIST_OF_IMAGES));
        }
    }

    private static ObjectNode expired(RetentionReport.Expired image) {
        return JSON.createObjectNode()
                .put("imageId", image.imageId())
                .put("sourceSnapshotName", image.sourceSnapshotName())
                .put("sizeInGb", image.sizeInGb());
    }

    private static ObjectNode notExpired(RetentionReport.NotExpired image) {
        return JSON.createObjectNode()
                .put("imageId", image.imageId())
                .put("sourceSnapshotName", image.sourceSnapshotName())
                .put("message", Words.cut(image.why(), LONGEST_MESSAGE));
    }

    /** How the run went, of which this is the report: {@code OK}, {@code PARTIAL} or {@code FAILED}. */
    public static String status(String runCompleted) {
        try {
            return JSON.readTree(runCompleted).path("status").asText();
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("this is not a document that the exporter has written", malformed);
        }
    }

    private static ObjectNode memberOf(RunMember member) {
        ObjectNode entry = JSON.createObjectNode()
                .put("sourceSnapshotName", member.sourceSnapshotName())
                .put("resourceType", member.resourceType().wireName())
                .put("outcome", member.outcome().map(RunMember.Outcome::word).orElse("unfinished"));
        member.autoSnapshot()
                .ifPresent(original -> entry.put("fromResourceName", original.sourceResourceName())
                        .put("restoreDate", original.date().toString()));
        member.end().ifPresent(end -> putEnd(entry, end));
        return entry;
    }

    private static void putEnd(ObjectNode entry, RunMember.End end) {
        end.failure().ifPresent(failure -> {
            entry.put("reason", failure.reason().code());
            // Of what an earlier version has written there is no message.
            if (!failure.message().isEmpty()) {
                entry.put("message", Words.cut(failure.message(), LONGEST_MESSAGE_OF_A_MEMBER));
            }
        });
        end.destination()
                .ifPresent(destination -> entry.putObject("destination")
                        .put("id", destination.id())
                        .put("service", destination.service()));
        end.duration().ifPresent(time -> entry.put("durationSeconds", time.toSeconds()));
    }

    /** A request that was only rejected stays one for those who were never told that its export had started. */
    private static MilestoneType endType(ExportItem item) {
        if (item.status() == ExportItem.Status.SUCCEEDED) {
            return MilestoneType.EXPORT_SUCCEEDED;
        }
        if (item.status() == ExportItem.Status.ABANDONED) {
            return MilestoneType.EXPORT_ABANDONED;
        }
        boolean rejected = item.end()
                .error()
                .filter(failure -> failure.reason().told() == Reason.Told.REQUEST_REJECTED)
                .isPresent();
        return rejected && !item.marks().startedPublished()
                ? MilestoneType.REQUEST_REJECTED
                : MilestoneType.EXPORT_FAILED;
    }

    private ObjectNode ofExport(MilestoneType type, ExportItem item, Instant time) {
        ObjectNode document =
                head(type, digest(type, item.id().arn() + "|" + item.id().generation()), time);
        item.generation().jobId().ifPresent(job -> document.put("jobId", job));
        document.put("sourceSnapshotName", item.snapshot().name().value())
                .put("requestedBy", item.generation().requestedBy());
        item.generation().runId().ifPresent(run -> document.put("runId", run));
        putSnapshot(document, item.snapshot());
        document.set("operations", OperationJson.write(item.progress().operations()));
        return document.put("adopted", item.progress().adopted())
                .put("attempts", item.id().attempt());
    }

    private ObjectNode head(MilestoneType type, String id, Instant time) {
        return JSON.createObjectNode()
                .put("schemaVersion", "1.0")
                .put("id", id)
                .put("type", type.wireName())
                .put("time", Timestamps.format(time))
                .put("account", account)
                .put("region", region);
    }

    private static void putSnapshot(ObjectNode document, Snapshot snapshot) {
        ObjectNode member = document.putObject("snapshot")
                .put("arn", snapshot.arn())
                .put("resourceType", snapshot.resourceType().wireName());
        snapshot.createdAt().ifPresent(time -> member.put("createdAt", Timestamps.format(time)));
        snapshot.fromResourceName().ifPresent(name -> member.put("fromResourceName", name));
        snapshot.sizeInGb().ifPresent(size -> member.put("sizeInGb", size));
    }

    private static void putError(ObjectNode document, Failure failure) {
        ObjectNode member =
                document.putObject("error").put("reason", failure.reason().code());
        if (!failure.code().isEmpty()) {
            member.put("code", failure.code());
        }
        member.put("message", failure.message());
    }

    /** A job that is asked again may be answered differently, so it must not answer under the same id. */
    private static String asked(String jobKey, int round) {
        return round == 0 ? jobKey : jobKey + "|" + round;
    }

    private static String digest(MilestoneType type, String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((type.wireName() + "|" + key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
