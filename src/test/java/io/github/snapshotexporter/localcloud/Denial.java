package io.github.snapshotexporter.localcloud;

/** What a service says to a caller that lacks a permission. */
final class Denial {

    private Denial() {}

    /** The message, in the words that the services have in common. */
    static String message(String prefix, String operation) {
        return "User: arn:aws:iam::%s:user/local is not authorized to perform: %s:%s because no identity-based policy allows the %s:%s action"
                .formatted(LightsailEmulator.ACCOUNT, prefix, operation, prefix, operation);
    }
}
