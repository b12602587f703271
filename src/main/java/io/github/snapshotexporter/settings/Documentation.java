package io.github.snapshotexporter.settings;

import java.net.URI;

/**
 * Where the pages of {@code docs/} can be read.
 *
 * @param root the URL of that folder, without a slash at its end
 */
public record Documentation(URI root) {
    /** The same as in {@code template.yaml}. */
    public static final Documentation OF_THE_PROJECT = new Documentation(
            URI.create("https://github.com/snapshotexporter/lightsail-snapshot-exporter/blob/main/docs"));

    static Documentation of(EnvironmentReader read) {
        return read.optional(
                "DOCUMENTATION_URL",
                "the https URL of the folder docs, without a slash at its end",
                OF_THE_PROJECT,
                text -> of(URI.create(text)));
    }

    private static Documentation of(URI root) {
        if (root.getHost() == null
                || !"https".equals(root.getScheme())
                || root.toString().endsWith("/")) {
            throw new IllegalArgumentException(root.toString());
        }
        return new Documentation(root);
    }

    /**
     * The whole URL of one page.
     *
     * @param name like {@code errors.md}
     */
    public String page(String name) {
        return root + "/" + name;
    }
}
