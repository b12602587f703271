package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.util.List;

/** The lines of the log of one night, with an automatic snapshot, watched once. */
final class LogOfANight {
    /** Static initialisers run once, whichever test comes first. */
    private static final class Once {
        static final List<JsonNode> LINES = watch();
    }

    private LogOfANight() {}

    static List<JsonNode> lines() {
        return Once.LINES;
    }

    private static List<JsonNode> watch() {
        try (World world = World.create()) {
            world.lightsail().instance("site").withAutoSnapshots("2026-11-21");
            world.lightsail().instanceSnapshot("shop-1").fromResource("shop");
            world.lightsail().instanceSnapshot("shop-2").fromResource("shop");
            world.invoke(
                    "{\"select\": {\"includeAutomatic\": true, \"latestPerSource\": true}, \"requestId\": \"night-1\"}");
            world.settle(Duration.ofHours(1));
            return world.log();
        }
    }
}
