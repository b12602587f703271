package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * CopySnapshot: a new manual snapshot from a manual one or from an automatic one.
 *
 * <p><a href="https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_CopySnapshot.html">Documented</a>: the
 * members, which of them exclude each other, the form of the date; in the user guide, that names are unique in a Region
 * and what they may look like. Often reported, for other calls: "Some names are already in use". Inferred: which
 * exception each refusal is and their order, that a restore date without a successful snapshot is not found, that a
 * flag which is false is as good as none, and that a snapshot which isn't ready can't be copied.
 */
final class CopiesApi {

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

    private final LightsailState state;

    CopiesApi(LightsailState state) {
        this.state = state;
    }

    ObjectNode copy(JsonNode input) {
        String target = LightsailInput.newName(input, "targetSnapshotName");
        boolean isHere = isThisRegion(LightsailInput.required(input, "sourceRegion"));
        CopySource source = CopySource.of(input);
        if (!isHere) {
            throw LightsailInput.notFound("Snapshot", source.name());
        }
        requireFree(target);
        SnapshotScript copy = source.isAutomatic() ? ofAutomatic(source, target) : ofManual(source, target);
        SnapshotOperation operation = SnapshotOperation.copy(copy, source.name(), state.now());
        // Somebody else may have taken the name meanwhile.
        if (!state.copy(copy, operation)) {
            throw LightsailInput.nameTaken(target);
        }
        return operation.answer();
    }

    private SnapshotScript ofManual(CopySource source, String target) {
        SnapshotScript original =
                state.snapshot(source.name()).orElseThrow(() -> LightsailInput.notFound("Snapshot", source.name()));
        String now = original.stateAt(state.now());
        if (!now.equals(original.kind().readyState())) {
            throw LightsailInput.notReady(original, now, "copied");
        }
        return original.copyAs(target);
    }

    private SnapshotScript ofAutomatic(CopySource source, String target) {
        ResourceScript resource =
                state.resource(source.name()).orElseThrow(() -> LightsailInput.notFound("Resource", source.name()));
        if (resource.restorable(source.restoreDate()).isEmpty()) {
            throw LightsailInput.notFound("automatic snapshot", source.name() + " " + source.restoreDate());
        }
        return resource.copyAs(target);
    }

    private void requireFree(String name) {
        if (state.isTaken(name)) {
            throw LightsailInput.nameTaken(name);
        }
    }

    private static boolean isThisRegion(String region) {
        if (!REGION.matcher(region).matches()) {
            throw LightsailInput.invalid("The Region is invalid: " + region);
        }
        return region.equals(LightsailEmulator.REGION);
    }

    /**
     * What to copy.
     *
     * @param name of a manual snapshot, or of the instance or disk whose automatic snapshot it is
     * @param isAutomatic which of the two
     * @param restoreDate of an automatic snapshot; null for the latest
     */
    private record CopySource(String name, boolean isAutomatic, LocalDate restoreDate) {

        static CopySource of(JsonNode input) {
            String snapshot = Json.text(input, "sourceSnapshotName");
            String resource = Json.text(input, "sourceResourceName");
            String date = Json.text(input, "restoreDate");
            boolean latest = input.path("useLatestRestorableAutoSnapshot").asBoolean();
            if ((snapshot == null) == (resource == null)) {
                throw LightsailInput.invalid("Give either sourceSnapshotName or sourceResourceName.");
            }
            if (snapshot != null) {
                if (date != null || latest) {
                    throw LightsailInput.invalid(
                            "restoreDate and useLatestRestorableAutoSnapshot are for automatic snapshots only.");
                }
                return new CopySource(LightsailInput.resourceName(input, "sourceSnapshotName"), false, null);
            }
            if ((date != null) == latest) {
                throw LightsailInput.invalid("Give either restoreDate or useLatestRestorableAutoSnapshot.");
            }
            String name = LightsailInput.resourceName(input, "sourceResourceName");
            return new CopySource(name, true, date == null ? null : parse(date));
        }

        private static LocalDate parse(String date) {
            try {
                return LocalDate.parse(date);
            } catch (DateTimeParseException e) {
                throw LightsailInput.invalid("restoreDate must be in YYYY-MM-DD format, not " + date);
            }
        }
    }
}
