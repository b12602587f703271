package io.github.snapshotexporter.world;

/** The invocation ends here, whatever it was doing: an Error, because no code of the exporter may catch it. */
public final class InvocationDied extends Error {
    private static final long serialVersionUID = 1L;

    public InvocationDied(String at) {
        super("the invocation died " + at);
    }
}
