package io.github.snapshotexporter.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as text: ISO-8601 in UTC with exactly three digits of fraction, so that texts sort as the times do. */
public final class Timestamps {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** The fraction of a millisecond is dropped. */
    public static String format(Instant time) {
        return FORMAT.format(time);
    }

    /** Reads what {@link #format} wrote. */
    public static Instant parse(String text) {
        return Instant.parse(text);
    }
}
