package io.github.snapshotexporter.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.localcloud.EbsSnapshotScript;
import io.github.snapshotexporter.localcloud.Ec2Emulator;
import io.github.snapshotexporter.localcloud.Ec2Fault;
import io.github.snapshotexporter.localcloud.ExportScript;
import io.github.snapshotexporter.localcloud.Fault;
import io.github.snapshotexporter.localcloud.ImageScript;
import io.github.snapshotexporter.localcloud.PastExports;
import io.github.snapshotexporter.localcloud.Published;
import io.github.snapshotexporter.localcloud.QueuedMessage;
import io.github.snapshotexporter.retention.Image;
import io.github.snapshotexporter.retention.RetentionPolicy;
import io.github.snapshotexporter.retention.Sifted;
import io.github.snapshotexporter.settings.KeepRules;
import io.github.snapshotexporter.world.PublishedDocuments;
import io.github.snapshotexporter.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some weeks of two sites' images, in which people hold, use, share and delete them, take labels off and put them on
 * images of their own, while retentions are killed, meet faults and come twice. One thing at most changes in EC2 while a
 * retention is under way, so that whatever it reads, it has read before or after that.
 */
final class HistoryOfImages {
    static final String STACK = "my-exporter";

    private static final List<String> SITES = List.of("my-site", "blog");
    private static final List<String> CALLS = List.of(
            "DescribeImages",
            "DescribeSnapshots",
            "DescribeImageReferences",
            "DescribeImageAttribute",
            "DescribeSnapshotAttribute",
            "DeregisterImage",
            "DeleteSnapshot");

    record Result(int letGo, int kept) {}

    /** What the history knows of an image that it has made. */
    private record Known(ImageScript script, String site, Instant createdAt, String snapshotArn, boolean own) {}

    private final World world;
    private final Ec2Emulator ec2;
    private final Random random;
    private final KeepRules rules;
    private final Map<String, Known> images = new LinkedHashMap<>();
    private final Map<String, Optional<Runnable>> undo = new HashMap<>();
    private final Set<String> mayGo = new HashSet<>();
    private int made;

    HistoryOfImages(World world, long seed) {
        this.world = world;
        this.ec2 = world.ec2();
        this.random = new Random(seed);
        this.rules = new KeepRules(
                some(3), some(3), some(2), Optional.empty(), Optional.empty(), Optional.of(1 + random.nextInt(4)));
    }

    private Optional<Integer> some(int most) {
        return random.nextBoolean() ? Optional.of(1 + random.nextInt(most)) : Optional.empty();
    }

    Result run() {
        for (int day = 0; day < 9; day++) {
            for (String site : SITES) {
                comesIntoBeing(site);
            }
            if (random.nextInt(3) == 0) {
                somethingHappens();
            }
            if (random.nextBoolean()) {
                retentionUnderTrouble();
            }
            world.clock().advance(Duration.ofHours(6 + random.nextInt(36)));
        }
        retentionsInPeace();
        nothingIsExportedAgain();
        PublishedDocuments.assertValid(world);
        return new Result(ec2.deregistered().size(), standing().size());
    }

    // What happens in EC2

    private void comesIntoBeing(String site) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> export(site, true);
            case 3 -> export(site, false);
            case 4 -> looksLikeOurs(site);
            case 5 -> {}
            default -> past(site);
        }
    }

    private void export(String site, boolean own) {
        String name = site + "-" + ++made;
        Instant createdAt = world.clock().instant();
        world.lightsail()
                .instanceSnapshot(name)
                .fromResource(site)
                .createdAt(createdAt)
                .exports(ExportScript.succeeds().takes(Duration.ofSeconds(20)));
        if (!own) {
            world.aws().lightsail().exportSnapshot(request -> request.sourceSnapshotName(name));
            // A listing of the records may be ten minutes old where no call of the exporter's own is in doubt.
            world.clock().advance(Duration.ofMinutes(11));
        }
        world.send(name);
        world.settle();
        note(site, createdAt, world.arnOf(name), own);
    }

    private void past(String site) {
        Instant createdAt = world.clock().instant().minus(Duration.ofHours(random.nextInt(72)));
        new PastExports(ec2, STACK).leave(world.dynamoDb(), world.table(), site, List.of(createdAt));
        ImageScript image = ec2.image(ec2.imageIds().getLast());
        note(site, createdAt, image.tags().get("snapshot-exporter:snapshot-arn"), true);
    }

    /** Somebody else's image to which all our labels were copied. */
    private void looksLikeOurs(String site) {
        ImageScript image = ec2.newImage("copied-" + ++made).device("/dev/sda1", 40);
        String arn = "arn:of-the-original";
        image.tag("snapshot-exporter:stack", STACK)
                .tag("snapshot-exporter:source", site)
                .tag("snapshot-exporter:snapshot-arn", arn);
        note(site, world.clock().instant(), arn, false);
    }

    private void note(String site, Instant createdAt, String arn, boolean own) {
        ImageScript image = ec2.image(ec2.imageIds().getLast());
        images.put(image.id(), new Known(image, site, createdAt, arn, own));
        if (random.nextInt(4) == 0) {
            protect(images.get(image.id()));
        }
    }

    private void somethingHappens() {
        List<Known> standing = standing();
        if (standing.isEmpty()) {
            return;
        }
        Known image = standing.get(random.nextInt(standing.size()));
        Optional<Runnable> undone = undo.remove(image.script().id());
        if (undone != null) {
            undone.orElse(() -> {}).run();
        } else if (random.nextInt(8) == 0) {
            image.script().deregisteredByHand();
        } else {
            protect(image);
        }
    }

    private void protect(Known known) {
        ImageScript image = known.script();
        EbsSnapshotScript disk = image.snapshots().getFirst();
        undo.put(
                image.id(),
                switch (random.nextInt(8)) {
                    case 0 -> {
                        image.tag("snapshot-exporter:keep", "");
                        yield Optional.of(() -> image.withoutTag("snapshot-exporter:keep"));
                    }
                    case 1 -> {
                        image.withoutTag("snapshot-exporter:stack");
                        yield Optional.empty();
                    }
                    case 2 -> {
                        image.tag("snapshot-exporter:snapshot-arn", "arn:another");
                        yield Optional.of(() -> image.tag("snapshot-exporter:snapshot-arn", known.snapshotArn()));
                    }
                    case 3 -> {
                        image.usedByInstance("i-0123456789abcdef0");
                        yield Optional.of(image::unused);
                    }
                    case 4 -> {
                        image.sharedWith("444455556666");
                        yield Optional.of(image::unshared);
                    }
                    case 5 -> {
                        disk.sharedWith("444455556666");
                        yield Optional.of(disk::unshared);
                    }
                    case 6 -> {
                        image.state("pending");
                        yield Optional.of(() -> image.state(null));
                    }
                    default -> {
                        ImageScript user = ec2.newImage("user-" + ++made).device("/dev/sda1", disk);
                        yield Optional.of(user::deregisteredByHand);
                    }
                });
    }

    // What the exporter does

    private void retentionUnderTrouble() {
        mayGo.clear();
        Set<String> before = ids(standing());
        List<String> byHand = new ArrayList<>();
        int dies = random.nextInt(3) == 0 ? random.nextInt(25) : -1;
        int changes = random.nextInt(3) == 0 ? random.nextInt(25) : -1;
        int[] calls = {0};
        look();
        world.send(retain());
        List<QueuedMessage> message = world.sqs().receive(world.queueUrl(), 1, World.VISIBILITY);
        if (random.nextInt(3) == 0) {
            trouble();
        }
        world.dieAfterCall(call -> {
            int now = calls[0]++;
            look();
            if (now == changes) {
                Set<String> there = ids(standing());
                somethingHappens();
                there.removeAll(ids(standing()));
                byHand.addAll(there);
                look();
            }
            return now == dies;
        });
        world.invokeAndDelete(message, World.FUNCTION_TIMEOUT);
        if (random.nextInt(4) == 0) {
            world.invokeElsewhere(message);
        }
        world.settle();
        world.calmDown();
        ec2.clearFaults();

        before.removeAll(ids(standing()));
        before.removeAll(byHand);
        assertThat(mayGo).as("all that was let go may be let go").containsAll(before);
    }

    private void trouble() {
        String call = CALLS.get(random.nextInt(CALLS.size()));
        switch (random.nextInt(4)) {
            case 0 -> ec2.fault(call, Ec2Fault.throttle(), Ec2Fault.unavailable());
            case 1 -> ec2.faultAlways(call, Ec2Fault.denied(call));
            case 2 -> ec2.faultAfterwards(call, Ec2Fault.internalError());
            default -> ec2.fault(call, Fault.none(), Fault.drop());
        }
    }

    private void retentionsInPeace() {
        mayGo.clear();
        look();
        Set<String> expected = ids(standing());
        expected.removeAll(mayGo);
        for (int time = 0; time < 2; time++) {
            world.send(retain());
            world.settle();
        }

        assertThat(ids(standing())).as("what stands in the end").isEqualTo(expected);
        Set<String> told = idsTold(world.published(), "expired");
        // An AMI that somebody has made of one of its snapshots meanwhile holds that snapshot.
        told.addAll(idsTold(List.of(world.published().getLast()), "notExpired"));
        assertThat(told).as("what was told").containsAll(ec2.deregistered());
        for (String id : ec2.deregistered()) {
            assertThat(images.get(id).script().snapshots())
                    .as("snapshots of " + id)
                    .filteredOn(disk -> usersOf(disk).isEmpty())
                    .extracting(EbsSnapshotScript::id)
                    .isSubsetOf(ec2.deletedSnapshots());
        }
    }

    private static Set<String> idsTold(List<Published> documents, String member) {
        return documents.stream()
                .flatMap(published -> ImagesFixture.ids(published.document().path(member)).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void nothingIsExportedAgain() {
        int accepted = world.lightsail().accepted().size();
        world.send("{\"select\": {}, \"requestId\": \"night\"}");
        world.settle();

        assertThat(world.lightsail().accepted()).as("exports").hasSize(accepted);
    }

    private String retain() {
        StringBuilder retain = new StringBuilder("{\"retain\": {\"keepWithin\": \"P")
                .append(rules.withinDays().orElseThrow())
                .append("D\"");
        rules.last().ifPresent(most -> retain.append(", \"keepLast\": ").append(most));
        rules.daily().ifPresent(most -> retain.append(", \"keepDaily\": ").append(most));
        rules.weekly().ifPresent(most -> retain.append(", \"keepWeekly\": ").append(most));
        return retain.append("}, \"requestId\": \"retain-")
                .append(++made)
                .append("\"}")
                .toString();
    }

    // What may be let go

    private List<Known> standing() {
        Set<String> there = Set.copyOf(ec2.imageIds());
        return images.values().stream()
                .filter(image -> there.contains(image.script().id()))
                .toList();
    }

    private static Set<String> ids(List<Known> images) {
        return images.stream().map(image -> image.script().id()).collect(Collectors.toSet());
    }

    /** Notes what may be let go by what there is in EC2 at this moment. */
    private void look() {
        Sifted sifted = new RetentionPolicy(rules, ZoneOffset.UTC)
                .byRules(standing().stream().map(this::image).toList());
        sifted.left().stream()
                .map(Image::id)
                .filter(id -> !isShared(images.get(id)) && !isInUse(images.get(id)))
                .forEach(mayGo::add);
    }

    private Image image(Known known) {
        Map<String, String> tags = known.script().tags();
        boolean ours = known.own()
                && STACK.equals(tags.get("snapshot-exporter:stack"))
                && known.snapshotArn().equals(tags.get("snapshot-exporter:snapshot-arn"));
        return new Image(
                known.script().id(),
                known.site(),
                known.createdAt(),
                ours,
                known.script().isUsable(),
                tags.containsKey("snapshot-exporter:keep"));
    }

    private boolean isShared(Known known) {
        return known.script().isShared() || known.script().snapshots().stream().anyMatch(EbsSnapshotScript::isShared);
    }

    private boolean isInUse(Known known) {
        return known.script().isReferenced()
                || known.script().snapshots().stream()
                        .anyMatch(disk -> !Set.of(known.script().id()).containsAll(usersOf(disk)));
    }

    private Set<String> usersOf(EbsSnapshotScript disk) {
        return ec2.imageIds().stream()
                .filter(id -> ec2.image(id).snapshots().contains(disk))
                .collect(Collectors.toSet());
    }
}
