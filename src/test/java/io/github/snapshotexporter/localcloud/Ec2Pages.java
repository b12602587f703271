package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Cuts listings into pages, if the request asks for that: without MaxResults EC2 answers with everything. */
final class Ec2Pages {

    private static final int LARGEST = 1000;

    private volatile int size = LARGEST;
    private final Set<String> endless = ConcurrentHashMap.newKeySet();

    /** EC2 may give less than was asked for. */
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

    void forgetEverything() {
        size = LARGEST;
        endless.clear();
    }

    /** The page that the input asks for. */
    <T> Ec2Page<T> page(String operation, JsonNode input, List<T> all, int leastResults) {
        int from = Math.min(offset(operation, Json.text(input, "NextToken")), all.size());
        int to = Math.min(from + maxResults(input, leastResults, all.size()), all.size());
        List<T> items = List.copyOf(all.subList(from, to));
        if (endless.contains(operation)) {
            return new Ec2Page<>(items, PageToken.of(operation, 0));
        }
        return new Ec2Page<>(items, to < all.size() ? PageToken.of(operation, to) : null);
    }

    private int maxResults(JsonNode input, int least, int all) {
        String text = Json.text(input, "MaxResults");
        if (text == null) {
            return input.has("NextToken") ? size : Math.max(all, 1);
        }
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > LARGEST) {
            throw Ec2Input.invalidValue(
                    "Value ( %s ) for parameter maxResults is invalid. Expecting a value from %d to %d."
                            .formatted(text, least, LARGEST));
        }
        return Math.min(Integer.parseInt(text), size);
    }

    private static int offset(String operation, String token) {
        return PageToken.offset(operation, token)
                .orElseThrow(
                        () -> Ec2Input.error("InvalidPaginationToken", "The token '%s' is invalid".formatted(token)));
    }
}
