package io.github.snapshotexporter.selection;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.lightsail.Source;
import java.util.Optional;

/**
 * What became of one snapshot that a run has looked at, or of all the automatic ones of an instance or disk.
 *
 * @param name of the snapshot that would be exported, or of the instance or disk
 * @param stateName Lightsail's own word for the state
 * @param candidate empty where the automatic snapshots were not listed
 * @param refusal what Lightsail has answered, where it refuses to list them
 */
public record Choice(
        String name,
        ResourceType resourceType,
        String stateName,
        Verdict verdict,
        Optional<Candidate> candidate,
        Optional<String> refusal) {
    static Choice of(Candidate candidate, Verdict verdict) {
        return new Choice(
                candidate.member().sourceSnapshotName(),
                candidate.resourceType(),
                candidate.stateName(),
                verdict,
                Optional.of(candidate),
                Optional.empty());
    }

    /** The exporter's own copy, which is not a run's to choose. */
    public static Choice ownCopy(Candidate copy) {
        return of(copy, Verdict.OWN_COPY);
    }

    /** The automatic snapshots of an instance or disk that Lightsail refuses to list. */
    public static Choice refused(Source source, String answer) {
        return unlisted(source, Verdict.SOURCE_REFUSED, Optional.of(answer));
    }

    static Choice unlisted(Source source, Verdict verdict, Optional<String> refusal) {
        return new Choice(source.name(), source.resourceType(), "unknown", verdict, Optional.empty(), refusal);
    }

    /** Whether the run exports it. */
    public boolean isSelected() {
        return verdict == Verdict.SELECTED;
    }

    /** What the run exports. */
    public Optional<Candidate> selected() {
        return candidate.filter(chosen -> isSelected());
    }
}
