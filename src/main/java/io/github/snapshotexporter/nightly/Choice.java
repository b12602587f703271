package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.selection.Verdict;
import java.util.Optional;

/** One snapshot that a run has looked at, and what became of it. */
public record Choice(Candidate candidate, Verdict verdict) {
    /** Whether the run exports it. */
    public boolean isSelected() {
        return verdict == Verdict.SELECTED;
    }

    /** What the run exports. */
    public Optional<Candidate.Exportable> selected() {
        return isSelected() && candidate instanceof Candidate.Exportable exportable
                ? Optional.of(exportable)
                : Optional.empty();
    }
}
