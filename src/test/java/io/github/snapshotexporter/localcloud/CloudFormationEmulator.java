package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** AWS CloudFormation on the loopback address: stacks that are there, and what they consist of. */
final class CloudFormationEmulator implements AutoCloseable {

    private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    private final Map<String, Stack> stacks = new LinkedHashMap<>();
    private final QueryService service = QueryService.start(
            NAMESPACE,
            "cloudformation",
            Map.of("DescribeStacks", this::describeStacks, "ListStackResources", this::listStackResources));

    /** One resource of a stack. */
    record Resource(String logicalId, String type, String physicalId) {}

    private record Stack(
            String name,
            String id,
            Instant createdAt,
            Map<String, String> outputs,
            Map<String, String> parameters,
            List<Resource> resources) {}

    URI endpoint() {
        return service.endpoint();
    }

    void deny(String operation) {
        service.deny(operation);
    }

    /** Puts a complete stack in the place of one with its name. */
    synchronized void put(
            String name, Map<String, String> outputs, Map<String, String> parameters, List<Resource> resources) {
        String id = "arn:aws:cloudformation:%s:%s:stack/%s/%s"
                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, name, UUID.randomUUID());
        stacks.put(
                name,
                new Stack(
                        name,
                        id,
                        Instant.now(),
                        new LinkedHashMap<>(outputs),
                        new LinkedHashMap<>(parameters),
                        List.copyOf(resources)));
    }

    @Override
    public void close() {
        service.close();
    }

    private synchronized void describeStacks(QueryForm form, XmlMembers result) {
        List<Stack> shown = form.has("StackName") ? List.of(named(form)) : List.copyOf(stacks.values());
        result.list("Stacks", shown, CloudFormationEmulator::describe);
    }

    private synchronized void listStackResources(QueryForm form, XmlMembers result) {
        Stack stack = named(form);
        result.list(
                "StackResourceSummaries",
                stack.resources(),
                (item, resource) -> item.value("LogicalResourceId", resource.logicalId())
                        .value("PhysicalResourceId", resource.physicalId())
                        .value("ResourceType", resource.type())
                        .value("LastUpdatedTimestamp", stack.createdAt())
                        .value("ResourceStatus", "CREATE_COMPLETE"));
    }

    /** The stack of that name or id. */
    private Stack named(QueryForm form) {
        String name = form.get("StackName");
        return stacks.values().stream()
                .filter(stack -> stack.name().equals(name) || stack.id().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new AwsError("ValidationError", 400, "Stack with id %s does not exist".formatted(name)));
    }

    private static void describe(XmlMembers item, Stack stack) {
        item.value("StackId", stack.id())
                .value("StackName", stack.name())
                .value("CreationTime", stack.createdAt())
                .value("StackStatus", "CREATE_COMPLETE")
                .value("DisableRollback", false)
                .list(
                        "Outputs",
                        stack.outputs().entrySet(),
                        (member, output) ->
                                member.value("OutputKey", output.getKey()).value("OutputValue", output.getValue()))
                .list(
                        "Parameters",
                        stack.parameters().entrySet(),
                        (member, parameter) -> member.value("ParameterKey", parameter.getKey())
                                .value("ParameterValue", parameter.getValue()));
    }
}
