package io.github.snapshotexporter.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Quoted;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SelectionRequest;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** EventBridge events: a schedule asks for a run, those of CloudTrail tell of a snapshot that is being made. */
final class EventBridgeEvents {
    private static final int SHOWN = 80;

    private static final Instant END_OF_FOUR_DIGIT_YEARS = Instant.parse("+10000-01-01T00:00:00Z");
    /** Where each call that creates a snapshot carries the name that it creates. */
    private static final Map<String, String> CREATED_NAME = Map.of(
            "CreateInstanceSnapshot", "instanceSnapshotName",
            "CreateDiskSnapshot", "diskSnapshotName",
            "CopySnapshot", "targetSnapshotName");

    /** As long as the queues keep a message: what is older was not meant for tonight. */
    private static final Duration OLDEST = Duration.ofDays(14);
    /** The clocks of the scheduler and of the function differ by less. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(15);

    private final String region;
    private final Selection policy;
    private final Clock clock;

    EventBridgeEvents(String region, Selection policy, Clock clock) {
        this.region = region;
        this.policy = policy;
        this.clock = clock;
    }

    /** A console's sample event and an archive's replay carry times at which another history was young. */
    private Instant scheduledTime(JsonNode event) {
        Instant time = time(event);
        Instant now = clock.instant();
        if (time.isBefore(now.minus(OLDEST))) {
            throw new InvalidRequestException("The schedule's event is for " + time + ", more than " + OLDEST.toDays()
                    + " days ago: ask with select for what you want now");
        }
        if (time.isAfter(now.plus(MOST_AHEAD))) {
            throw new InvalidRequestException("The schedule's event is for " + time + ", more than "
                    + MOST_AHEAD.toMinutes() + " minutes ahead: a run begins when its time has come");
        }
        return time;
    }

    private static Instant time(JsonNode event) {
        String text = event.path("time").asText();
        return parsed(text)
                .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(END_OF_FOUR_DIGIT_YEARS))
                .orElseThrow(() -> new InvalidRequestException(
                        "The schedule's event must carry its scheduled time in time, like 2026-11-22T02:00:00Z, but has "
                                + Quoted.of(text, SHOWN)));
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    /** @throws InvalidRequestException when it should name a snapshot and does not */
    Content decode(JsonNode event) {
        String detailType = event.path("detail-type").asText();
        if ("Scheduled Event".equals(detailType)) {
            return new Content.Wanted(SelectionRequest.bySchedule(policy, scheduledTime(event)));
        }
        // Some services send their detail as a text; CloudTrail's is an object.
        JsonNode detail = event.path("detail");
        String eventName = detail.path("eventName").asText();
        if (!"AWS API Call via CloudTrail".equals(detailType)
                || !"lightsail.amazonaws.com".equals(detail.path("eventSource").asText())
                || !CREATED_NAME.containsKey(eventName)) {
            return new Content.Ignored("an event of another kind: " + Quoted.of(detailType, SHOWN) + " "
                    + Quoted.of(event.path("source").asText(), SHOWN) + " " + Quoted.of(eventName, SHOWN));
        }
        if (detail.hasNonNull("errorCode")) {
            return new Content.Ignored(eventName + " failed with "
                    + Quoted.of(detail.path("errorCode").asText(), SHOWN));
        }
        String itsRegion = detail.path("awsRegion").asText(region);
        if (!region.equals(itsRegion)) {
            return new Content.Ignored("a snapshot in another Region: " + Quoted.of(itsRegion, SHOWN));
        }
        String member = CREATED_NAME.get(eventName);
        String name = Optional.ofNullable(
                        detail.path("requestParameters").path(member).textValue())
                .orElseThrow(() -> new InvalidRequestException("The event " + eventName
                        + " must name the snapshot in detail.requestParameters." + member + ", but does not"));
        return new Content.Wanted(ExportRequest.bySnapshotCreatedEvent(SnapshotName.of(name)));
    }
}
