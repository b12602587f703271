package io.github.snapshotexporter.proof;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run, and how everything that it makes is known: by its name and by a label.
 *
 * @param id which all its names begin with
 */
record ProofRun(String id) {
    /** The key of the label; its value is the run's id. */
    static final String LABEL = "snapshot-exporter-proof";

    /** What the name of each thing begins with, of whatever run. */
    static final String PREFIX = "snapshot-exporter-proof-";

    private static final Pattern ID = Pattern.compile(PREFIX + "\\d{8}-\\d{6}-[0-9a-f]{4}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A run that nobody else has. */
    static ProofRun begin(Instant now, SecureRandom random) {
        byte[] suffix = new byte[2];
        random.nextBytes(suffix);
        return new ProofRun(PREFIX + TIME.format(now) + "-" + HexFormat.of().formatHex(suffix));
    }

    /** The run that has made what has this name; the name must be one of {@link #isOwn}. */
    static ProofRun of(String name) {
        Matcher id = ID.matcher(name);
        if (!id.lookingAt()) {
            throw new IllegalArgumentException(name + " is the name of nothing that a run makes");
        }
        return new ProofRun(id.group());
    }

    /** Whether this is the value of the label. */
    static boolean isId(String value) {
        return ID.matcher(value).matches();
    }

    /** Whether a thing is one of a run: it has the label, and the name that goes with it. */
    static boolean isOwn(String name, Map<String, String> labels) {
        String run = labels.getOrDefault(LABEL, "");
        return isId(run) && name.startsWith(run);
    }

    Map<String, String> labels() {
        return Map.of(LABEL, id);
    }

    /** Of the queue and of the rule, and of the request. */
    String name() {
        return id;
    }

    /** Of the disk or instance. */
    String resource() {
        return id + "-resource";
    }

    /** Of a snapshot of it. */
    String snapshot(int number) {
        return id + "-snapshot-" + number;
    }
}
