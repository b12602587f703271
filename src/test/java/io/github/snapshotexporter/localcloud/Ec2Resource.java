package io.github.snapshotexporter.localcloud;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What images and EBS snapshots have in common; everything may be changed while the emulator runs.
 *
 * @param <S> the script itself
 */
public abstract sealed class Ec2Resource<S extends Ec2Resource<S>> permits ImageScript, EbsSnapshotScript {

    private final String id;
    private final Ec2State ec2;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<Permission> permissions = new ArrayList<>();
    private String description;
    private Instant createdAt;
    private Instant pendingUntil = Instant.MIN;
    private Instant appearsAt = Instant.MIN;
    private String fixedState;

    Ec2Resource(String id, Ec2State ec2) {
        this.id = id;
        this.ec2 = ec2;
        this.createdAt = ec2.now();
    }

    /** Who else may use it: a {@code userId}, the {@code group} all or an {@code organizationArn}. */
    record Permission(String kind, String grantee) {}

    /** Its id. */
    public final String id() {
        return id;
    }

    /** Its tags now. */
    public final synchronized Map<String, String> tags() {
        return new LinkedHashMap<>(tags);
    }

    /** Adds a tag, as if someone had done it in the console. */
    public final synchronized S tag(String key, String value) {
        tags.put(key, value);
        return self();
    }

    /** Takes a tag away, as if someone had done it in the console. */
    public final synchronized S withoutTag(String key) {
        tags.remove(key);
        return self();
    }

    /** The description; there is none for null. */
    public final synchronized S description(String text) {
        description = text;
        return self();
    }

    /** When it was made: when it was registered unless set. */
    public final synchronized S createdAt(Instant instant) {
        createdAt = instant;
        return self();
    }

    /** Pending before this time. */
    public final synchronized S pendingUntil(Instant instant) {
        pendingUntil = instant;
        return self();
    }

    /** Pending for this time from now on. */
    public final S pendingFor(Duration time) {
        return pendingUntil(ec2.now().plus(time));
    }

    /** Not known to EC2 before this time: what was just made may not be there for every request. */
    public final synchronized S appearsAt(Instant instant) {
        appearsAt = instant;
        return self();
    }

    /** A state that stays, whatever else is scripted; null goes back to the script. */
    public final synchronized S state(String fixed) {
        fixedState = fixed;
        return self();
    }

    /** Shares it with another account. */
    public final S sharedWith(String account) {
        return permit(new Permission("userId", account));
    }

    /** Shares it with everybody. */
    public final S madePublic() {
        return permit(new Permission("group", "all"));
    }

    /** Shares it with nobody any more. */
    public final synchronized S unshared() {
        permissions.clear();
        return self();
    }

    /** Whether anybody else may use it now. */
    public final boolean isShared() {
        return !permissions().isEmpty();
    }

    abstract S self();

    final synchronized S permit(Permission permission) {
        permissions.add(permission);
        return self();
    }

    final Ec2State ec2() {
        return ec2;
    }

    final synchronized boolean exists(Instant now) {
        return !now.isBefore(appearsAt);
    }

    final synchronized String stateAt(Instant now) {
        if (fixedState != null) {
            return fixedState;
        }
        return now.isBefore(pendingUntil) ? "pending" : settledState();
    }

    /** The state once it is not pending any more. */
    abstract String settledState();

    final synchronized Instant createdAt() {
        return createdAt;
    }

    final synchronized String description() {
        return description;
    }

    final synchronized List<Permission> permissions() {
        return List.copyOf(permissions);
    }

    final boolean isPublic() {
        return permissions().contains(new Permission("group", "all"));
    }

    final synchronized void addTags(Map<String, String> more) {
        tags.putAll(more);
    }

    /** The permissions as the answer about an attribute lists them. */
    final void showPermissions(Ec2Xml xml, String list) {
        xml.list(list, permissions(), (item, permission) -> item.value(permission.kind(), permission.grantee()));
    }
}
