package io.github.snapshotexporter.template;

/** What may be done, or was done, to which resource. */
record Grant(String action, String resource) {
    @Override
    public String toString() {
        return action + " on " + resource;
    }
}
