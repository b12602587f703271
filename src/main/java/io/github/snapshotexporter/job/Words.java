package io.github.snapshotexporter.job;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads, and how much of it. */
public final class Words {
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private Words() {}

    /** A duration by its two largest units, like {@code 3 d 2 h}, {@code 1 h 30 min} or {@code 8 s}; days only beyond two. */
    public static String of(Duration duration) {
        boolean inDays = duration.compareTo(TWO_DAYS) > 0;
        String words = Stream.of(
                        part(inDays ? duration.toDays() : 0, "d"),
                        part(inDays ? duration.toHoursPart() : duration.toHours(), "h"),
                        part(duration.toMinutesPart(), "min"),
                        part(duration.toSecondsPart(), "s"))
                .filter(part -> !part.isEmpty())
                .limit(2)
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? "0 s" : words;
    }

    /** The first {@code limit} characters at most; none of two that belong together is left alone. */
    public static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return text.substring(0, end);
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%d %s", number, unit);
    }
}
