package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.ResourceType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run's listing has come.
 *
 * @param next what to list next; empty when everything is listed
 * @param token of the page to begin with; empty for the first one
 * @param asked how many of that page's instances or disks were asked for their automatic snapshots
 * @param chunks how many items hold what is left of the pages before
 * @param leftOut how many snapshots of the pages before were left out, by the reason's code
 */
public record RunPlace(
        Optional<Step> next, Optional<String> token, int asked, int chunks, Map<String, Integer> leftOut) {
    /** What is listed, one after the other. */
    public enum Step {
        INSTANCE_SNAPSHOTS("InstanceSnapshots", ResourceType.INSTANCE_SNAPSHOT),
        DISK_SNAPSHOTS("DiskSnapshots", ResourceType.DISK_SNAPSHOT),
        /** Whose automatic snapshots are looked at. */
        INSTANCES("Instances", ResourceType.INSTANCE_SNAPSHOT),
        DISKS("Disks", ResourceType.DISK_SNAPSHOT);

        private final String word;
        private final ResourceType resourceType;

        Step(String word, ResourceType resourceType) {
            this.word = word;
            this.resourceType = resourceType;
        }

        /** Of the snapshots that this is about. */
        public ResourceType resourceType() {
            return resourceType;
        }

        /** As the ledger holds it. */
        String word() {
            return word;
        }

        static Step ofWord(String word) {
            return Arrays.stream(values())
                    .filter(step -> step.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the ledger holds an unknown place: " + word));
        }
    }

    public RunPlace {
        leftOut = Map.copyOf(leftOut);
    }
}
