package io.github.snapshotexporter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Quoted;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The members of one JSON object that somebody wrote for the exporter; says clearly what is wrong with them. */
public record Members(JsonNode json) {
    private static final int SHOWN = 80;
    private static final int MOST_NAMES = 10;
    /** No control or format characters, no halves of pairs, nothing that is no character, no line ends. */
    private static final Pattern PLAIN = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]*");

    private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern PLAIN_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** @throws InvalidRequestException naming every member that is not {@code known} */
    public void allow(Set<String> known) {
        List<String> unknown =
                names().stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new InvalidRequestException(
                    "Expected only the members " + new TreeSet<>(known) + ", but there are also " + shown(unknown));
        }
    }

    /** The member names, cut to a length that fits a sentence. */
    public String shownNames() {
        return shown(names());
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String shown(List<String> names) {
        List<String> first = names.stream()
                .limit(MOST_NAMES)
                .map(name -> Quoted.of(name, SHOWN))
                .toList();
        return names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first.toString();
    }

    public String neededText(String name, int longest) {
        return text(name, longest)
                .orElseThrow(() -> new InvalidRequestException(name + " is missing: expected a text"));
    }

    /** @throws InvalidRequestException when it is no text, blank, too long, or has control characters */
    public Optional<String> text(String name, int longest) {
        if (!json.has(name)) {
            return Optional.empty();
        }
        return Optional.of(plain(name, json.get(name), longest));
    }

    private static String plain(String name, JsonNode value, int longest) {
        if (!value.isTextual()) {
            throw new InvalidRequestException(name + " must be a text, but is " + kind(value));
        }
        checkPlain(name, value.textValue(), longest);
        return value.textValue();
    }

    private static void checkPlain(String name, String text, int longest) {
        if (text.isBlank() || text.length() > longest || !PLAIN.matcher(text).matches()) {
            throw new InvalidRequestException(String.format(
                    Locale.ROOT,
                    "%s must be a text of 1 to %d characters without control characters, but is %s",
                    name,
                    longest,
                    Quoted.of(text, SHOWN)));
        }
    }

    /** An id that keys, message attributes and log lines can hold. */
    public static boolean isPlainId(String text) {
        return PLAIN_ID.matcher(text).matches();
    }

    /** @throws InvalidRequestException when it is no text of 1 to 128 printable ASCII characters without spaces */
    public Optional<String> id(String name) {
        Optional<String> text = json.has(name) ? Optional.of(rawText(name)) : Optional.empty();
        text.filter(id -> !isPlainId(id)).ifPresent(id -> {
            throw new InvalidRequestException(String.format(
                    Locale.ROOT,
                    "%s must be a text of 1 to 128 printable ASCII characters without spaces, but is %s",
                    name,
                    Quoted.of(id, SHOWN)));
        });
        return text;
    }

    /** A text of any content, to be judged by somebody else. */
    public String rawText(String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new InvalidRequestException(name + " must be a text, but is " + kind(value));
        }
        return value.textValue();
    }

    public boolean flag(String name) {
        if (!json.has(name)) {
            return false;
        }
        JsonNode value = json.get(name);
        if (!value.isBoolean()) {
            throw new InvalidRequestException(name + " must be true or false, but is " + kind(value));
        }
        return value.booleanValue();
    }

    /** @throws InvalidRequestException when it is no day of the calendar, written as Lightsail does */
    public Optional<LocalDate> date(String name) {
        if (!json.has(name)) {
            return Optional.empty();
        }
        String text = rawText(name);
        try {
            if (ISO_DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text));
            }
        } catch (DateTimeParseException noSuchDay) {
            // Told below, like a text of another form.
        }
        throw new InvalidRequestException(name + " must be a date like 2026-11-21, but is " + Quoted.of(text, SHOWN));
    }

    /** @throws InvalidRequestException when it is no array of 1 to {@code most} texts that {@link #text} would take */
    public List<String> texts(String name, int longest, int most) {
        if (!json.has(name)) {
            return List.of();
        }
        JsonNode array = json.get(name);
        if (!array.isArray() || array.isEmpty() || array.size() > most) {
            throw new InvalidRequestException(String.format(
                    Locale.ROOT,
                    "%s must be an array of 1 to %d texts, but is %s",
                    name,
                    most,
                    array.isArray() ? "one of " + array.size() : kind(array)));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array) {
            texts.add(plain("each of " + name, item, longest));
        }
        return texts;
    }

    /** @throws InvalidRequestException when it is no object of 1 to {@code most} texts */
    public Map<String, String> textsByName(String name, int longestName, int longestText, int most) {
        if (!json.has(name)) {
            return Map.of();
        }
        JsonNode object = json.get(name);
        if (!object.isObject() || object.isEmpty() || object.size() > most) {
            throw new InvalidRequestException(String.format(
                    Locale.ROOT,
                    "%s must be an object of 1 to %d texts, but is %s",
                    name,
                    most,
                    object.isObject() ? "one of " + object.size() : kind(object)));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            checkPlain("each name in " + name, entry.getKey(), longestName);
            JsonNode value = entry.getValue();
            // Lightsail's tags may have an empty value.
            texts.put(
                    entry.getKey(),
                    value.isTextual() && value.textValue().isEmpty()
                            ? ""
                            : plain("each value in " + name, value, longestText));
        });
        return texts;
    }

    /** @throws InvalidRequestException when it is no whole number from {@code least} to {@code most} */
    public Optional<Integer> number(String name, int least, int most) {
        if (!json.has(name)) {
            return Optional.empty();
        }
        JsonNode value = json.get(name);
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw new InvalidRequestException(String.format(
                    Locale.ROOT,
                    "%s must be a whole number from %d to %d, but is %s",
                    name,
                    least,
                    most,
                    value.isNumber() ? cut(value.asText()) : kind(value)));
        }
        return Optional.of(value.intValue());
    }

    private static String cut(String number) {
        return number.length() > SHOWN ? "a number of " + number.length() + " digits" : number;
    }

    public int neededCount(String name) {
        JsonNode value = json.path(name);
        if (!value.isInt() || value.intValue() < 1) {
            throw new InvalidRequestException(name + " must be a whole number from 1 on, but is " + kind(value));
        }
        return value.intValue();
    }

    /** What kind of JSON it is, without its content. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING -> "missing";
            case NULL -> "null";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            default -> "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
