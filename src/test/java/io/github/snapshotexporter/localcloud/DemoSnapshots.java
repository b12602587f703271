package io.github.snapshotexporter.localcloud;

import java.time.Duration;

/** The snapshots that the demo's Lightsail holds, and what goes wrong with them. The files in {@code events/} name them. */
final class DemoSnapshots {
    static final String PENDING = "my-site-1";
    static final String DISK = "my-site-data-1";
    static final String THROTTLED = "my-site-1-copy";
    static final String IN_DOUBT = "20261122";
    static final String FAILING = "my-shop-1";
    static final String INSTANCE = "my-site";

    /** Long enough to be seen running. */
    private static final Duration EXPORT_TIME = Duration.ofSeconds(3);

    private DemoSnapshots() {}

    static void register(LightsailEmulator lightsail) {
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
        lightsail.instance(INSTANCE).withAutoSnapshots("2026-11-21", "2026-11-20");
    }

    /** A line on each. */
    static String describe() {
        return """
                %-15s an instance snapshot; still pending the first two times that it is looked at
                %-15s a disk snapshot
                %-15s an instance snapshot; its first ExportSnapshot call is throttled
                %-15s an instance snapshot; its first ExportSnapshot call begins an export, but answers ServiceException
                %-15s an instance snapshot; its exports begin, and then fail
                %-15s an instance with automatic snapshots of 2026-11-20 and 2026-11-21""".formatted(PENDING, DISK, THROTTLED, IN_DOUBT, FAILING, INSTANCE)
                .indent(2)
                .stripTrailing();
    }
}
