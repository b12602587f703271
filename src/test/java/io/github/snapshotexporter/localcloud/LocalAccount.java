package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands around a stack in an account, on the loopback address: for programs that look at a deployed stack. To the
 * queues that such a program creates through {@link #environment()}, topics and rules deliver only what their policies
 * allow.
 */
public final class LocalAccount implements AutoCloseable {

    private final LocalCloud cloud;
    private final CloudFormationEmulator cloudFormation = new CloudFormationEmulator();
    private final CloudWatchEmulator cloudWatch = new CloudWatchEmulator();
    private final QueuePolicies policies = new QueuePolicies();
    private final EventBridgeEmulator eventBridge;
    private final Gate queues;
    private final Gate tables;

    private LocalAccount(LocalCloud cloud) {
        this.cloud = cloud;
        this.eventBridge = new EventBridgeEmulator(cloud.elasticMq().client(), policies);
        this.queues = Gate.ofQueues(cloud.elasticMq().endpoint(), policies::called);
        this.tables = Gate.ofTables(cloud.dynamoDb().endpoint());
        cloud.sns().deliversBy(cloud.elasticMq().client(), policies);
        cloud.lightsail().onWrite(call -> eventBridge.put(AccountEvents.call(call)));
        cloud.ec2().onExported(this::tell, this::tell);
    }

    /** Starts on free ports, around this cloud, which is to be closed after it. */
    public static LocalAccount start(LocalCloud cloud) {
        return new LocalAccount(cloud);
    }

    /** Puts a complete stack there, in the place of one with its name. */
    public LocalAccount stack(String name, Map<String, String> outputs, Map<String, String> parameters) {
        cloudFormation.put(name, outputs, parameters, List.of());
        return this;
    }

    /**
     * Puts the exporter's stack there: its outputs lead to the local cloud, its parameters are the template's defaults,
     * and its alarms are silent.
     */
    public LocalAccount deployed(String stackName) {
        return deployed(stackName, Map.of());
    }

    /** The same, with these parameters in the place of their defaults. */
    public LocalAccount deployed(String stackName, Map<String, String> changed) {
        DeployedStack stack = DeployedStack.of(stackName, cloud);
        Map<String, String> parameters = new LinkedHashMap<>(stack.parameters());
        parameters.putAll(changed);
        cloudFormation.put(stackName, stack.outputs(), parameters, stack.resources());
        stack.alarms().forEach(cloudWatch::alarm);
        return this;
    }

    /** Gives an alarm this state: OK, ALARM or INSUFFICIENT_DATA. It is made where it is not there. */
    public LocalAccount alarm(String name, String state) {
        cloudWatch.alarm(name, state);
        return this;
    }

    /**
     * Denies every later call of the operation, for example {@code CreateDisk}, in each service that has it: as that
     * service does it, and for SQS and DynamoDB only at the endpoints of {@link #environment()}.
     */
    public LocalAccount deny(String operation) {
        cloud.lightsail()
                .faultAlways(
                        operation, Fault.error("AccessDeniedException", 400, Denial.message("lightsail", operation)));
        cloud.ec2().faultAlways(operation, Fault.error("UnauthorizedOperation", 403, Denial.message("ec2", operation)));
        cloud.sns().deny(operation);
        queues.deny(operation);
        tables.deny(operation);
        cloudFormation.deny(operation);
        cloudWatch.deny(operation);
        eventBridge.deny(operation);
        return this;
    }

    /** The environment variables that point a program and the SDK here and to the local cloud. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(cloud.environment());
        environment.put("AWS_ENDPOINT_URL_SQS", sqs().toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb().toString());
        environment.put("AWS_ENDPOINT_URL_CLOUDFORMATION", cloudFormation().toString());
        environment.put("AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch().toString());
        environment.put("AWS_ENDPOINT_URL_EVENTBRIDGE", eventBridge().toString());
        return environment;
    }

    /** Where to point an SQS client: the local cloud's queues, with policies and denials. */
    public URI sqs() {
        return queues.endpoint();
    }

    /** Where to point a DynamoDB client: the local cloud's tables, with denials. */
    public URI dynamoDb() {
        return tables.endpoint();
    }

    /** Where to point a CloudFormation client. */
    public URI cloudFormation() {
        return cloudFormation.endpoint();
    }

    /** Where to point a CloudWatch client. */
    public URI cloudWatch() {
        return cloudWatch.endpoint();
    }

    /** Where to point an EventBridge client. */
    public URI eventBridge() {
        return eventBridge.endpoint();
    }

    /** An image's disks are told first, then the image, once it is no longer pending. */
    private void tell(ImageScript image) {
        Instant now = cloud.ec2().now();
        image.snapshots().forEach(this::tell);
        String state = image.stateAt(now);
        if (!state.equals("pending")) {
            eventBridge.put(AccountEvents.image(image.id(), state, now));
        }
    }

    private void tell(EbsSnapshotScript snapshot) {
        Instant now = cloud.ec2().now();
        if (snapshot.stateAt(now).equals("completed")) {
            eventBridge.put(AccountEvents.snapshot(snapshot.id(), snapshot.createdAt(), now));
        }
    }

    /** Stops; the local cloud stays. */
    @Override
    public void close() {
        queues.close();
        tables.close();
        cloudFormation.close();
        cloudWatch.close();
        eventBridge.close();
    }
}
