package io.github.snapshotexporter.nightly;

import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.ExportItem;
import io.github.snapshotexporter.ledger.ExportLedger;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.lightsail.ListedSnapshot;
import io.github.snapshotexporter.lightsail.SnapshotPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at every snapshot there is, by one listing of each kind, and decides about each. */
final class Scan {
    private final Lightsail lightsail;
    private final ExportLedger exports;

    Scan(Lightsail lightsail, ExportLedger exports) {
        this.lightsail = lightsail;
        this.exports = exports;
    }

    /**
     * What was decided, about every snapshot.
     *
     * @throws io.github.snapshotexporter.lightsail.TroubleException when Lightsail cannot be listed
     */
    List<Choice> choose(Selection selection, Instant runTime) {
        Chooser chooser = new Chooser(selection, runTime);
        List<Choice> choices = new ArrayList<>();
        List<ListedSnapshot> left = new ArrayList<>();
        for (ResourceType type : selection.resourceTypesInOrder()) {
            Optional<String> token = Optional.empty();
            do {
                SnapshotPage page = lightsail.snapshots(type, token);
                page.snapshots().forEach(listed -> {
                    Verdict verdict = chooser.judge(listed);
                    if (verdict == Verdict.SELECTED) {
                        left.add(listed);
                    } else {
                        choices.add(new Choice(listed, verdict));
                    }
                });
                token = page.nextPageToken();
            } while (token.isPresent());
        }
        List<Choice> ranked = chooser.rank(left);
        choices.addAll(Chooser.leaveOut(ranked, exported(ranked)));
        return choices;
    }

    private Set<String> exported(List<Choice> ranked) {
        List<String> arns = ranked.stream()
                .filter(choice -> choice.verdict() == Verdict.SELECTED)
                .map(choice -> choice.listed().snapshot().arn())
                .toList();
        if (arns.isEmpty()) {
            return Set.of();
        }
        Set<String> exported = lightsail.exportRecords().stream()
                .filter(record -> record.state() == ExportRecord.State.SUCCEEDED)
                .map(ExportRecord::sourceArn)
                .collect(Collectors.toCollection(HashSet::new));
        List<String> unlisted =
                arns.stream().filter(arn -> !exported.contains(arn)).toList();
        List<Boolean> inLedger = Parallel.forEach(unlisted, this::isExported);
        for (int i = 0; i < unlisted.size(); i++) {
            if (inLedger.get(i)) {
                exported.add(unlisted.get(i));
            }
        }
        return exported;
    }

    private boolean isExported(String arn) {
        return exports.find(arn)
                .filter(item -> item.status() == ExportItem.Status.SUCCEEDED)
                .isPresent();
    }
}
