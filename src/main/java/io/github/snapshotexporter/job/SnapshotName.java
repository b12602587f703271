package io.github.snapshotexporter.job;

import java.util.regex.Pattern;

/**
 * A name that a Lightsail snapshot can have: 2 to 255 characters, first and last an ASCII letter, digit or underscore,
 * between them also hyphen and period. That is the API's pattern {@code \w[\w\-]*\w} plus the period that the Lightsail
 * console allows and the limits of its user guide.
 */
public record SnapshotName(String value) {
    /** The rule in words. */
    public static final String RULE = "2 to 255 characters, first and last a letter, digit or underscore, between them"
            + " also '-' and '.' (ASCII only)";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,253}[A-Za-z0-9_]");
    private static final int SHOWN = 80;

    /** @throws InvalidRequestException when no snapshot can have this name */
    public SnapshotName {
        if (!isValid(value)) {
            throw new InvalidRequestException("sourceSnapshotName must have " + RULE + ", but was "
                    + Quoted.of(value, SHOWN) + Invisible.in(value));
        }
    }

    /** Whether a snapshot can have this name. */
    public static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }

    /** @throws InvalidRequestException when no snapshot can have this name */
    public static SnapshotName of(String value) {
        return new SnapshotName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
