package io.github.snapshotexporter.settings;

import java.util.List;

/** The environment does not describe a working exporter; the message names each variable and what it should look like. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems a sentence on each variable */
    public InvalidSettingsException(List<String> problems) {
        super("The settings are not usable: " + String.join("; ", problems));
    }
}
