package io.github.snapshotexporter.check;

import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.Lightsail;
import java.time.Instant;

/** Whether Lightsail may export at all; the function must not read IAM, but an export that has succeeded is a proof. */
final class LightsailsRole implements Question {
    private final Lightsail lightsail;

    LightsailsRole(Lightsail lightsail) {
        this.lightsail = lightsail;
    }

    @Override
    public Finding look(Instant deadline) {
        long succeeded = lightsail.exportRecords(deadline).stream()
                .filter(export -> export.state() == ExportRecord.State.SUCCEEDED)
                .count();
        return succeeded > 0
                ? Finding.ok(
                        "Lightsail has exported from this Region before (exports that succeeded: " + succeeded + ").")
                : Finding.cannotTell(
                        "Lightsail has exported nothing from this Region yet, and the function must not look into IAM.",
                        "aws iam get-role --role-name AWSServiceRoleForLightsail tells whether the role is there. Where it is"
                                + " not, the first export makes it, unless the stack was deployed with"
                                + " ServiceLinkedRole=EXISTS.");
    }
}
