package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Cuts lists into pages, with tokens that only the operation that gave them takes. */
final class Pages {

    private volatile int size = 100;
    private final Set<String> endless = ConcurrentHashMap.newKeySet();

    void size(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("A page holds at least one entry, not " + entries);
        }
        size = entries;
    }

    /** Lets each page of this operation's listing lead to the first one. */
    void neverEnd(String operation) {
        endless.add(operation);
    }

    /** The page that the input asks for; only its entries are shown. */
    <T> ObjectNode page(String operation, JsonNode input, String member, List<T> all, Function<T, ObjectNode> show) {
        int from = Math.min(offset(operation, Json.text(input, "pageToken")), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode output = Json.object();
        ArrayNode shown = output.putArray(member);
        all.subList(from, to).stream().map(show).forEach(shown::add);
        if (endless.contains(operation)) {
            output.put("nextPageToken", PageToken.of(operation, 0));
        } else if (to < all.size()) {
            output.put("nextPageToken", PageToken.of(operation, to));
        }
        return output;
    }

    private static int offset(String operation, String token) {
        return PageToken.offset(operation, token)
                .orElseThrow(() -> LightsailInput.invalid("The page token is invalid: " + token));
    }
}
