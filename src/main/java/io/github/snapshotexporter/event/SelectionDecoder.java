package io.github.snapshotexporter.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.NamePattern;
import io.github.snapshotexporter.job.Quoted;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.wire.JsonText;
import io.github.snapshotexporter.wire.Members;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Reads what a {@code select} object asks for. */
public final class SelectionDecoder {
    private static final Set<String> MEMBERS = Set.of(
            "resourceTypes",
            "sources",
            "namePattern",
            "tags",
            "createdWithin",
            "latestPerSource",
            "includeAutomatic",
            "limit",
            "dryRun");
    /** As long as Lightsail's names and tags can be; more sources than that are better told by a tag. */
    private static final int LONGEST_NAME = 255;

    private static final int MOST_SOURCES = 100;
    private static final int LONGEST_TAG_KEY = 128;
    private static final int LONGEST_TAG_VALUE = 256;
    private static final int MOST_TAGS = 50;
    private static final int SHOWN = 40;

    private SelectionDecoder() {}

    /**
     * Reads the stack's own policy, which is written like a {@code select}.
     *
     * @throws InvalidRequestException naming the member that is unknown, malformed or contradicts another one
     */
    public static Selection policy(String json) {
        JsonNode policy = JsonText.parse(json);
        if (!policy.isObject() || policy.has("dryRun")) {
            throw new InvalidRequestException("a policy must be an object like a select without dryRun, but is "
                    + (policy.isObject() ? "one with dryRun" : Members.kind(policy)));
        }
        return decode(new Members(policy));
    }

    /** @throws InvalidRequestException naming the member that is unknown, malformed or contradicts another one */
    static Selection decode(Members select) {
        select.allow(MEMBERS);
        return new Selection(
                resourceTypes(select),
                new HashSet<>(select.texts("sources", LONGEST_NAME, MOST_SOURCES)),
                select.text("namePattern", LONGEST_NAME).map(NamePattern::new),
                select.textsByName("tags", LONGEST_TAG_KEY, LONGEST_TAG_VALUE, MOST_TAGS),
                select.text("createdWithin", SHOWN).map(SelectionDecoder::duration),
                select.flag("latestPerSource"),
                select.flag("includeAutomatic"),
                select.number("limit", 1, Selection.LARGEST_LIMIT));
    }

    private static Set<ResourceType> resourceTypes(Members select) {
        Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);
        for (String name : select.texts("resourceTypes", SHOWN, ResourceType.values().length)) {
            types.add(ResourceType.ofWireName(name)
                    .orElseThrow(() -> new InvalidRequestException(
                            "resourceTypes must name InstanceSnapshot, DiskSnapshot or both, but names "
                                    + Quoted.of(name, SHOWN))));
        }
        return types.isEmpty() ? EnumSet.allOf(ResourceType.class) : types;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new InvalidRequestException(
                    "createdWithin must be an ISO-8601 duration like P3D or PT36H, but is " + Quoted.of(text, SHOWN),
                    malformed);
        }
    }
}
