package io.github.snapshotexporter.check;

import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.ledger.ImageItem;
import io.github.snapshotexporter.ledger.ImageLedger;
import io.github.snapshotexporter.settings.ImageSettings;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether EC2 can be asked, and what stands there already. */
final class ImagesInEc2 implements Question {
    /** Of no image: with nothing to ask about, EC2 would not be asked. */
    private static final String ANY = "ami-00000000000000000";

    private final ImageLedger ledger;
    private final ImageInventory inventory;
    private final ImageSettings settings;

    ImagesInEc2(ImageLedger ledger, ImageInventory inventory, ImageSettings settings) {
        this.ledger = ledger;
        this.inventory = inventory;
        this.settings = settings;
    }

    @Override
    public Finding look(Instant deadline) {
        Set<String> ids = ledger.all()
                .filter(image -> image.own() && image.gone().isEmpty())
                .map(ImageItem::id)
                .collect(Collectors.toSet());
        ids.add(ANY);
        int standing = inventory.standing(ids).size();
        return Finding.ok((standing == 1 ? "1 image of this stack stands" : standing + " images of this stack stand")
                + (settings.rules().isEmpty()
                        ? ". No rule is set: all are kept for ever (see KeepDaily)."
                        : ". What the rules do not keep is let go by each night."));
    }
}
