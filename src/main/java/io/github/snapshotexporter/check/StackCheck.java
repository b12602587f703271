package io.github.snapshotexporter.check;

import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.notification.Subscriptions;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the next night will work, as far as the function can see: asked once after a deployment, before that night. */
public final class StackCheck {
    private static final String WITHOUT_ANSWER =
            "Where it says that access is denied, deploy the stack again: the role's permissions are part of it. Else try"
                    + " again in some minutes.";

    private final Map<String, Question> questions = new LinkedHashMap<>();

    /** What is looked at. */
    public record Things(
            NightlyRuns nightly,
            Lightsail lightsail,
            Ledgers ledgers,
            ImageInventory images,
            JobQueue queue,
            Subscriptions subscriptions) {}

    /** @param policy what the schedule selects */
    public StackCheck(Things things, Selection policy, Settings settings, Clock clock) {
        questions.put(
                "schedule", new NextNight(settings.night(), settings.images().timeZone(), clock));
        questions.put("tonight", new WouldBeSelected(things.nightly(), policy));
        questions.put(
                "results by e-mail",
                new Addresses(things.subscriptions(), settings.notificationTopicArn(), "results", "NotificationEmail"));
        questions.put("alarms by e-mail", alarms(things, settings));
        questions.put("Lightsail's role", new LightsailsRole(things.lightsail()));
        questions.put("images in EC2", new ImagesInEc2(things.ledgers().images(), things.images(), settings.images()));
        questions.put("ledger", new ReadableLedger(things.ledgers().exports()));
        questions.put("queue", new WaitingJobs(things.queue()));
    }

    private static Question alarms(Things things, Settings settings) {
        return settings.night()
                .operationsTopicArn()
                .<Question>map(topic -> new Addresses(things.subscriptions(), topic, "alarms", "OperationsEmail"))
                .orElse(deadline -> Finding.cannotTell(
                        "The function does not know the topic of the alarms.",
                        "Deployed by the template it does; locally there are no alarms."));
    }

    /**
     * Looks at everything, and tells each by its name. Never throws: what cannot be seen is told, too.
     *
     * @param deadline when the invocation ends
     */
    public Findings look(Instant deadline) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        questions.forEach((what, question) -> findings.put(what, answer(question, deadline)));
        return new Findings(findings);
    }

    private static Finding answer(Question question, Instant deadline) {
        try {
            return question.look(deadline);
        } catch (RuntimeException unanswered) {
            return Finding.notOk("There was no answer: " + unanswered.getMessage(), WITHOUT_ANSWER);
        }
    }
}
