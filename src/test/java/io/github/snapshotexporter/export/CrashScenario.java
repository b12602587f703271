package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ResourceScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.LocalDate;
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
    },
    IS_A_COPY_OF_AN_AUTOMATIC_ONE(1, "ExportStarted ExportSucceeded", "Succeeded", 0) {
        @Override
        void begin(World world, String name) {
            world.set("REQUIRED_TAG_KEY", "export").set("REQUIRED_TAG_VALUE", "yes");
            automatic(world, name);
        }

        @Override
        String exported(String name) {
            return copyOf(name);
        }

        @Override
        String arn(World world, String name) {
            return arnOfCopy(world, name);
        }

        @Override
        void check(World world, String name) {
            assertOneCopyThatIsDeleted(world, name);
        }
    },
    IS_A_COPY_THAT_WAS_BEGUN_WITHOUT_AN_ANSWER(0, "ExportFailed", "Failed", 1) {
        @Override
        void begin(World world, String name) {
            ExportCall refusal = ExportCall.error("InvalidInputException", 400, "not this one");
            world.lightsail().faultAfterwards("CopySnapshot", Fault.error("ServiceException", 500, "oops"));
            automatic(world, name).copies(copy -> copy.onExport(refusal, refusal, refusal, refusal));
        }

        @Override
        String exported(String name) {
            return copyOf(name);
        }

        @Override
        String arn(World world, String name) {
            return arnOfCopy(world, name);
        }

        @Override
        void check(World world, String name) {
            assertOneCopyThatIsDeleted(world, name);
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

    /** The name of the snapshot that is exported. */
    String exported(String name) {
        return name;
    }

    /** Its ARN. */
    String arn(World world, String name) {
        return world.arnOf(name);
    }

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

    private static ResourceScript automatic(World world, String source) {
        world.send("{\"sourceResourceName\": \"%s\", \"restoreDate\": \"2026-11-21\"}".formatted(source));
        return world.lightsail().instance(source).withAutoSnapshots("2026-11-21");
    }

    private static String copyOf(String source) {
        return new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, source, LocalDate.parse("2026-11-21"))
                .copyName()
                .value();
    }

    private static String arnOfCopy(World world, String source) {
        return world.item("copy#" + copyOf(source), "copy").get("arn").s();
    }

    private static void assertOneCopyThatIsDeleted(World world, String source) {
        assertThat(world.lightsail().copied().stream()
                        .filter(copy -> copy.snapshotName().equals(copyOf(source))))
                .hasSize(1);
        assertThat(world.lightsail().snapshotNames()).doesNotContain(copyOf(source));
    }

    private static SnapshotScript snapshot(World world, String name) {
        return world.lightsail().instanceSnapshot(name).fromResource("my-site");
    }
}
