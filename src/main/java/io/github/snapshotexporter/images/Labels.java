package io.github.snapshotexporter.images;

import io.github.snapshotexporter.ec2.ImageFacts;
import io.github.snapshotexporter.ec2.LabelKey;
import io.github.snapshotexporter.job.Timestamps;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.lightsail.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The labels of what has come out of an export: the exporter's own, then the Lightsail snapshot's tags.
 *
 * @param leftOut the keys of the snapshot's tags that EC2 would refuse, or that there is no room for, and of those whose
 *     values had to be cut
 */
public record Labels(Map<String, String> byKey, List<String> leftOut) {
    /** Of one resource in EC2. */
    private static final int MOST = 50;

    /** Lightsail takes one more of both. */
    private static final int LONGEST_KEY = 127;

    private static final int LONGEST_VALUE = 255;
    private static final String RESERVED = "aws:";

    /**
     * @param item at its end, with a destination
     * @param stack whose label only what an own call has made carries
     */
    public static Labels of(ExportItem item, String stack) {
        Snapshot snapshot = item.snapshot();
        Map<String, String> labels = new LinkedHashMap<>();
        put(labels, LabelKey.NAME, Optional.of(snapshot.name().value()));
        put(labels, item.progress().own() ? LabelKey.STACK : LabelKey.ADOPTED, Optional.of(stack));
        put(labels, LabelKey.SOURCE, snapshot.fromResourceName());
        put(labels, LabelKey.SOURCE_ARN, snapshot.fromResourceArn());
        put(labels, LabelKey.SNAPSHOT, Optional.of(snapshot.name().value()));
        put(labels, LabelKey.SNAPSHOT_ARN, Optional.of(snapshot.arn()));
        put(labels, LabelKey.SNAPSHOT_CREATED_AT, snapshot.createdAt().map(Timestamps::format));
        put(labels, LabelKey.GENERATION, Optional.of(Integer.toString(item.id().generation())));
        put(labels, LabelKey.RUN, item.generation().runId());
        List<String> leftOut = new ArrayList<>();
        new TreeMap<>(snapshot.tags()).forEach((key, value) -> {
            if (!mayBeTaken(key) || labels.containsKey(key) || labels.size() == MOST) {
                leftOut.add(key);
                return;
            }
            if (value.length() > LONGEST_VALUE) {
                leftOut.add(key);
            }
            put(labels, key, Optional.of(value));
        });
        return new Labels(labels, leftOut);
    }

    /** A snapshot that is tagged by somebody as the exporter's must not make its image so. */
    private static boolean mayBeTaken(String key) {
        return !key.isBlank()
                && key.length() <= LONGEST_KEY
                && !key.toLowerCase(Locale.ROOT).startsWith(RESERVED)
                && !key.equals(LabelKey.STACK)
                && !key.equals(LabelKey.ADOPTED);
    }

    private static void put(Map<String, String> labels, String key, Optional<String> value) {
        value.ifPresent(text -> labels.put(key, Words.cut(text, LONGEST_VALUE)));
    }

    /** What gets them: the image and each of its snapshots. */
    public static List<String> labelled(ExportItem item) {
        return Stream.concat(
                        item.end().destination().stream().map(destination -> destination.id()),
                        item.end().image().stream()
                                .flatMap(image -> image.snapshots().stream())
                                .map(ImageFacts.Disk::id))
                .distinct()
                .toList();
    }
}
