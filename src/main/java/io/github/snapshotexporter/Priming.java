package io.github.snapshotexporter;

import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.util.ArrayList;
import java.util.List;
import org.crac.Context;
import org.crac.Resource;

/**
 * Does once, before Lambda takes the snapshot that SnapStart restores, what a fresh JVM is slowest at: first it rehearses
 * an export, which touches nothing; then it reads for things that do not exist, for the first names, connections and
 * credentials.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Lambda's runtime hooks</a>
 */
final class Priming implements Resource {
    private static final String NOTHING = "priming";

    private final Runnable rehearsal;
    private final Lightsail lightsail;
    private final ExportLedger exports;
    private final DecisionLog log;

    Priming(Runnable rehearsal, Lightsail lightsail, ExportLedger exports, DecisionLog log) {
        this.rehearsal = rehearsal;
        this.lightsail = lightsail;
        this.exports = exports;
        this.log = log;
    }

    /** Never throws: a function that is not primed works as well, only its first invocation is slower. */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        List<String> troubles = new ArrayList<>();
        attempt(rehearsal, troubles);
        attempt(() -> exports.find(NOTHING), troubles);
        attempt(() -> lightsail.operation(NOTHING), troubles);
        if (!troubles.isEmpty()) {
            log.write(Decision.info("prime", "not primed").with("detail", String.join("; ", troubles)));
        }
    }

    /** Nothing to do: the SDK opens closed connections anew and renews credentials that have expired. */
    @Override
    public void afterRestore(Context<? extends Resource> context) {}

    private static void attempt(Runnable step, List<String> troubles) {
        try {
            step.run();
        } catch (RuntimeException | Error failed) {
            troubles.add(failed.toString());
        }
    }
}
