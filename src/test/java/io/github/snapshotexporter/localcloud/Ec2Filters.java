package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The filters of a request: all must hold, and each holds when any of its values matches. Values are
 * <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html">case-sensitive</a>, with * for any
 * text and ? for any character.
 */
final class Ec2Filters {

    private static final int MOST_VALUES = 200;
    private static final String TAG = "tag:";

    private final List<Filter> filters;

    private Ec2Filters(List<Filter> filters) {
        this.filters = filters;
    }

    /** Reads the filters, and refuses those that are not in the table and not about tags. */
    static Ec2Filters of(JsonNode input, Map<String, ?> table) {
        List<Filter> filters = new ArrayList<>();
        int values = 0;
        for (JsonNode node : input.path("Filter")) {
            Filter filter = Filter.of(Ec2Input.required(node, "Name"), Ec2Input.texts(node, "Value"));
            if (!filter.isAboutTags() && !table.containsKey(filter.name())) {
                throw Ec2Input.invalidValue("The filter '%s' is invalid".formatted(filter.name()));
            }
            if (filter.values().isEmpty()) {
                throw Ec2Input.error("InvalidRequest", "The filter '%s' has no value".formatted(filter.name()));
            }
            values += filter.values().size();
            filters.add(filter);
        }
        if (values > MOST_VALUES) {
            throw Ec2Input.error(
                    "FilterLimitExceeded",
                    "The maximum number of filter values specified on a single call is " + MOST_VALUES);
        }
        return new Ec2Filters(filters);
    }

    /** Whether something with these tags passes, whose other values the table tells. */
    <T> boolean pass(T item, Map<String, String> tags, Map<String, Function<T, List<String>>> table) {
        return filters.stream().allMatch(filter -> filter.matches(filter.actual(item, tags, table)));
    }

    private record Filter(String name, List<String> values, List<Pattern> patterns) {

        static Filter of(String name, List<String> values) {
            return new Filter(name, values, values.stream().map(Filter::pattern).toList());
        }

        boolean isAboutTags() {
            return name.startsWith(TAG) || name.equals("tag-key");
        }

        <T> List<String> actual(T item, Map<String, String> tags, Map<String, Function<T, List<String>>> table) {
            if (name.equals("tag-key")) {
                return List.copyOf(tags.keySet());
            }
            if (name.startsWith(TAG)) {
                String value = tags.get(name.substring(TAG.length()));
                return value == null ? List.of() : List.of(value);
            }
            return table.get(name).apply(item);
        }

        boolean matches(List<String> actual) {
            return patterns.stream()
                    .anyMatch(pattern -> actual.stream()
                            .anyMatch(value -> pattern.matcher(value).matches()));
        }

        private static Pattern pattern(String value) {
            StringBuilder expression = new StringBuilder();
            boolean escaped = false;
            for (int letter : value.codePoints().toArray()) {
                if (letter == '\\' && !escaped) {
                    escaped = true;
                } else {
                    expression.append(escaped ? literal(letter) : wildcardOr(letter));
                    escaped = false;
                }
            }
            return Pattern.compile(expression.toString(), Pattern.DOTALL);
        }

        private static String wildcardOr(int letter) {
            return switch (letter) {
                case '*' -> ".*";
                case '?' -> ".";
                default -> literal(letter);
            };
        }

        private static String literal(int letter) {
            return Pattern.quote(Character.toString(letter));
        }
    }
}
