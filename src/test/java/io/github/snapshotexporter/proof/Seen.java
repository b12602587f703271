package io.github.snapshotexporter.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.Operation;

/** What one run has seen so far; the facts are judged by it. */
final class Seen {
    /** Of the export that the stack has begun: what the stack has published. */
    private List<JsonNode> published = List.of();

    private Optional<ExportSnapshotRecord> record = Optional.empty();
    private Optional<Duration> listedAfter = Optional.empty();
    private List<Operation> operations = List.of();
    private Optional<Image> image = Optional.empty();
    private List<Snapshot> snapshots = List.of();
    private Optional<SecondExport> second = Optional.empty();
    private final Map<Refusal, String> refusals = new LinkedHashMap<>();
    private List<JsonNode> events = List.of();
    private final Map<String, Integer> pages = new LinkedHashMap<>();
    private Optional<Boolean> deletedByRule = Optional.empty();
    private Optional<String> subscriptions = Optional.empty();
    private Optional<String> noRunAlarm = Optional.empty();

    /** A call that must be refused, by what is wrong with it. */
    enum Refusal {
        PENDING_SNAPSHOT,
        NAME_WITH_PERIODS,
        UNKNOWN_NAME,
        SOURCE_WITHOUT_ADD_ON
    }

    /**
     * What became of a second ExportSnapshot of the same snapshot.
     *
     * @param error the code with which it was refused; empty where it was taken
     * @param destination the id of what it has made; empty where that was not the end
     */
    record SecondExport(Optional<String> error, Optional<String> destination) {}

    void published(List<JsonNode> documents) {
        published = List.copyOf(documents);
    }

    void record(ExportSnapshotRecord found) {
        record = Optional.of(found);
    }

    void listedAfter(Duration time) {
        listedAfter = Optional.of(time);
    }

    void operations(List<Operation> found) {
        operations = List.copyOf(found);
    }

    void image(Image found) {
        image = Optional.of(found);
    }

    void snapshots(List<Snapshot> found) {
        snapshots = List.copyOf(found);
    }

    void second(SecondExport end) {
        second = Optional.of(end);
    }

    void refused(Refusal call, String code) {
        refusals.put(call, code);
    }

    void events(List<JsonNode> received) {
        events = List.copyOf(received);
    }

    /** How many entries the longest page of a listing had; pages that are not followed by another tell nothing. */
    void page(String listing, int entries) {
        pages.merge(listing, entries, Math::max);
    }

    void deletedByRule(boolean gone) {
        deletedByRule = Optional.of(gone);
    }

    void subscriptions(String words) {
        subscriptions = Optional.of(words);
    }

    void noRunAlarm(String state) {
        noRunAlarm = Optional.of(state);
    }

    Optional<JsonNode> published(String type) {
        return published.stream()
                .filter(document -> document.path("type").asText().equals(type))
                .findFirst();
    }

    Optional<ExportSnapshotRecord> record() {
        return record;
    }

    Optional<Duration> listedAfter() {
        return listedAfter;
    }

    List<Operation> operations() {
        return operations;
    }

    Optional<Image> image() {
        return image;
    }

    List<Snapshot> snapshots() {
        return snapshots;
    }

    Optional<SecondExport> second() {
        return second;
    }

    Optional<String> refusal(Refusal call) {
        return Optional.ofNullable(refusals.get(call));
    }

    Map<String, Integer> pages() {
        return Map.copyOf(pages);
    }

    Optional<Boolean> deletedByRule() {
        return deletedByRule;
    }

    Optional<String> subscriptions() {
        return subscriptions;
    }

    Optional<String> noRunAlarm() {
        return noRunAlarm;
    }

    /** CloudTrail's events of this call of Lightsail. */
    List<JsonNode> calls(String name) {
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("source").asText().equals("aws.lightsail")
                    && event.at("/detail/eventName").asText().equals(name)) {
                calls.add(event);
            }
        }
        return calls;
    }

    /** What EC2 and EBS tell by themselves. */
    List<JsonNode> eventsOfEc2() {
        return events.stream()
                .filter(event -> event.path("source").asText().equals("aws.ec2"))
                .filter(event -> !event.path("detail-type").asText().contains("CloudTrail"))
                .toList();
    }
}
