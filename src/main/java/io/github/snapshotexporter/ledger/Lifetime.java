package io.github.snapshotexporter.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of one kind of item that are cleared together, when what they tell of begins anew. An attribute is made
 * here, so that none can be forgotten.
 */
final class Lifetime {
    private final List<Attribute<?>> attributes = new ArrayList<>();

    <T> Attribute<T> add(Attribute<T> attribute) {
        attributes.add(attribute);
        return attribute;
    }

    List<String> names() {
        return attributes.stream()
                .flatMap(attribute -> attribute.names().stream())
                .toList();
    }
}
