package io.github.snapshotexporter;

import io.github.snapshotexporter.event.PayloadDecoder;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.telemetry.Decision;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.nio.charset.StandardCharsets;
import org.crac.Context;
import org.crac.Resource;

/**
 * Does once, before Lambda takes the snapshot that SnapStart restores, what a fresh JVM is slowest at: reading an event,
 * signing, the first TLS connections, reading an answer. It only reads, and for things that do not exist.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Lambda's runtime hooks</a>
 */
final class Priming implements Resource {
    private static final String NOTHING = "priming";
    private static final byte[] BATCH = """
            {"Records": [{"messageId": "priming", "receiptHandle": "priming", "body": "priming",
              "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0", "ApproximateFirstReceiveTimestamp": "0"},
              "messageAttributes": {}, "eventSource": "aws:sqs"}]}""".getBytes(StandardCharsets.UTF_8);

    private final PayloadDecoder decoder;
    private final Lightsail lightsail;
    private final ExportLedger exports;
    private final DecisionLog log;

    Priming(PayloadDecoder decoder, Lightsail lightsail, ExportLedger exports, DecisionLog log) {
        this.decoder = decoder;
        this.lightsail = lightsail;
        this.exports = exports;
        this.log = log;
    }

    /** Never throws an exception: a function that is not primed works as well, only its first invocation is slower. */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        attempt(() -> decoder.decode(BATCH));
        attempt(() -> exports.find(NOTHING));
        attempt(() -> lightsail.operation(NOTHING));
    }

    /** Nothing to do: the SDK opens closed connections anew and renews credentials that have expired. */
    @Override
    public void afterRestore(Context<? extends Resource> context) {}

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failed) {
            log.write(Decision.info("prime", "not primed").with("detail", failed));
        }
    }
}
