package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.world.World;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The machine's language and digits. */
@Isolated("the default locale is that of the whole JVM")
class LocaleTest {
    @Test
    void a_report_is_in_ascii_digits_wherever_the_function_runs() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try (World world = World.create()) {
            world.lightsail().instanceSnapshot("my-site-1");
            world.send("{\"select\": {}, \"requestId\": \"night-1\"}");

            world.settle();

            assertThat(world.only("RunCompleted").path("status").asText()).isEqualTo("OK");
            assertThat(world.published().getLast().subject()).isEqualTo("OK: 1 of 1 snapshots exported to EC2");
            assertThat(world.published().getLast().message()).matches("\\p{ASCII}*");
        } finally {
            Locale.setDefault(before);
        }
    }
}
