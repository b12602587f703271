package io.github.snapshotexporter.check;

import io.github.snapshotexporter.notification.Subscriptions;
import io.github.snapshotexporter.settings.TopicArn;
import java.time.Instant;

/** Whether somebody is told: SNS sends to an address only after its owner has confirmed. */
final class Addresses implements Question {
    private final Subscriptions subscriptions;
    private final TopicArn topic;
    private final String what;
    private final String parameter;

    /** @param parameter of the template, by which an address is given */
    Addresses(Subscriptions subscriptions, TopicArn topic, String what, String parameter) {
        this.subscriptions = subscriptions;
        this.topic = topic;
        this.what = what;
        this.parameter = parameter;
    }

    @Override
    public Finding look(Instant deadline) {
        Subscriptions.Count count = subscriptions.count(topic);
        if (count.pending() > 0) {
            return Finding.notOk(
                    "Not confirmed: " + count.pending() + " of " + (count.pending() + count.confirmed())
                            + " subscriptions. Nothing is sent there.",
                    "Open the mail \"AWS Notification - Subscription Confirmation\" (look in the spam folder, too) and"
                            + " follow its link. It is good for two days; after that, deploy with " + parameter
                            + " empty, and then with the address again.");
        }
        if (count.confirmed() == 0) {
            return Finding.notOk(
                    "Nobody is subscribed to the " + what + ".",
                    "Deploy with " + parameter
                            + "=you@example.com, and confirm by the mail that comes. If you have done so"
                            + " already, the mail was not followed in two days, or somebody has unsubscribed: deploy with "
                            + parameter + " empty, and then with the address again.");
        }
        return Finding.ok(
                count.confirmed() == 1 ? "1 subscription is confirmed." : count.confirmed() + " are confirmed.");
    }
}
