package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Twelve instances and eight disks with ten snapshots each, made every twelve hours before the first night. Two sources
 * are of a test stage, one has a blueprint that cannot be exported, and the fourth snapshot of each was made by hand.
 */
final class Fleet {
    /** Selects what has the fleet's names and tags, and is young enough. */
    static final String POLICY = """
            {"namePattern": "nightly-*", "tags": {"backup": "true", "stage": "live"}, "createdWithin": "P3D"}""";

    static final Instant FIRST_NIGHT = World.BEGINNING;
    static final int SNAPSHOTS_OF_EACH = 10;

    private static final int MADE_BY_HAND = 3;
    private static final List<String> OF_TEST_STAGE = List.of("site-3", "data-7");
    private static final String NOT_EXPORTABLE = "site-8";

    private final LightsailEmulator lightsail;

    Fleet(World world) {
        lightsail = world.lightsail();
        for (String source : sources()) {
            for (int age = 0; age < SNAPSHOTS_OF_EACH; age++) {
                Instant made = FIRST_NIGHT.minus(Duration.ofHours(1 + 12L * age));
                add(age == MADE_BY_HAND ? "manual-" + source : name(source, age), source, made);
            }
        }
    }

    static List<String> sources() {
        return IntStream.range(0, 20)
                .mapToObj(i -> i < 12 ? "site-" + i : "data-" + (i - 12))
                .toList();
    }

    /** Of a snapshot that was made before the first night; 0 is the newest of its source. */
    static String name(String source, int age) {
        return "nightly-%s-%02d".formatted(source, age);
    }

    /** Of the one that was made on the day after this night. */
    static String nameOfDay(String source, int night) {
        return "nightly-%s-day%d".formatted(source, night);
    }

    /** One more snapshot of each source, made an hour before the night after this one. */
    void grow(int night) {
        Instant made = FIRST_NIGHT.plus(Duration.ofDays(night)).minus(Duration.ofHours(1));
        sources().forEach(source -> add(nameOfDay(source, night), source, made));
    }

    private void add(String name, String source, Instant made) {
        SnapshotScript snapshot = source.startsWith("site")
                ? lightsail
                        .instanceSnapshot(name)
                        .blueprint(source.equals(NOT_EXPORTABLE) ? "cpanel_whm_linux" : "wordpress")
                : lightsail.diskSnapshot(name);
        snapshot.fromResource(source)
                .createdAt(made)
                .sizeInGb(10)
                .tag("backup", "true")
                .tag("stage", OF_TEST_STAGE.contains(source) ? "test" : "live")
                .exports(ExportScript.succeeds().takes(Duration.ofMinutes(3)));
    }

    /** What the policy is meant to select in the first night. */
    static Set<String> wantedInFirstNight() {
        Set<String> names = new TreeSet<>();
        for (String source : wantedSources()) {
            // 1, 13, 25, 49 and 61 hours old; the one of 37 hours was made by hand.
            List.of(0, 1, 2, 4, 5).forEach(age -> names.add(name(source, age)));
        }
        return names;
    }

    static List<String> wantedSources() {
        return sources().stream()
                .filter(Predicate.not(OF_TEST_STAGE::contains))
                .filter(Predicate.not(NOT_EXPORTABLE::equals))
                .toList();
    }
}
