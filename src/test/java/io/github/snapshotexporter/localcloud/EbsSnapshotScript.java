package io.github.snapshotexporter.localcloud;

import java.time.Instant;

/** One emulated EBS snapshot; unencrypted, completed and private unless scripted. */
public final class EbsSnapshotScript extends Ec2Resource<EbsSnapshotScript> {

    /** What EC2 says in the place of a volume of this account. */
    private static final String NO_VOLUME = "vol-ffffffff";

    private int sizeInGb;
    private String kmsKeyArn;
    private String error;

    EbsSnapshotScript(String id, int sizeInGb, Ec2State ec2) {
        super(id, ec2);
        this.sizeInGb = sizeInGb;
    }

    /** The size of the volume that it is of. */
    public synchronized EbsSnapshotScript sizeInGb(int size) {
        sizeInGb = size;
        return this;
    }

    /** Encrypted with this key; unencrypted for null. */
    public synchronized EbsSnapshotScript encryptedWith(String keyArn) {
        kmsKeyArn = keyArn;
        return this;
    }

    /** In error with this message, instead of completed, once it is not pending any more. */
    public synchronized EbsSnapshotScript endsInError(String message) {
        error = message;
        return this;
    }

    @Override
    EbsSnapshotScript self() {
        return this;
    }

    @Override
    synchronized String settledState() {
        return error == null ? "completed" : "error";
    }

    synchronized int sizeInGb() {
        return sizeInGb;
    }

    synchronized boolean isEncrypted() {
        return kmsKeyArn != null;
    }

    /** The snapshot as DescribeSnapshots shows it. */
    synchronized void describe(Ec2Xml item, Instant now) {
        String state = stateAt(now);
        item.value("snapshotId", id())
                .value("volumeId", NO_VOLUME)
                .value("status", state)
                .value("statusMessage", state.equals("error") ? error : null)
                .value("startTime", Ec2State.time(createdAt()))
                .value("progress", state.equals("completed") ? "100%" : "42%")
                .value("ownerId", LightsailEmulator.ACCOUNT)
                .value("volumeSize", sizeInGb)
                .value("description", description() == null ? "" : description())
                .value("encrypted", isEncrypted())
                .value("kmsKeyId", kmsKeyArn)
                .value("storageTier", "standard")
                .tags(tags());
    }
}
