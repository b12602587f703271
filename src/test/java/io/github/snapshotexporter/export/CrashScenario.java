package io.github.snapshotexporter.export;

import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.Set;

/** A life of an export that has to come out the same wherever it is disturbed. */
enum CrashScenario {
    EXPORTS_WHEN_READY(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name)
                    .pendingForLooks(1)
                    .exports(ExportScript.succeeds().takes(Duration.ofMinutes(3)));
            world.send(name);
        }
    },
    EXPORTS_A_DISK_SNAPSHOT(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            world.lightsail().diskSnapshot(name);
            world.send("{\"sourceSnapshotName\": \"" + name + "\"}");
        }
    },
    FAILS_ONCE_AND_SUCCEEDS(2, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name).exports(ExportScript.fails("Code", "details"), ExportScript.succeeds());
            world.send(name);
        }
    },
    FAILS_EVERY_TIME(3, "ExportStarted ExportFailed", "Failed", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name).exports(ExportScript.fails("Code", "details"));
            world.send(name);
        }
    },
    IS_ACCEPTED_WITHOUT_AN_ANSWER(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name).onExport(ExportCall.errorAfterAccepting("ServiceException", 500, "oops"));
            world.send(name);
        }
    },
    IS_NOT_ACCEPTED_AT_FIRST(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name)
                    .onExport(
                            ExportCall.throttle(),
                            ExportCall.error("ServiceException", 500, "oops"),
                            ExportCall.dropConnection(),
                            ExportCall.throttle());
            world.send(name);
        }
    },
    WAS_EXPORTED_BY_HAND(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name).exportedByHand(ExportScript.succeeds());
            world.clock().advance(Duration.ofHours(1));
            world.send(name);
        }
    },
    IS_REFUSED_BY_LIGHTSAIL(0, "ExportFailed", "Failed", 1) {
        @Override
        void begin(World world, String name) {
            ExportCall refusal = ExportCall.error("InvalidInputException", 400, "not this one");
            snapshot(world, name).onExport(refusal, refusal, refusal, refusal);
            world.send(name);
        }
    },
    IS_NOT_THERE(0, "RequestRejected", "", 1) {
        @Override
        void begin(World world, String name) {
            world.send(name);
        }
    },
    IS_ABANDONED_AT_THE_DEADLINE(1, "ExportStarted ExportAbandoned", "Abandoned", 1) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name).exports(ExportScript.never());
            world.send(name);
        }
    },
    IS_WANTED_BY_A_RUN(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            String arn = snapshot(world, name).arn();
            world.send("""
                    {"job": "ExportRequest", "sourceSnapshotName": "%s", "arn": "%s",
                     "resourceType": "InstanceSnapshot", "runId": "run-%s"}
                    """.formatted(name, arn, name));
        }

        @Override
        void check(World world, String name) {
            String arn = world.lightsail().accepted(name).getFirst().snapshotArn();
            String outcome = world.item("run#run-" + name, "member#" + arn)
                    .get("outcome")
                    .s();
            if (!"exported".equals(outcome)) {
                throw new AssertionError("the run's member is " + outcome);
            }
        }
    },
    IS_ASKED_FOR_DIRECTLY(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name);
            String request = "{\"sourceSnapshotName\": \"" + name + "\"}";
            try {
                world.invoke(request);
            } catch (InvocationDied died) {
                // The person sees an error; where nothing was queued yet, nothing was promised, and they ask again.
                if (world.queued().isEmpty()) {
                    world.invoke(request);
                }
            }
        }
    },
    IS_FORCED_AGAIN(2, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name);
            world.send(name);
            world.settle();
            world.clock().advance(Duration.ofMinutes(5));
            world.send("{\"sourceSnapshotName\": \"" + name + "\", \"force\": true}");
        }

        @Override
        int milestonesOfEachType() {
            return 2;
        }
    },
    IS_ASKED_FOR_AGAIN(1, "ExportStarted ExportSucceeded AlreadyExported", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            snapshot(world, name);
            world.send(name);
            world.settle();
            world.clock().advance(Duration.ofMinutes(5));
            world.send(name);
        }
    };

    private final int accepted;
    private final String published;
    private final String status;
    private final int parked;

    CrashScenario(int accepted, String published, String status, int parked) {
        this.accepted = accepted;
        this.published = published;
        this.status = status;
        this.parked = parked;
    }

    /** Makes the snapshot of this name and asks for it. */
    abstract void begin(World world, String name);

    void check(World world, String name) {}

    int milestonesOfEachType() {
        return 1;
    }

    int accepted() {
        return accepted;
    }

    Set<String> published() {
        return Set.of(published.split(" ", -1));
    }

    /** Of the export in the end; empty where there is none. */
    String status() {
        return status;
    }

    int parked() {
        return parked;
    }

    private static SnapshotScript snapshot(World world, String name) {
        return world.lightsail().instanceSnapshot(name).fromResource("my-site");
    }
}
