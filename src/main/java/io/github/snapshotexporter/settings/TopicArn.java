package io.github.snapshotexporter.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARN of an SNS topic; it also tells which account and Region this is. */
public record TopicArn(String value, String region, String account) {
    private static final Pattern SHAPE =
            Pattern.compile("arn:aws[a-z-]*:sns:([a-z0-9-]+):(\\d{12}):[A-Za-z0-9_-]{1,256}");

    /** @throws IllegalArgumentException when this is not the ARN of a standard topic */
    public static TopicArn of(String value) {
        Matcher matcher = SHAPE.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the ARN of an SNS topic: " + value);
        }
        return new TopicArn(value, matcher.group(1), matcher.group(2));
    }
}
