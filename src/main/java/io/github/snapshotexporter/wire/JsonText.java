package io.github.snapshotexporter.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.job.InvalidRequestException;
import java.util.Locale;

/** Reads JSON from outside, strictly: no member twice, nothing behind the end, no abysmal nesting. */
public final class JsonText {
    private static final int DEEPEST = 100;
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    /** @throws InvalidRequestException saying where it stops being JSON */
    public static JsonNode parse(String text) {
        if (text.startsWith("\ufeff")) {
            throw new InvalidRequestException("Expected JSON, but it begins with a byte order mark");
        }
        try {
            return orRefused(STRICT.readTree(text));
        } catch (JsonProcessingException malformed) {
            throw refused(malformed);
        }
    }

    private static JsonNode orRefused(JsonNode json) {
        if (json.isMissingNode()) {
            throw new InvalidRequestException("Expected JSON, but nothing came");
        }
        return json;
    }

    private static InvalidRequestException refused(JsonProcessingException malformed) {
        String where = malformed.getLocation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " at line %d, column %d",
                        malformed.getLocation().getLineNr(),
                        malformed.getLocation().getColumnNr());
        // Jackson's own message repeats what it met, and that can be anything.
        return new InvalidRequestException("Expected JSON, but it is malformed" + where, malformed);
    }
}
