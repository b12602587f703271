package io.github.snapshotexporter.job;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pattern for snapshot names: {@code *} stands for any characters or none, {@code ?} for one, all others for themselves. */
public record NamePattern(String value) {
    /** The rule in words. */
    public static final String RULE = "1 to 255 letters, digits, '_', '-', '.', '*' and '?' (ASCII only)";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.*?-]{1,255}");
    private static final int SHOWN = 80;

    /** Takes every name, so that it asks for nothing. */
    public static final NamePattern ANY = new NamePattern("*");

    /** @throws InvalidRequestException when no name could ever match it */
    public NamePattern {
        if (!VALID.matcher(value).matches()) {
            throw new InvalidRequestException("namePattern must have " + RULE + ", but was " + Quoted.of(value, SHOWN));
        }
    }

    /** Whether the whole of a name is as the pattern says; upper and lower case differ. To be made once for many names. */
    public Predicate<SnapshotName> asPredicate() {
        Predicate<String> matches = regularExpression().asMatchPredicate();
        return name -> matches.test(name.value());
    }

    /** Runs of stars are one: the time that a match takes stays small, whatever somebody writes. */
    private Pattern regularExpression() {
        return Pattern.compile(value.replaceAll("\\*+", "*")
                .chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining()));
    }
}
