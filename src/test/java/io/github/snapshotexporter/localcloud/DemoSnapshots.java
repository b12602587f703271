package io.github.snapshotexporter.localcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The snapshots that the demo's Lightsail holds, and what goes wrong with them. The files in {@code events/} name them. */
final class DemoSnapshots {
    static final String PENDING = "my-site-1";
    static final String DISK = "my-site-data-1";
    static final String THROTTLED = "my-site-1-copy";
    static final String IN_DOUBT = "20261122";
    static final String FAILING = "my-shop-1";
    static final String INSTANCE = "my-site";

    /** The day of the automatic snapshot that files in {@code events/} ask for. */
    static final String DAY_IN_EVENTS = "2026-11-21";

    /** Long enough to be seen running. */
    private static final Duration EXPORT_TIME = Duration.ofSeconds(3);

    private DemoSnapshots() {}

    /** Automatic snapshots are of the last days, as Lightsail keeps the newest seven, and of the one that files name. */
    static void register(LightsailEmulator lightsail, Clock clock) {
        ExportScript succeeds = ExportScript.succeeds().takes(EXPORT_TIME);
        lightsail
                .instanceSnapshot(PENDING)
                .tag(DemoNight.TAG_KEY, DemoNight.TAG_VALUE)
                .pendingForLooks(2)
                .exports(succeeds);
        lightsail.diskSnapshot(DISK).exports(succeeds);
        lightsail
                .instanceSnapshot(THROTTLED)
                .tag(DemoNight.TAG_KEY, DemoNight.TAG_VALUE)
                .onExport(ExportCall.throttle())
                .exports(succeeds);
        lightsail
                .instanceSnapshot(IN_DOUBT)
                .onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "Internal failure"))
                .exports(succeeds);
        lightsail
                .instanceSnapshot(FAILING)
                .fromResource("my-shop")
                .exports(ExportScript.fails("ImageExportFailed", "The image could not be created")
                        .takes(Duration.ofSeconds(1)));
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        lightsail
                .instance(INSTANCE)
                .withAutoSnapshots(
                        today.minusDays(1).toString(), today.minusDays(2).toString(), DAY_IN_EVENTS);
    }

    /** What there is to say of each. */
    static List<List<String>> describe() {
        return List.of(
                List.of(PENDING, "an instance snapshot; still being made the first two times that it is looked at"),
                List.of(DISK, "a disk snapshot"),
                List.of(THROTTLED, "an instance snapshot; its first ExportSnapshot call is throttled"),
                List.of(
                        IN_DOUBT,
                        "an instance snapshot; its first ExportSnapshot call begins an export, but answers"
                                + " ServiceException"),
                List.of(FAILING, "an instance snapshot; its exports begin, and then fail"),
                List.of(
                        INSTANCE,
                        "an instance; has automatic snapshots of the last two days, and of " + DAY_IN_EVENTS
                                + ", which files in events/ name"));
    }
}
