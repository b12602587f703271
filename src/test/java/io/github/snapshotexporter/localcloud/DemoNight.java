package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.Screen.Verb;
import io.github.snapshotexporter.localcloud.Story.Calls;
import io.github.snapshotexporter.localcloud.Story.Ending;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The demo's night: the schedule's event comes, and the policy chooses among what the day has left and some more. */
final class DemoNight {
    static final String TAG_KEY = "backup";
    static final String TAG_VALUE = "true";

    /** What the stack's parameters would make, with automatic snapshots. */
    static final String POLICY = """
            {"tags": {"%s": "%s"}, "createdWithin": "P3D", "latestPerSource": true, "includeAutomatic": true, "limit": 50}""".formatted(TAG_KEY, TAG_VALUE);

    private static final String NEWEST = "my-app-2";
    private static final String OLDER = "my-app-1";
    private static final String DISK = "my-app-db-1";
    private static final String TOO_OLD = "my-wiki-1";
    private static final String OTHER_TAG = "my-test-1";
    private static final String FAILING = "my-blog-1";
    private static final String AUTOMATIC = "my-forum";

    private static final String EVENT = "eventbridge-rule_scheduled-event";
    private static final Duration EXPORT_TIME = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final LocalExporter exporter;
    private final Chapters chapters;
    private final Narrator narrator;
    private final Observed observed;
    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    DemoNight(LocalExporter exporter, Chapters chapters, Narrator narrator, Observed observed) {
        this.exporter = exporter;
        this.chapters = chapters;
        this.narrator = narrator;
        this.observed = observed;
    }

    /** Adds what comes to be in the course of the day. */
    void register(LightsailEmulator lightsail) {
        Instant now = Instant.now();
        ExportScript succeeds = ExportScript.succeeds().takes(EXPORT_TIME);
        tagged(lightsail.instanceSnapshot(NEWEST)).fromResource("my-app").exports(succeeds);
        tagged(lightsail.instanceSnapshot(OLDER)).fromResource("my-app").createdAt(now.minus(Duration.ofDays(1)));
        tagged(lightsail.diskSnapshot(DISK)).fromResource("my-app-db").exports(succeeds);
        tagged(lightsail.instanceSnapshot(TOO_OLD)).fromResource("my-wiki").createdAt(now.minus(Duration.ofDays(9)));
        lightsail.instanceSnapshot(OTHER_TAG).fromResource("my-test").tag(TAG_KEY, "false");
        tagged(lightsail.instanceSnapshot(FAILING))
                .fromResource("my-blog")
                .exports(ExportScript.fails("ImageExportFailed", "The image could not be created")
                        .takes(Duration.ZERO));
        lightsail
                .instance(AUTOMATIC)
                .tag(TAG_KEY, TAG_VALUE)
                .withAutoSnapshots(yesterday.toString(), yesterday.minusDays(1).toString())
                .copies(copy -> copy.pendingForLooks(2).exports(succeeds));
    }

    private static SnapshotScript tagged(SnapshotScript snapshot) {
        return snapshot.tag(TAG_KEY, TAG_VALUE);
    }

    /** What the audience has to know. */
    static void introduce(Screen screen) {
        screen.heading("Night falls");
        screen.line(
                "The schedule begins a run: the stack's policy chooses among all snapshots, and each export of a chosen"
                        + " one goes its way. This policy wants what has the tag backup=true and is not older than 3 days, the"
                        + " newest of each instance and disk, and automatic snapshots, too. "
                        + DemoSnapshots.PENDING + " and " + DemoSnapshots.THROTTLED
                        + " have the tag, and Lightsail also holds:");
        screen.line("");
        screen.list(List.of(
                List.of(NEWEST, "an instance snapshot"),
                List.of(OLDER, "an older one of the same instance"),
                List.of(DISK, "a disk snapshot"),
                List.of(TOO_OLD, "an instance snapshot, 9 days old"),
                List.of(OTHER_TAG, "an instance snapshot with the tag backup=false"),
                List.of(FAILING, "an instance snapshot; its exports begin, and then fail"),
                List.of(AUTOMATIC, "an instance; Lightsail makes automatic snapshots of it, one a day")));
    }

    /** Whether this is what the night ends with. */
    static boolean isReport(JsonNode document) {
        return document.path("type").asText().equals("RunCompleted");
    }

    /**
     * Sends the schedule's event, and returns when the run is reported or has taken too long.
     *
     * @param invocation the job of an invocation in the daytime, whose message has yet to come back
     */
    List<Story> run(String invocation) throws IOException, InterruptedException {
        String event = eventOfTonight();
        chapters.open(Narrator.RUN, "The night: what is chosen");
        narrator.invoked(
                Narrator.RUN, "the schedule's event (%s), of tonight".formatted(DemoEvents.path(EVENT)), event);
        JsonNode answer = Json.parse(exporter.invoke(event));
        narrator.says(
                Narrator.RUN,
                Verb.ANSWERS,
                "outcome %s: a run outlasts an invocation, so the queue carries it on"
                        .formatted(answer.path("outcome").asText()));
        observed.await(seen -> seen.hasEnded(Narrator.RUN, "RunDispatched"), PATIENCE);
        tell(NEWEST, "an instance snapshot");
        tell(DISK, "a disk snapshot");
        tell(AUTOMATIC, "an automatic snapshot, which has to be copied first");
        tell(FAILING, "an instance snapshot, whose exports fail");
        chapters.openLast(Narrator.RUN, "The night: its end, and what else has happened");
        observed.await(
                seen -> seen.hasEnded(Narrator.RUN, "RunReported")
                        && seen.endOf(invocation).isPresent(),
                PATIENCE);
        return expected();
    }

    private void tell(String label, String what) throws InterruptedException {
        chapters.open(label, label + ": " + what);
        observed.await(seen -> seen.hasEnded(label, "ExportSucceeded", "ExportFailed"), PATIENCE);
    }

    /** The file's own time would make every snapshot of today a future one. */
    private static String eventOfTonight() throws IOException {
        ObjectNode event = (ObjectNode) Json.parse(DemoEvents.text(EVENT));
        return Json.write(
                event.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private List<Story> expected() {
        Calls once = new Calls(1, 1);
        String chosen = "chosen by the run";
        String copy = new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, AUTOMATIC, yesterday)
                .copyName()
                .value();
        return List.of(
                Story.reported(
                        Narrator.RUN, "the schedule's event", new Ending("RunCompleted, PARTIAL", "3 of 4 exported")),
                Story.leftOut(
                        Narrator.RUN,
                        "all other snapshots",
                        new Ending("8 not selected", "1 AlreadyExported, 2 NotLatest, 4 OtherTags, 1 TooOld")),
                Story.exported(NEWEST, chosen, "ExportSucceeded", DemoStories.IMAGE, once),
                Story.exported(DISK, chosen, "ExportSucceeded", DemoStories.EBS_SNAPSHOT, once),
                Story.exported(
                        AUTOMATIC, copy, "automatic, chosen by the run", "ExportSucceeded", DemoStories.IMAGE, once),
                Story.exported(
                        FAILING,
                        chosen,
                        "ExportFailed, 2 attempts",
                        "ExportFailed: ImageExportFailed",
                        new Calls(2, 2)));
    }
}
