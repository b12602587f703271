package io.github.snapshotexporter.check;

import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ec2.ImagesUnreadableException;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.lightsail.TroubleException;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.notification.Subscriptions;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Whether the next night will work, as far as the function can see: asked once after a deployment, before that night. */
public final class StackCheck {
    /** For the answer, which must not be cut off by the end of the invocation. */
    private static final Duration LEFT_OVER = Duration.ofSeconds(25);

    private static final String LATER = "Ask again in some minutes. A night does not give up so soon.";

    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final Documentation pages;
    private final Clock clock;

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
        this.pages = settings.documentation();
        this.clock = clock;
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

    /** Who takes long, or is busy, may answer the night, which waits; who refuses will refuse that, too. */
    private Finding answer(Question question, Instant deadline) {
        if (clock.instant().plus(LEFT_OVER).isAfter(deadline)) {
            return Finding.cannotTell("There was no time left to look.", LATER);
        }
        try {
            return question.look(deadline);
        } catch (TroubleException trouble) {
            return unanswered(trouble, isForGood(trouble.trouble()));
        } catch (AwsServiceException answer) {
            return unanswered(answer, answer.statusCode() < 500 && !answer.isThrottlingException());
        } catch (ImagesUnreadableException unreadable) {
            return unanswered(unreadable, !unreadable.isPassing());
        } catch (RuntimeException failed) {
            return unanswered(failed, false);
        }
    }

    private static boolean isForGood(LightsailTrouble trouble) {
        return switch (trouble) {
            case ACCESS_DENIED, UNAUTHENTICATED, INVALID_INPUT, NOT_FOUND, OPERATION_FAILURE -> true;
            case THROTTLED, DOUBTFUL, SETUP_IN_PROGRESS -> false;
        };
    }

    private Finding unanswered(RuntimeException failed, boolean forGood) {
        String says = "There was no answer: " + failed.getMessage();
        return forGood
                ? Finding.notOk(
                        says,
                        "If access is denied, compare the role of the function with " + pages.page("permissions.md")
                                + "; a policy of your organization may stand in the way, too.")
                : Finding.cannotTell(says, LATER);
    }
}
