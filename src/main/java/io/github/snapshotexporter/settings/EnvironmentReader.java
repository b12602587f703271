package io.github.snapshotexporter.settings;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads variables and collects what is wrong with them, so that all of it is told at once. */
final class EnvironmentReader {
    private static final String TOPIC_ARN =
            "the ARN of an SNS topic, like arn:aws:sns:eu-central-1:111122223333:exports";
    private static final URI NO_URL = URI.create("");
    private static final TopicArn NO_TOPIC = new TopicArn("", "", "");

    /** The queues keep no message longer. */
    private static final Duration LONGEST = Duration.ofDays(14);

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
    }

    URI queueUrl(String name) {
        return required(
                name,
                "the URL of an SQS queue, like https://sqs.eu-central-1.amazonaws.com/111122223333/exports",
                NO_URL,
                text -> {
                    URI url = URI.create(text);
                    if (url.getHost() == null || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                        throw new IllegalArgumentException(text);
                    }
                    return url;
                });
    }

    TopicArn topicArn(String name) {
        return required(name, TOPIC_ARN, NO_TOPIC, TopicArn::of);
    }

    Optional<TopicArn> optionalTopicArn(String name) {
        return optional(name, TOPIC_ARN, Optional.empty(), text -> Optional.of(TopicArn.of(text)));
    }

    String tableName(String name) {
        return required(name, "the name of a DynamoDB table: 3 to 255 letters, digits, '_', '-' or '.'", "", text -> {
            if (!text.matches("[A-Za-z0-9_.-]{3,255}")) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    Duration duration(String name, Duration byDefault) {
        return optional(name, "an ISO-8601 duration of at most 14 days, like PT30S or P2D", byDefault, text -> {
            Duration duration = Duration.parse(text);
            if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(text);
            }
            return duration;
        });
    }

    int count(String name, int byDefault, int most) {
        return count(name, most).orElse(byDefault);
    }

    Optional<Integer> count(String name, int most) {
        return optional(name, "a whole number from 1 to " + most, Optional.empty(), text -> {
            int number = Integer.parseInt(text);
            if (number < 1 || number > most) {
                throw new IllegalArgumentException(text);
            }
            return Optional.of(number);
        });
    }

    void add(String problem) {
        problems.add(problem);
    }

    void throwIfAnythingIsWrong() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private <T> T required(String name, String shape, T insteadOfNothing, Function<String, T> parse) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            problems.add(name + " must be " + shape + ", but is not set");
            return insteadOfNothing;
        }
        return parsed(name, text.get(), shape, insteadOfNothing, parse);
    }

    <T> T optional(String name, String shape, T byDefault, Function<String, T> parse) {
        return text(name)
                .map(text -> parsed(name, text, shape, byDefault, parse))
                .orElse(byDefault);
    }

    /** CloudFormation cannot leave a variable out as easily as it can make it empty: empty counts as not set. */
    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }

    private <T> T parsed(String name, String text, String shape, T insteadOfNothing, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException malformed) {
            problems.add(name + " must be " + shape + ", but is '" + text + "'");
            return insteadOfNothing;
        }
    }
}
