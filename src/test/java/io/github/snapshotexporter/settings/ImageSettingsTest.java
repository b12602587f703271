package io.github.snapshotexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSettingsTest {
    private static Settings with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "EXPORT_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports",
                "DEAD_LETTER_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/111122223333/exports-dead-letter",
                "NOTIFICATION_TOPIC_ARN", "arn:aws:sns:eu-central-1:111122223333:exports",
                "LEDGER_TABLE_NAME", "ledger"));
        environment.put(variable, value);
        return Settings.fromEnvironment(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_LAST, 1",
        "KEEP_YEARLY, 9999",
        "KEEP_WITHIN, P1D",
        "KEEP_WITHIN, P9999D",
        "TIME_ZONE, Europe/Berlin",
        "STORAGE_PRICE, 0",
        "STORAGE_PRICE, 100"
    })
    void a_value_at_its_limit_is_taken(String variable, String value) {
        assertThat(with(variable, value)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_LAST, 0",
        "KEEP_DAILY, -1",
        "KEEP_WEEKLY, 10000",
        "KEEP_MONTHLY, many",
        "KEEP_WITHIN, P0D",
        "KEEP_WITHIN, P4W",
        "KEEP_WITHIN, PT24H",
        "TIME_ZONE, Europe/Nowhere",
        "STORAGE_PRICE, -0.01",
        "STORAGE_PRICE, 100.01",
        "STORAGE_PRICE, cheap"
    })
    void what_is_beyond_is_refused_by_its_name(String variable, String value) {
        assertThatThrownBy(() -> with(variable, value))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(variable + " must be ")
                .hasMessageContaining("'" + value + "'");
    }
}
