package io.github.snapshotexporter.proof;

import java.util.ArrayList;
import java.util.List;

/** What of proofs is still there, looked for in other ways than those by which it is deleted. */
final class Leftovers {
    private Leftovers() {}

    static List<String> in(ProvingGround ground) {
        List<String> left = new ArrayList<>();
        try (Account account = ground.clients()) {
            account.lightsail().getDisks(request -> {}).disks().forEach(disk -> left.add("disk " + disk.name()));
            account.lightsail()
                    .getInstances(request -> {})
                    .instances()
                    .forEach(instance -> left.add("instance " + instance.name()));
            account.lightsail()
                    .getDiskSnapshots(request -> {})
                    .diskSnapshots()
                    .forEach(snapshot -> left.add("disk snapshot " + snapshot.name()));
            account.lightsail()
                    .getInstanceSnapshots(request -> {})
                    .instanceSnapshots()
                    .forEach(snapshot -> left.add("instance snapshot " + snapshot.name()));
            account.ec2()
                    .describeImages(request -> request.owners("self"))
                    .images()
                    .forEach(image -> left.add("image " + image.name()));
            account.ec2()
                    .describeSnapshots(request -> request.ownerIds("self"))
                    .snapshots()
                    .forEach(snapshot -> left.add("EBS snapshot " + snapshot.snapshotId()));
            account.sqs().listQueues(request -> {}).queueUrls().stream()
                    .filter(url -> url.contains(ProofRun.PREFIX))
                    .forEach(url -> left.add("queue " + url));
            account.eventBridge().listRules(request -> {}).rules().forEach(rule -> left.add("rule " + rule.name()));
            account
                    .sns()
                    .listSubscriptionsByTopic(
                            request -> request.topicArn(ground.cloud().sns().topicArn()))
                    .subscriptions()
                    .stream()
                    .filter(subscription -> subscription.endpoint().contains(ProofRun.PREFIX))
                    .forEach(subscription -> left.add("subscription of " + subscription.endpoint()));
        }
        return left;
    }
}
