package io.github.snapshotexporter.retention;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Images for the tests; their ids are their times, so that a failure can be read. */
final class Images {
    static final String SOURCE = "arn:aws:lightsail:eu-central-1:111122223333:Instance/my-site";
    static final String OTHER_SOURCE = "arn:aws:lightsail:eu-central-1:111122223333:Instance/my-shop";

    private Images() {}

    static List<Image> at(String... times) {
        return Arrays.stream(times).map(Images::good).toList();
    }

    static Image good(String time) {
        return Image.verifiedOurs(time, SOURCE, Instant.parse(time));
    }

    static Image held(String time) {
        return new Image(time, SOURCE, Instant.parse(time), true, true, true);
    }

    static Image notVerified(String time) {
        return new Image(time, SOURCE, Instant.parse(time), true, false, false);
    }

    static Image notOurs(String time) {
        return new Image(time, SOURCE, Instant.parse(time), false, true, false);
    }

    static List<String> ids(Collection<Image> images) {
        return images.stream().map(Image::id).toList();
    }

    static List<String> keptIds(Sifted sifted) {
        return sifted.kept().stream().map(kept -> kept.image().id()).toList();
    }
}
