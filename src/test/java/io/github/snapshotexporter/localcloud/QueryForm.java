package io.github.snapshotexporter.localcloud;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The form body of an AWS Query request. */
record QueryForm(Map<String, String> fields) {

    static QueryForm parse(String body) {
        Map<String, String> fields = new HashMap<>();
        int start = 0;
        while (start < body.length()) {
            int ampersand = body.indexOf('&', start);
            int end = ampersand < 0 ? body.length() : ampersand;
            int equals = body.indexOf('=', start);
            if (equals >= start && equals < end) {
                fields.put(decode(body.substring(start, equals)), decode(body.substring(equals + 1, end)));
            }
            start = end + 1;
        }
        return new QueryForm(fields);
    }

    /** The field's value, or an empty text. */
    String get(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The texts of a list. */
    List<String> members(String name) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> fields.get(name + ".member." + i))
                .takeWhile(Objects::nonNull)
                .toList();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
