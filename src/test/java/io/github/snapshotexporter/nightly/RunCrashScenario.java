package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;

/** A run that has to come out the same wherever it is disturbed. */
enum RunCrashScenario {
    EXPORTS_ALL("OK", 2, 0) {
        @Override
        void prepare(World world) {
            snapshots(world);
        }
    },
    IS_INTERRUPTED_WHILE_LISTING("OK", 1, 0) {
        @Override
        void prepare(World world) {
            Night.instance(world, "site-1", "source")
                    .createdAt(world.clock().instant())
                    .exports(AT_ONCE);
            Night.instance(world, "site-0", "source");
            world.lightsail().pageSize(1).fault("GetInstanceSnapshots", Fault.none(), Fault.throttle());
        }
    },
    SELECTS_NOTHING("OK", 0, 0) {
        @Override
        void prepare(World world) {
            Night.instance(world, "other-1", "other");
        }
    },
    CANNOT_LIST("FAILED", 0, 1) {
        @Override
        void prepare(World world) {
            snapshots(world);
            world.lightsail().faultAlways("GetDiskSnapshots", Fault.error("AccessDeniedException", 400, "No."));
        }
    };

    private static final ExportScript AT_ONCE = ExportScript.succeeds().takes(Duration.ZERO);

    private final String status;
    private final int members;
    private final int parked;

    RunCrashScenario(String status, int members, int parked) {
        this.status = status;
        this.members = members;
        this.parked = parked;
    }

    /** How the report says that the run went. */
    String status() {
        return status;
    }

    /** The names of the snapshots it exports. */
    List<String> members() {
        return List.of("site-1", "site-2").subList(0, members);
    }

    /** How many messages it leaves in the dead-letter queue. */
    int parked() {
        return parked;
    }

    abstract void prepare(World world);

    /** Begins a run in a Lightsail that holds only what this scenario needs. */
    void begin(World world, String run) {
        world.lightsail().forgetEverything();
        prepare(world);
        world.send(Night.request(run, "{\"sources\": [\"source\"], \"latestPerSource\": true}"));
    }

    private static void snapshots(World world) {
        Night.instance(world, "site-1", "source").exports(AT_ONCE);
        world.lightsail().diskSnapshot("site-2").fromResource("source").exports(AT_ONCE);
    }
}
