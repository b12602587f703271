package io.github.snapshotexporter.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Everything that can be set from outside, read once from the environment. Durations are ISO-8601 there ({@code PT30S}).
 *
 * @param functionName under which the metrics of this stack are found; Lambda sets it itself
 * @param delays between which a message comes back
 * @param selectionPolicy what the schedule selects, as JSON like a {@code select}; checked by whoever reads it
 * @param maxExportAttempts calls of ExportSnapshot for one wanted export
 * @param maxInFlight exports under way at once
 */
public record Settings(
        String functionName,
        URI exportQueueUrl,
        URI deadLetterQueueUrl,
        TopicArn notificationTopicArn,
        String ledgerTableName,
        DelayRange delays,
        Deadlines deadlines,
        String selectionPolicy,
        int maxExportAttempts,
        int maxInFlight,
        Permissions permissions,
        ImageSettings images,
        NightSettings night,
        Documentation documentation) {

    /** Not years of history on the first night. */
    private static final String DEFAULT_POLICY =
            "{\"latestPerSource\": true, \"includeAutomatic\": true, \"createdWithin\": \"P3D\", \"limit\": 50}";

    private static final String OUTSIDE_LAMBDA = "local";

    /** A message comes back about this often before the limit of receives is near, whatever the random delays were. */
    private static final int SAFE_RECEIVES = 700;
    /** The queues keep a message for 14 days. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(12);

    /**
     * Each attempt is two messages that follow from each other, and Lambda's recursive loop detection cuts a chain after
     * about 16 invocations.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html">recursive loop detection</a>
     */
    private static final int MOST_EXPORT_ATTEMPTS = 5;

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

    /** @throws InvalidSettingsException naming every variable that is missing, malformed, or contradicts another */
    public static Settings fromEnvironment(Map<String, String> environment) {
        EnvironmentReader read = new EnvironmentReader(environment);
        Duration minDelay = read.duration("MIN_DELAY", Duration.ofSeconds(30));
        String functionName = read.text("AWS_LAMBDA_FUNCTION_NAME").orElse(OUTSIDE_LAMBDA);
        Settings settings = new Settings(
                functionName,
                read.queueUrl("EXPORT_QUEUE_URL"),
                read.queueUrl("DEAD_LETTER_QUEUE_URL"),
                read.topicArn("NOTIFICATION_TOPIC_ARN"),
                read.tableName("LEDGER_TABLE_NAME"),
                new DelayRange(minDelay, read.duration("MAX_DELAY", Duration.ofMinutes(15))),
                Deadlines.of(read, minDelay),
                read.text("SELECTION_POLICY").orElse(DEFAULT_POLICY),
                read.count("MAX_EXPORT_ATTEMPTS", 3, MOST_EXPORT_ATTEMPTS),
                read.count("MAX_IN_FLIGHT", 5, 100),
                Permissions.of(read),
                ImageSettings.of(read, functionName),
                NightSettings.of(read),
                Documentation.of(read));
        read.throwIfAnythingIsWrong();
        settings.collectContradictions(read);
        read.throwIfAnythingIsWrong();
        return settings;
    }

    private void collectContradictions(EnvironmentReader problems) {
        Duration minDelay = delays.shortest();
        Duration maxDelay = delays.longest();
        if (maxDelay.compareTo(LONGEST_DELAY) > 0) {
            problems.add("MAX_DELAY must be at most " + LONGEST_DELAY + ", but is " + maxDelay);
        }
        if (minDelay.compareTo(SHORTEST_DELAY) < 0) {
            problems.add("MIN_DELAY must be at least " + SHORTEST_DELAY + ", but is " + minDelay);
        }
        if (minDelay.compareTo(maxDelay) > 0) {
            problems.add("MIN_DELAY must not be longer than MAX_DELAY, but they are " + minDelay + " and " + maxDelay);
        }
        if (exportQueueUrl.equals(deadLetterQueueUrl)) {
            problems.add("DEAD_LETTER_QUEUE_URL must be another queue than EXPORT_QUEUE_URL, but both are "
                    + exportQueueUrl);
        }
        Duration average = minDelay.plus(maxDelay).dividedBy(2);
        Duration covered = average.multipliedBy(SAFE_RECEIVES);
        Duration longest = covered.compareTo(LONGEST_LIFE) < 0 ? covered : LONGEST_LIFE;
        refuseLongerThan(
                longest,
                "RETRY_DEADLINE, PENDING_DEADLINE, SLOT_DEADLINE and " + Deadlines.APPEARING.toMinutes() + " minutes",
                deadlines.longestRequest(),
                problems);
        refuseLongerThan(
                longest, "EXPORT_DEADLINE, RESULT_DEADLINE and RETRY_DEADLINE", deadlines.longestTracking(), problems);
        refuseLongerThan(longest, "RUN_DEADLINE", deadlines.run(), problems);
    }

    private void refuseLongerThan(Duration longest, String names, Duration sum, EnvironmentReader problems) {
        if (sum.compareTo(longest) > 0) {
            problems.add(names + " add up to " + sum + ", but with MIN_DELAY " + delays.shortest() + " and MAX_DELAY "
                    + delays.longest() + " a message can be followed for " + longest + " at most");
        }
    }
}
