package io.github.snapshotexporter.proof;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.lightsail.model.Blueprint;
import software.amazon.awssdk.services.lightsail.model.Bundle;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Makes what a proof needs, each with the run's name and label from its first moment on, so that a run that is killed
 * between two calls leaves nothing that cannot be found.
 */
final class Maker {
    /** The least that Lightsail sells. */
    private static final int SMALLEST_DISK_IN_GB = 8;

    private static final Duration FOR_A_RESOURCE = Duration.ofMinutes(10);
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final DeployedStack stack;
    private final ProofRun run;
    private final Waiting waiting;

    Maker(Account account, DeployedStack stack, ProofRun run, Waiting waiting) {
        this.account = account;
        this.stack = stack;
        this.run = run;
        this.waiting = waiting;
    }

    /** A queue that is sent what the stack publishes, and what EventBridge tells of Lightsail and of what comes out in EC2. */
    Inbox inbox() {
        String url = account.sqs()
                .createQueue(request -> request.queueName(run.name()).tags(run.labels()))
                .queueUrl();
        String arn = account.sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        account.sqs()
                .setQueueAttributes(
                        request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy(arn))));
        account.sns()
                .subscribe(request -> request.topicArn(stack.notificationTopic().value())
                        .protocol("sqs")
                        .endpoint(arn)
                        .attributes(Map.of("RawMessageDelivery", "true")));
        account.eventBridge()
                .putRule(request -> request.name(run.name())
                        .description("Of a proof run; it is deleted at its end.")
                        .eventPattern("{\"source\": [\"aws.lightsail\", \"aws.ec2\"]}")
                        .tags(run.labels().entrySet().stream()
                                .map(label -> Tag.builder()
                                        .key(label.getKey())
                                        .value(label.getValue())
                                        .build())
                                .toList()));
        account.eventBridge()
                .putTargets(request -> request.rule(run.name())
                        .targets(Target.builder().id("inbox").arn(arn).build()));
        return new Inbox(account.sqs(), url);
    }

    private static String policy(String queueArn) {
        ObjectNode policy = JSON.createObjectNode().put("Version", "2012-10-17");
        for (String service : List.of("sns.amazonaws.com", "events.amazonaws.com")) {
            policy.withArray("Statement")
                    .addObject()
                    .put("Effect", "Allow")
                    .put("Action", "sqs:SendMessage")
                    .put("Resource", queueArn)
                    .putObject("Principal")
                    .put("Service", service);
        }
        return policy.toString();
    }

    /** The smallest disk there is, ready. */
    void disk() {
        account.lightsailOnce()
                .createDisk(request -> request.diskName(run.resource())
                        .availabilityZone(zone())
                        .sizeInGb(SMALLEST_DISK_IN_GB)
                        .tags(tags(run.labels())));
        await(
                "disk",
                () -> account.lightsail()
                        .getDisk(request -> request.diskName(run.resource()))
                        .disk()
                        .stateAsString()
                        .equals("available"));
    }

    /** The smallest instance there is, ready. */
    void instance() {
        String bundle = account.lightsail().getBundles(request -> {}).bundles().stream()
                .filter(one -> one.supportedPlatformsAsStrings().contains("LINUX_UNIX"))
                .min(Comparator.comparing(Bundle::price))
                .orElseThrow(() -> new ProofException("Lightsail sells no instance in this Region."))
                .bundleId();
        String blueprint = account.lightsail().getBlueprints(request -> {}).blueprints().stream()
                .filter(one -> one.typeAsString().equals("os")
                        && one.platformAsString().equals("LINUX_UNIX"))
                .map(Blueprint::blueprintId)
                .findFirst()
                .orElseThrow(() -> new ProofException("Lightsail has no operating system in this Region."));
        account.lightsailOnce()
                .createInstances(request -> request.instanceNames(run.resource())
                        .availabilityZone(zone())
                        .bundleId(bundle)
                        .blueprintId(blueprint)
                        .tags(tags(run.labels())));
        await(
                "instance",
                () -> account.lightsail()
                        .getInstance(request -> request.instanceName(run.resource()))
                        .instance()
                        .state()
                        .name()
                        .equals("running"));
    }

    private String zone() {
        String region = stack.notificationTopic().region();
        return account.lightsail().getRegions(request -> request.includeAvailabilityZones(true)).regions().stream()
                .filter(one -> one.nameAsString().equals(region))
                .flatMap(one -> one.availabilityZones().stream())
                .map(zone -> zone.zoneName())
                .findFirst()
                .orElseThrow(() -> new ProofException("Lightsail is not in " + region + "."));
    }

    /** A snapshot of the disk or instance, not ready yet; with the tag that the stack requires. */
    void snapshot(boolean ofInstance, int number) {
        Map<String, String> labels = new LinkedHashMap<>(run.labels());
        labels.putAll(stack.requiredTag());
        if (ofInstance) {
            account.lightsailOnce()
                    .createInstanceSnapshot(request -> request.instanceName(run.resource())
                            .instanceSnapshotName(run.snapshot(number))
                            .tags(tags(labels)));
        } else {
            account.lightsailOnce()
                    .createDiskSnapshot(request -> request.diskName(run.resource())
                            .diskSnapshotName(run.snapshot(number))
                            .tags(tags(labels)));
        }
    }

    /** Gives the run's label to what has this name. */
    void label(String name) {
        account.lightsail().tagResource(request -> request.resourceName(name).tags(tags(run.labels())));
    }

    private static List<software.amazon.awssdk.services.lightsail.model.Tag> tags(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> software.amazon.awssdk.services.lightsail.model.Tag.builder()
                        .key(label.getKey())
                        .value(label.getValue())
                        .build())
                .toList();
    }

    private void await(String what, BooleanSupplier isReady) {
        waiting.untilTrue(
                FOR_A_RESOURCE,
                isReady,
                "The " + what + " was not ready within " + FOR_A_RESOURCE.toMinutes() + " minutes.");
    }
}
