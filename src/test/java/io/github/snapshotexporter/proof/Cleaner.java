package io.github.snapshotexporter.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;
import software.amazon.awssdk.services.lightsail.model.RecordState;
import software.amazon.awssdk.services.lightsail.model.Tag;

/**
 * Deletes what runs have made, and nothing else: what has a run's label and its name. Whether a run is at its end, was
 * interrupted or was killed makes no difference, because nothing is remembered: all of it is found anew.
 *
 * <p>The results in EC2 have no label before they are found. They are known by Lightsail's own record: it names the ARN of
 * a snapshot that has the label, so that snapshot is deleted after them.
 */
final class Cleaner {
    private final Account account;
    private final DeployedStack stack;
    private final Predicate<ProofRun> which;
    private final List<String> deleted = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    /** @param which whose things are deleted */
    Cleaner(Account account, DeployedStack stack, Predicate<ProofRun> which) {
        this.account = account;
        this.stack = stack;
        this.which = which;
    }

    /**
     * What was done.
     *
     * @param deleted what was deleted, in words
     * @param left what is still there, and why
     */
    record Cleaned(List<String> deleted, List<String> left) {}

    /** Deletes what is there. Goes on after an error, and tells it. */
    Cleaned clean() {
        attempt("Lightsail's snapshots", this::snapshots);
        attempt("EC2's snapshots", this::orphans);
        attempt("disks", this::disks);
        attempt("instances", this::instances);
        attempt("rules", this::rules);
        attempt("queues", this::queues);
        return new Cleaned(List.copyOf(deleted), List.copyOf(left));
    }

    private void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (SdkException thrown) {
            left.add(what + ": " + Trouble.sentence(thrown));
        }
    }

    private void delete(String what, Runnable deletion) {
        try {
            deletion.run();
            deleted.add(what);
        } catch (SdkException thrown) {
            left.add(what + ": " + Trouble.sentence(thrown));
        }
    }

    private void snapshots() {
        List<ExportSnapshotRecord> records = Listings.exportRecords(account.lightsail(), (listing, size) -> {});
        for (DiskSnapshot snapshot : Listings.all(
                token -> account.lightsail().getDiskSnapshots(request -> request.pageToken(token)),
                page -> page.diskSnapshots(),
                page -> page.nextPageToken())) {
            if (isOwn(snapshot.name(), labels(snapshot.tags()))) {
                snapshot(
                        records,
                        snapshot.arn(),
                        snapshot.name(),
                        () -> account.lightsail()
                                .deleteDiskSnapshot(request -> request.diskSnapshotName(snapshot.name())));
            }
        }
        for (InstanceSnapshot snapshot : Listings.all(
                token -> account.lightsail().getInstanceSnapshots(request -> request.pageToken(token)),
                page -> page.instanceSnapshots(),
                page -> page.nextPageToken())) {
            if (isOwn(snapshot.name(), labels(snapshot.tags()))) {
                snapshot(
                        records,
                        snapshot.arn(),
                        snapshot.name(),
                        () -> account.lightsail()
                                .deleteInstanceSnapshot(request -> request.instanceSnapshotName(snapshot.name())));
            }
        }
    }

    /** First its results, because they are known by it; one that is still being exported stays for that. */
    private void snapshot(List<ExportSnapshotRecord> records, String arn, String name, Runnable deletion) {
        boolean allGone = true;
        for (ExportSnapshotRecord record : records) {
            if (!arn.equals(record.sourceInfo().arn())) {
                continue;
            }
            if (record.state() == RecordState.STARTED) {
                left.add("snapshot " + name + ": it is still being exported");
                allGone = false;
            } else if (record.destinationInfo() != null
                    && record.destinationInfo().id() != null) {
                allGone &= result(record.destinationInfo().id(), name);
            }
        }
        if (allGone) {
            delete("snapshot " + name, deletion);
        }
    }

    private boolean result(String id, String name) {
        int before = left.size();
        attempt(
                id,
                () -> Ec2Results.find(account.ec2(), id).ifPresent(result -> {
                    result.label(account.ec2(), ProofRun.of(name).labels());
                    delete(id + " in EC2", () -> result.delete(account.ec2()));
                }));
        return left.size() == before;
    }

    /** What a run has left that was killed between an AMI and its snapshots. */
    private void orphans() {
        Listings.all(
                        token -> account.ec2()
                                .describeSnapshots(request -> request.ownerIds("self")
                                        .filters(Filter.builder()
                                                .name("tag-key")
                                                .values(ProofRun.LABEL)
                                                .build())
                                        .nextToken(token)),
                        page -> page.snapshots(),
                        page -> page.nextToken())
                .stream()
                .filter(snapshot -> snapshot.tags().stream()
                        .anyMatch(tag -> tag.key().equals(ProofRun.LABEL)
                                && ProofRun.isId(tag.value())
                                && which.test(new ProofRun(tag.value()))))
                .forEach(snapshot -> delete(
                        snapshot.snapshotId() + " in EC2",
                        () -> account.ec2().deleteSnapshot(request -> request.snapshotId(snapshot.snapshotId()))));
    }

    private void disks() {
        Listings.all(
                        token -> account.lightsail().getDisks(request -> request.pageToken(token)),
                        page -> page.disks(),
                        page -> page.nextPageToken())
                .forEach(disk -> deleteOwn(
                        "disk",
                        disk.name(),
                        disk.tags(),
                        name -> account.lightsail().deleteDisk(request -> request.diskName(name))));
    }

    private void instances() {
        Listings.all(
                        token -> account.lightsail().getInstances(request -> request.pageToken(token)),
                        page -> page.instances(),
                        page -> page.nextPageToken())
                .forEach(instance -> deleteOwn(
                        "instance",
                        instance.name(),
                        instance.tags(),
                        name -> account.lightsail().deleteInstance(request -> request.instanceName(name))));
    }

    private void deleteOwn(String kind, String name, List<Tag> tags, Consumer<String> deletion) {
        if (isOwn(name, labels(tags))) {
            delete(kind + " " + name, () -> deletion.accept(name));
        }
    }

    private void rules() {
        for (var rule : Listings.all(
                token -> account.eventBridge()
                        .listRules(
                                request -> request.namePrefix(ProofRun.PREFIX).nextToken(token)),
                page -> page.rules(),
                page -> page.nextToken())) {
            Map<String, String> labels =
                    account
                            .eventBridge()
                            .listTagsForResource(request -> request.resourceARN(rule.arn()))
                            .tags()
                            .stream()
                            .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value()));
            if (isOwn(rule.name(), labels)) {
                delete("rule " + rule.name(), () -> {
                    List<String> targets =
                            account
                                    .eventBridge()
                                    .listTargetsByRule(request -> request.rule(rule.name()))
                                    .targets()
                                    .stream()
                                    .map(target -> target.id())
                                    .toList();
                    if (!targets.isEmpty()) {
                        account.eventBridge()
                                .removeTargets(
                                        request -> request.rule(rule.name()).ids(targets));
                    }
                    account.eventBridge().deleteRule(request -> request.name(rule.name()));
                });
            }
        }
    }

    /** A subscription has no label; it is that of a queue that has. */
    private void queues() {
        for (String url : Listings.all(
                token -> account.sqs()
                        .listQueues(request ->
                                request.queueNamePrefix(ProofRun.PREFIX).nextToken(token)),
                page -> page.queueUrls(),
                page -> page.nextToken())) {
            String name = url.substring(url.lastIndexOf('/') + 1);
            if (isOwn(
                    name,
                    account.sqs()
                            .listQueueTags(request -> request.queueUrl(url))
                            .tags())) {
                subscriptions(name);
                delete("queue " + name, () -> account.sqs().deleteQueue(request -> request.queueUrl(url)));
            }
        }
    }

    private void subscriptions(String queue) {
        String topic = stack.notificationTopic().value();
        Listings.all(
                        token -> account.sns()
                                .listSubscriptionsByTopic(
                                        request -> request.topicArn(topic).nextToken(token)),
                        page -> page.subscriptions(),
                        page -> page.nextToken())
                .stream()
                .filter(subscription -> subscription.endpoint().endsWith(":" + queue))
                .forEach(subscription -> delete(
                        "subscription of " + queue,
                        () -> account.sns()
                                .unsubscribe(request -> request.subscriptionArn(subscription.subscriptionArn()))));
    }

    private boolean isOwn(String name, Map<String, String> labels) {
        return ProofRun.isOwn(name, labels) && which.test(ProofRun.of(name));
    }

    private static Map<String, String> labels(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> tag.value() != null)
                .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value()));
    }
}
