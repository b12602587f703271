package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.localcloud.AcceptedCopy;
import io.github.snapshotexporter.localcloud.AcceptedDeletion;
import io.github.snapshotexporter.localcloud.ExportCall;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.localcloud.ResourceScript;
import io.github.snapshotexporter.localcloud.SnapshotScript;
import io.github.snapshotexporter.world.World;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The part of a {@link History} in which automatic snapshots are wanted: copied, exported, and their copies deleted. */
final class HistoryOfCopies {
    private static final String LATEST = "2026-11-21";
    private static final String EARLIER = "2026-11-20";

    private final World world;
    private final Random random;
    private final List<String> sources = new ArrayList<>();
    /** Names of copies that somebody else's snapshot has. */
    private final Set<String> taken = new HashSet<>();

    HistoryOfCopies(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    // What there is, and who wants what

    /** Makes up to two instances with automatic snapshots, whose copies are exported as drawn. */
    void draw(Supplier<ExportCall> call, Supplier<ExportScript> export) {
        int count = random.nextInt(3);
        for (int i = 1; i <= count; i++) {
            String source = "auto-" + i;
            sources.add(source);
            ResourceScript instance = world.lightsail().instance(source).withAutoSnapshots(EARLIER, LATEST);
            instance.copies(drawCopies(call, export));
            if (random.nextInt(12) == 0) {
                String name = copyName(source, LATEST);
                world.lightsail().instanceSnapshot(name);
                taken.add(name);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Consumer<SnapshotScript>[] drawCopies(Supplier<ExportCall> call, Supplier<ExportScript> export) {
        return Stream.generate(() -> drawCopy(call, export))
                .limit(1 + random.nextInt(3))
                .toArray(Consumer[]::new);
    }

    private Consumer<SnapshotScript> drawCopy(Supplier<ExportCall> call, Supplier<ExportScript> export) {
        // Drawn here, because the script itself runs in a thread of the emulator's.
        ExportCall[] calls = Stream.generate(call).limit(random.nextInt(4)).toArray(ExportCall[]::new);
        ExportScript[] exports =
                Stream.generate(export).limit(1 + random.nextInt(3)).toArray(ExportScript[]::new);
        int pendingLooks = random.nextInt(4);
        int hiddenSeconds = random.nextInt(6) == 0 ? 1 + random.nextInt(600) : 0;
        boolean fails = random.nextInt(12) == 0;
        return copy -> {
            copy.pendingForLooks(pendingLooks).onExport(calls).exports(exports);
            if (hiddenSeconds > 0) {
                copy.appearsAt(world.clock().instant().plusSeconds(hiddenSeconds));
            }
            if (fails) {
                copy.endsInError();
            }
        };
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    String drawRequest() {
        String source = sources.get(random.nextInt(sources.size()));
        return switch (random.nextInt(6)) {
            case 0 -> "{\"sourceResourceName\": \"%s\", \"restoreDate\": \"%s\"}".formatted(source, EARLIER);
            case 1, 2 -> "{\"sourceResourceName\": \"%s\", \"restoreDate\": \"%s\"}".formatted(source, LATEST);
            case 3 -> "{\"sourceResourceName\": \"%s\", \"restoreDate\": \"2026-11-01\"}".formatted(source);
            default -> "{\"sourceResourceName\": \"%s\", \"useLatestRestorableAutoSnapshot\": true}".formatted(source);
        };
    }

    void drawFault() {
        Fault fault = random.nextBoolean() ? Fault.throttle() : Fault.error("ServiceException", 500, "try again");
        switch (random.nextInt(30)) {
            case 0 -> world.lightsail().fault("CopySnapshot", fault);
            case 1 -> world.lightsail().faultAfterwards("CopySnapshot", Fault.error("ServiceException", 500, "made"));
            case 2 -> world.lightsail().fault("GetAutoSnapshots", fault);
            case 3 -> world.lightsail().fault("DeleteInstanceSnapshot", fault, fault);
            case 4 -> world.lightsail().faultAfterwards("DeleteInstanceSnapshot", fault);
            default -> {}
        }
    }

    // What must be true in the end

    /** The names under which copies were exported. */
    Set<String> exported() {
        Set<String> names = new HashSet<>();
        world.lightsail().copied().forEach(copy -> names.add(copy.snapshotName()));
        return names;
    }

    /** The copies that were made, by ARN. */
    List<String> arns() {
        return world.lightsail().copied().stream()
                .map(AcceptedCopy::snapshotArn)
                .toList();
    }

    /** @param sent what was asked for */
    void check(List<String> sent) {
        List<QueuedMessage> parked = world.deadLetters();
        checkNothingIsLost(sent, parked.stream().map(QueuedMessage::body).toList());
        checkOnlyCopiesAreDeleted();
        checkNoCopyIsLeftUntold(parked);
        checkNamesAreTakenBySomebodyElseOnly();
    }

    /** P1: a request led to an export of a copy that has ended, or it is kept. */
    private void checkNothingIsLost(List<String> sent, List<String> parked) {
        for (String source : sources) {
            for (String date : List.of(EARLIER, LATEST)) {
                boolean hasEnded = world.lightsail().copied().stream()
                        .filter(copy -> copy.snapshotName().equals(copyName(source, date)))
                        .map(copy -> world.exportItem(copy.snapshotArn()))
                        .anyMatch(item -> !item.isEmpty() && isEnd(item));
                if (!hasEnded) {
                    assertThat(sent.stream().filter(body -> wants(body, source, date)))
                            .as("P1: asked for, never exported, so kept")
                            .isSubsetOf(parked);
                }
            }
        }
        assertThat(sent.stream().filter(body -> body.contains("2026-11-01")))
                .as("P4: there is no such automatic snapshot")
                .isSubsetOf(parked);
    }

    private static boolean isEnd(Map<String, AttributeValue> item) {
        return Set.of("Succeeded", "Failed", "Abandoned")
                .contains(item.get("status").s());
    }

    private static boolean wants(String body, String source, String date) {
        return body.contains('"' + source + '"')
                && (body.contains(date) || (body.contains("useLatestRestorableAutoSnapshot") && date.equals(LATEST)));
    }

    private void checkOnlyCopiesAreDeleted() {
        assertThat(world.lightsail().deleted().stream().map(AcceptedDeletion::snapshotArn))
                .as("deleted snapshots")
                .isSubsetOf(arns());
    }

    private void checkNoCopyIsLeftUntold(List<QueuedMessage> parked) {
        Set<String> left = new HashSet<>(world.lightsail().snapshotNames());
        left.retainAll(exported());
        left.removeAll(taken);
        for (String name : left) {
            assertThat(parked)
                    .as("the copy " + name + " was not deleted, so somebody is told")
                    .anyMatch(letter -> letter.messageAttributes().toString().contains(name)
                            && "CopyNotDeleted"
                                    .equals(letter.messageAttributes().get("reason")));
        }
    }

    private void checkNamesAreTakenBySomebodyElseOnly() {
        long said = world.published().stream()
                .filter(message -> "CopyNameTaken"
                        .equals(message.document().path("error").path("reason").textValue()))
                .count();
        if (taken.isEmpty()) {
            assertThat(said).as("no name was somebody else's").isZero();
        }
        assertThat(exported()).as("copies").allSatisfy(name -> assertThat(taken).doesNotContain(name));
    }

    private static String copyName(String source, String date) {
        return new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, source, LocalDate.parse(date))
                .copyName()
                .value();
    }
}
