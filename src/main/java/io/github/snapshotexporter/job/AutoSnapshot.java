package io.github.snapshotexporter.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One automatic snapshot. Lightsail gives it neither a name nor an ARN: its source and its date tell which it is.
 *
 * @param resourceType of its copies
 * @param sourceResourceName the instance or disk that it was made from
 */
public record AutoSnapshot(ResourceType resourceType, String sourceResourceName, LocalDate date) {
    private static final String PREFIX = "auto-";
    private static final int LONGEST_SOURCE = 80;
    private static final int HASH_LENGTH = 12;
    private static final Pattern COPY_NAME =
            Pattern.compile(PREFIX + "[A-Za-z0-9_.-]*[+-]?(\\d{4,10}-\\d{2}-\\d{2})-[0-9a-f]{" + HASH_LENGTH + "}");

    public AutoSnapshot {
        Objects.requireNonNull(resourceType, "resourceType");
        Objects.requireNonNull(sourceResourceName, "sourceResourceName");
        Objects.requireNonNull(date, "date");
    }

    /**
     * The name that the exporter's copy of it has: always the same, whatever the source is called a name that a snapshot
     * can have, and another one for each automatic snapshot.
     */
    public SnapshotName copyName() {
        String source = sourceResourceName.replaceAll("[^A-Za-z0-9_.-]", "_");
        String shortened = source.substring(0, Math.min(source.length(), LONGEST_SOURCE));
        return SnapshotName.of(String.format(Locale.ROOT, "%s%s-%s-%s", PREFIX, shortened, ascii(date), hash()));
    }

    /** Whether a copy can have this name: it saves asking the ledger about all others. */
    public static boolean mayBeCopyName(SnapshotName name) {
        return COPY_NAME.matcher(name.value()).matches();
    }

    /** The automatic snapshot whose copy is called so; empty for any other name. */
    public static Optional<AutoSnapshot> ofCopy(SnapshotName name, ResourceType resourceType, String source) {
        Matcher parts = COPY_NAME.matcher(name.value());
        return Optional.of(parts)
                .filter(Matcher::matches)
                .flatMap(matched -> date(matched.group(1)))
                .map(date -> new AutoSnapshot(resourceType, source, date))
                .filter(original -> original.copyName().equals(name));
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    /** The short form of a source may be that of another one as well; this is not. */
    private String hash() {
        String all = String.format(Locale.ROOT, "%s\n%s\n%s", resourceType.wireName(), date, sourceResourceName);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Years beyond 9999 begin with a plus, which no name may have. */
    private static String ascii(LocalDate date) {
        return date.toString().replace("+", "");
    }
}
