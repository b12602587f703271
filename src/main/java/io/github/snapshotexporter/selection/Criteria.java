package io.github.snapshotexporter.selection;

import io.github.snapshotexporter.job.NamePattern;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.Source;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a selection asks of each snapshot by itself, whatever other snapshots there are and however old it is. */
public final class Criteria {
    /** @see <a href="https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-exporting-snapshots-to-amazon-ec2.html">Exporting snapshots</a> */
    private static final String NOT_EXPORTABLE_BLUEPRINTS = "cpanel_whm";

    private final Selection selection;
    private final Optional<Predicate<SnapshotName>> namePattern;

    public Criteria(Selection selection) {
        this.selection = selection;
        this.namePattern = selection
                .namePattern()
                .filter(pattern -> !pattern.equals(NamePattern.ANY))
                .map(NamePattern::asPredicate);
    }

    /** {@code SELECTED} if nothing speaks against the snapshot. */
    public Verdict judge(Snapshot.Described described) {
        Snapshot snapshot = described.snapshot();
        return judge(
                snapshot.resourceType(),
                snapshot.fromResourceName(),
                Optional.of(snapshot.name()),
                described.tags(),
                described.blueprintId());
    }

    /** The same for the automatic snapshots of an instance or disk: they have no names, and no tags but those of it. */
    public Verdict judge(Source source) {
        return judge(
                source.resourceType(),
                Optional.of(source.name()),
                Optional.empty(),
                source.tags(),
                source.blueprintId());
    }

    private Verdict judge(
            ResourceType type,
            Optional<String> source,
            Optional<SnapshotName> name,
            Map<String, String> tags,
            Optional<String> blueprintId) {
        if (!selection.resourceTypes().contains(type)) {
            return Verdict.OTHER_TYPE;
        }
        if (!selection.sources().isEmpty()
                && source.filter(selection.sources()::contains).isEmpty()) {
            return Verdict.OTHER_SOURCE;
        }
        if (namePattern.isPresent() && name.filter(namePattern.get()).isEmpty()) {
            return name.isPresent() ? Verdict.OTHER_NAME : Verdict.NO_NAME;
        }
        if (!tags.entrySet().containsAll(selection.tags().entrySet())) {
            return Verdict.OTHER_TAGS;
        }
        return blueprintId
                        .filter(id -> id.startsWith(NOT_EXPORTABLE_BLUEPRINTS))
                        .isPresent()
                ? Verdict.NOT_EXPORTABLE
                : Verdict.SELECTED;
    }
}
