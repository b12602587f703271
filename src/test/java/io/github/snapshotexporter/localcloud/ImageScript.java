package io.github.snapshotexporter.localcloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One emulated image; available, private, unused and without disks unless scripted. EC2 leaves out what it does not
 * know of an image, so that each of the members may be lacking.
 */
public final class ImageScript extends Ec2Resource<ImageScript> {

    private final String name;
    private final List<Device> devices = new ArrayList<>();
    private final List<ImageReference> references = new ArrayList<>();
    private String architecture = "x86_64";
    private String bootMode;
    private Boolean enaSupport = true;
    private String rootDeviceName = "/dev/sda1";
    private String failureCode;
    private String failureMessage;
    private boolean isProtected;
    private boolean hidesDevicesWhilePending;
    private Instant deregisteredAt;

    ImageScript(String id, String name, Ec2State ec2) {
        super(id, ec2);
        this.name = name;
    }

    /** A disk: an EBS snapshot, or for a disk of an instance's own host the name of that. */
    private record Device(String name, EbsSnapshotScript snapshot, String virtualName) {}

    /** Its name. */
    public String name() {
        return name;
    }

    /** A further disk, with an EBS snapshot of its own. */
    public ImageScript device(String deviceName, int sizeInGb) {
        return device(deviceName, ec2().registerSnapshot(Ec2State.newSnapshotId(), sizeInGb));
    }

    /** A further disk with a snapshot that is there already, which may be part of several images. */
    public synchronized ImageScript device(String deviceName, EbsSnapshotScript snapshot) {
        devices.add(new Device(deviceName, snapshot, null));
        return this;
    }

    /** A further disk that has no EBS snapshot. */
    public synchronized ImageScript ephemeralDevice(String deviceName, String virtualName) {
        devices.add(new Device(deviceName, null, virtualName));
        return this;
    }

    /** Shows its disks only when it is not pending any more. */
    public synchronized ImageScript hidesDevicesWhilePending() {
        hidesDevicesWhilePending = true;
        return this;
    }

    /** The EBS snapshots of its disks, in the order of these. */
    public synchronized List<EbsSnapshotScript> snapshots() {
        return devices.stream().map(Device::snapshot).filter(Objects::nonNull).toList();
    }

    /** The architecture, x86_64 unless set; null leaves it out. */
    public synchronized ImageScript architecture(String value) {
        architecture = value;
        return this;
    }

    /** The boot mode, left out unless set. */
    public synchronized ImageScript bootMode(String value) {
        bootMode = value;
        return this;
    }

    /** Whether it supports ENA, as it does unless set; null leaves it out. */
    public synchronized ImageScript enaSupport(Boolean value) {
        enaSupport = value;
        return this;
    }

    /** The root device's name, /dev/sda1 unless set; null leaves it out. */
    public synchronized ImageScript rootDeviceName(String value) {
        rootDeviceName = value;
        return this;
    }

    /** Failed for this reason, instead of available, once it is not pending any more. */
    public synchronized ImageScript fails(String reasonCode, String reasonMessage) {
        failureCode = reasonCode;
        failureMessage = reasonMessage;
        return this;
    }

    /** Whether it is protected from being deregistered. */
    public synchronized ImageScript deregistrationProtection(boolean on) {
        isProtected = on;
        return this;
    }

    /** An instance was launched from it; {@code i-…}. */
    public ImageScript usedByInstance(String instanceId) {
        return usedBy("ec2:Instance", ec2Arn("instance", instanceId));
    }

    /** A launch template names it; {@code lt-…}. */
    public ImageScript usedByLaunchTemplate(String templateId) {
        return usedBy("ec2:LaunchTemplate", ec2Arn("launch-template", templateId));
    }

    /** Something of this type refers to it, as {@code ssm:Parameter} or {@code imagebuilder:ImageRecipe}. */
    public synchronized ImageScript usedBy(String resourceType, String arn) {
        references.add(new ImageReference(resourceType, arn));
        return this;
    }

    /** Nothing refers to it any more. */
    public synchronized ImageScript unused() {
        references.clear();
        return this;
    }

    /** Whether anything refers to it now. */
    public boolean isReferenced() {
        return !references().isEmpty();
    }

    /** Whether an instance can be launched from it now. */
    public boolean isUsable() {
        return stateAt(ec2().now()).equals("available");
    }

    /** Shares it with an organization. */
    public ImageScript sharedWithOrganization(String organizationArn) {
        return permit(new Permission("organizationArn", organizationArn));
    }

    /** Someone has just deregistered it in the console; its snapshots stay. */
    public ImageScript deregisteredByHand() {
        return deregister(ec2().now());
    }

    synchronized ImageScript deregister(Instant at) {
        deregisteredAt = at;
        return this;
    }

    synchronized Optional<Instant> deregisteredAt() {
        return Optional.ofNullable(deregisteredAt);
    }

    synchronized boolean isProtected() {
        return isProtected;
    }

    synchronized List<ImageReference> references() {
        return List.copyOf(references);
    }

    synchronized String architecture() {
        return architecture;
    }

    synchronized String bootMode() {
        return bootMode;
    }

    String protection() {
        return isProtected() ? "enabled-without-cooldown" : "disabled";
    }

    @Override
    ImageScript self() {
        return this;
    }

    @Override
    synchronized String settledState() {
        if (deregisteredAt != null) {
            return "deregistered";
        }
        return failureCode == null ? "available" : "failed";
    }

    /** The image as DescribeImages shows it. */
    synchronized void describe(Ec2Xml item, Instant now) {
        String state = stateAt(now);
        item.value("imageId", id())
                .value("imageLocation", LightsailEmulator.ACCOUNT + "/" + name)
                .value("imageState", state)
                .value("imageOwnerId", LightsailEmulator.ACCOUNT)
                .value("creationDate", Ec2State.time(createdAt()))
                .value("isPublic", isPublic())
                .value("architecture", architecture)
                .value("imageType", "machine")
                .value("name", name)
                .value("description", description())
                .value("rootDeviceType", "ebs")
                .value("rootDeviceName", rootDeviceName)
                .list(
                        "blockDeviceMapping",
                        hidesDevicesWhilePending && state.equals("pending") ? List.<Device>of() : devices,
                        ImageScript::describe)
                .value("virtualizationType", "hvm")
                .value("hypervisor", "xen")
                .value("enaSupport", enaSupport)
                .value("bootMode", bootMode)
                .value("platformDetails", "Linux/UNIX")
                .value("usageOperation", "RunInstances")
                .value("deregistrationProtection", protection());
        if (state.equals("failed") && failureCode != null) {
            item.structure(
                    "stateReason", reason -> reason.value("code", failureCode).value("message", failureMessage));
        }
        item.tags(tags());
    }

    private static void describe(Ec2Xml item, Device device) {
        item.value("deviceName", device.name()).value("virtualName", device.virtualName());
        EbsSnapshotScript snapshot = device.snapshot();
        if (snapshot != null) {
            item.structure(
                    "ebs",
                    ebs -> ebs.value("snapshotId", snapshot.id())
                            .value("volumeSize", snapshot.sizeInGb())
                            .value("deleteOnTermination", true)
                            .value("volumeType", "gp2")
                            .value("encrypted", snapshot.isEncrypted()));
        }
    }

    private static String ec2Arn(String type, String id) {
        return "arn:aws:ec2:%s:%s:%s/%s".formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, type, id);
    }
}
