package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Amazon CloudWatch on the loopback address: alarms, and the states that they are given. */
final class CloudWatchEmulator implements AutoCloseable {

    private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
    private static final Set<String> STATES = Set.of("OK", "ALARM", "INSUFFICIENT_DATA");
    private static final int USUAL_PAGE = 50;

    private final Map<String, Alarm> alarms = new TreeMap<>();
    private final QueryService service =
            QueryService.start(NAMESPACE, "cloudwatch", Map.of("DescribeAlarms", this::describeAlarms));

    private record Alarm(String name, String state, Instant since) {}

    URI endpoint() {
        return service.endpoint();
    }

    void deny(String operation) {
        service.deny(operation);
    }

    /** Gives an alarm this state from now on; it is made where it is not there. */
    synchronized void alarm(String name, String state) {
        if (!STATES.contains(state)) {
            throw new IllegalArgumentException(state + " is no state of an alarm");
        }
        alarms.put(name, new Alarm(name, state, Instant.now()));
    }

    @Override
    public void close() {
        service.close();
    }

    private synchronized void describeAlarms(QueryForm form, XmlMembers result) {
        Set<String> names = new HashSet<>(form.members("AlarmNames"));
        if (!names.isEmpty() && form.has("AlarmNamePrefix")) {
            throw new AwsError("ValidationError", 400, "AlarmNamePrefix and AlarmNames are mutually exclusive");
        }
        List<Alarm> found = alarms.values().stream()
                .filter(alarm -> names.isEmpty() || names.contains(alarm.name()))
                .filter(alarm -> alarm.name().startsWith(form.get("AlarmNamePrefix")))
                .filter(alarm -> !form.has("StateValue") || alarm.state().equals(form.get("StateValue")))
                .toList();
        int from = Math.min(
                PageToken.offset("DescribeAlarms", form.has("NextToken") ? form.get("NextToken") : null)
                        .orElseThrow(() -> new AwsError("InvalidNextToken", 400, "The token is invalid")),
                found.size());
        int most = form.has("MaxRecords") ? Integer.parseInt(form.get("MaxRecords")) : USUAL_PAGE;
        int to = Math.min(from + most, found.size());
        result.list("MetricAlarms", found.subList(from, to), CloudWatchEmulator::describe);
        if (to < found.size()) {
            result.value("NextToken", PageToken.of("DescribeAlarms", to));
        }
    }

    private static void describe(XmlMembers item, Alarm alarm) {
        item.value("AlarmName", alarm.name())
                .value(
                        "AlarmArn",
                        "arn:aws:cloudwatch:%s:%s:alarm:%s"
                                .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, alarm.name()))
                .value("ActionsEnabled", true)
                .value("StateValue", alarm.state())
                .value("StateReason", "As it was set.")
                .value("StateUpdatedTimestamp", alarm.since());
    }
}
