package io.github.snapshotexporter.export;

import io.github.snapshotexporter.world.World;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The ledger's item of one snapshot's export, as it is at one moment. */
record ExportView(Map<String, AttributeValue> item) {
    static ExportView of(World world, String arn) {
        return new ExportView(world.exportItem(arn));
    }

    String status() {
        return text("status").orElse("none");
    }

    int generation() {
        return Integer.parseInt(item.get("generation").n());
    }

    int attempt() {
        return Integer.parseInt(item.get("attempt").n());
    }

    Optional<String> text(String attribute) {
        return Optional.ofNullable(item.get(attribute)).map(AttributeValue::s);
    }

    Optional<Instant> time(String attribute) {
        return text(attribute).map(Instant::parse);
    }

    boolean flag(String attribute) {
        return item.containsKey(attribute) && item.get(attribute).bool();
    }

    Set<String> texts(String attribute) {
        return item.containsKey(attribute) ? Set.copyOf(item.get(attribute).ss()) : Set.of();
    }
}
