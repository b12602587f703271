package io.github.snapshotexporter.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Invisible;
import io.github.snapshotexporter.job.RetainRequest;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.wire.JsonText;
import io.github.snapshotexporter.wire.Members;
import io.github.snapshotexporter.wire.OwnJobs;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** Decides what one message body, or one direct payload, is; checks its shape and unwraps what wraps it. */
public final class MessageDecoder {
    private static final int LONGEST_REQUESTED_BY = 256;
    /** SNS in an OnFailure record in SNS is deep already; more is a joke. */
    private static final int DEEPEST = 5;

    private final EventBridgeEvents events;
    private final boolean takesAutomaticSnapshots;

    /**
     * @param region in which the exporter works: events of others are not for it
     * @param policy what a schedule's event asks for
     * @param takesAutomaticSnapshots whether the stack may copy them
     * @param clock tells whether that event's time has come
     */
    public MessageDecoder(String region, Selection policy, boolean takesAutomaticSnapshots, Clock clock) {
        this.events = new EventBridgeEvents(region, policy, clock);
        this.takesAutomaticSnapshots = takesAutomaticSnapshots;
    }

    /** Decodes a message of the queue, where alone the exporter's own jobs are accepted. Never throws. */
    public Content decodeMessage(String body) {
        try {
            return decodeBody(body, true, 0);
        } catch (InvalidRequestException refused) {
            return new Content.Refused(refused.getMessage());
        }
    }

    /** Decodes a direct invocation's payload. */
    Content decodeDirect(JsonNode json) {
        try {
            return decodeJson(json, false, 0);
        } catch (InvalidRequestException refused) {
            return new Content.Refused(refused.getMessage());
        }
    }

    /** Decodes a text that came wrapped in something else. */
    Content decodeWrapped(String body) {
        try {
            return decodeBody(body, false, 1);
        } catch (InvalidRequestException refused) {
            return new Content.Refused(refused.getMessage());
        }
    }

    /** A body that cannot be JSON is a name. */
    private Content decodeBody(String body, boolean ownJobs, int depth) {
        String start = body.stripLeading();
        return start.startsWith("{") || start.startsWith("[") || start.startsWith("\"")
                ? decodeJson(JsonText.parse(body), ownJobs, depth)
                : new Content.Wanted(ExportRequest.byName(nameIn(body), false, Optional.empty(), Optional.empty()));
    }

    /** What is no name can be anything, a secret too: the problem tells of it without repeating it. */
    private static SnapshotName nameIn(String body) {
        if (!SnapshotName.isValid(body)) {
            throw new InvalidRequestException(
                    "Expected a JSON object with the member sourceSnapshotName, or the bare name of a snapshot: "
                            + SnapshotName.RULE + ". A text of " + body.length() + " characters came that is neither"
                            + Invisible.in(body));
        }
        return SnapshotName.of(body);
    }

    private Content decodeJson(JsonNode json, boolean ownJobs, int depth) {
        if (!json.isObject()) {
            throw new InvalidRequestException(
                    "Expected a JSON object with the member sourceSnapshotName, but " + Members.kind(json) + " came");
        }
        Members members = new Members(json);
        if (json.has("schemaVersion")) {
            return new Content.Ignored("a document that the exporter has published itself");
        }
        if (json.has("job")) {
            return decodeOwnJob(members, ownJobs);
        }
        if ("Notification".equals(json.path("Type").textValue())) {
            return decodeBody(members.rawText("Message"), false, deeper(depth));
        }
        if (json.has("Records")) {
            return decodeBody(SnsRecords.onlyMessage(json), false, deeper(depth));
        }
        if (json.has("requestPayload") && json.has("requestContext")) {
            return decodeJson(json.get("requestPayload"), false, deeper(depth));
        }
        if (json.has("detail-type")) {
            return events.decode(json);
        }
        return decodeRequest(members);
    }

    private static int deeper(int depth) {
        if (depth == DEEPEST) {
            throw new InvalidRequestException("Expected a request, but it is wrapped more than " + DEEPEST + " times");
        }
        return depth + 1;
    }

    private Content decodeRequest(Members members) {
        JsonNode json = members.json();
        if (json.has("check")) {
            throw new InvalidRequestException(
                    "check is answered to a direct invocation only: nobody would get the answer to a queue message");
        }
        if (json.has("select")) {
            SelectionRequest request = selectionRequest(members);
            refuseAutomaticIf(request.selection().includeAutomatic());
            return new Content.Wanted(request);
        }
        if (json.has("retain")) {
            return new Content.Wanted(retainRequest(members));
        }
        if (json.has("sourceResourceName")) {
            AutoSnapshotRequest request = autoSnapshotRequest(members);
            refuseAutomaticIf(true);
            return new Content.Wanted(request);
        }
        if (!json.has("sourceSnapshotName")) {
            throw new InvalidRequestException(
                    "Expected a JSON object with the member sourceSnapshotName, sourceResourceName, select or retain, but its"
                            + " members are "
                            + members.shownNames());
        }
        members.allow(Set.of("sourceSnapshotName", "force", "requestId", "requestedBy"));
        return new Content.Wanted(ExportRequest.byName(
                sourceSnapshotName(members),
                members.flag("force"),
                members.id("requestId"),
                members.text("requestedBy", LONGEST_REQUESTED_BY)));
    }

    private void refuseAutomaticIf(boolean wanted) {
        if (wanted && !takesAutomaticSnapshots) {
            throw new InvalidRequestException("This stack was deployed with AutomaticSnapshots=OFF: it may not copy an"
                    + " automatic snapshot, which is the only way to export one");
        }
    }

    /** CopySnapshot's own members, and its own rules about them. */
    private static AutoSnapshotRequest autoSnapshotRequest(Members members) {
        if (members.json().has("sourceSnapshotName")) {
            throw new InvalidRequestException(
                    "sourceSnapshotName and sourceResourceName exclude each other: give the one for a manual snapshot,"
                            + " or the other for an automatic one");
        }
        members.allow(Set.of(
                "sourceResourceName", "restoreDate", "useLatestRestorableAutoSnapshot", "requestId", "requestedBy"));
        Optional<LocalDate> restoreDate = members.date("restoreDate");
        if (restoreDate.isPresent() == members.flag("useLatestRestorableAutoSnapshot")) {
            throw new InvalidRequestException(
                    "Expected either restoreDate or useLatestRestorableAutoSnapshot: true, but "
                            + (restoreDate.isPresent() ? "both" : "neither") + " came");
        }
        return AutoSnapshotRequest.byName(
                members.rawText("sourceResourceName"),
                restoreDate,
                members.id("requestId"),
                members.text("requestedBy", LONGEST_REQUESTED_BY));
    }

    private static RetainRequest retainRequest(Members members) {
        members.allow(Set.of("retain", "requestId"));
        return RetainDecoder.decode(object(members, "retain"), members.id("requestId"));
    }

    private static SelectionRequest selectionRequest(Members members) {
        members.allow(Set.of("select", "requestId", "requestedBy"));
        Members select = object(members, "select");
        return new SelectionRequest(
                SelectionDecoder.decode(select),
                select.flag("dryRun"),
                members.id("requestId"),
                Optional.empty(),
                members.text("requestedBy", LONGEST_REQUESTED_BY).orElse("direct"));
    }

    private static Members object(Members members, String name) {
        JsonNode value = members.json().get(name);
        if (!value.isObject()) {
            throw new InvalidRequestException(name + " must be an object, but is " + Members.kind(value));
        }
        return new Members(value);
    }

    private static Content decodeOwnJob(Members members, boolean ownJobs) {
        if (!ownJobs) {
            throw new InvalidRequestException(
                    "The exporter's own jobs (member \"job\") are accepted from its queue only, and not wrapped");
        }
        return new Content.Wanted(OwnJobs.read(members));
    }

    private static SnapshotName sourceSnapshotName(Members members) {
        return SnapshotName.of(members.rawText("sourceSnapshotName"));
    }
}
