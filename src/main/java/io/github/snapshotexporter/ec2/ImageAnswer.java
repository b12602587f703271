package io.github.snapshotexporter.ec2;

/** What EC2 answers when it is asked for the result of an export. */
public sealed interface ImageAnswer {
    /** It can be used. */
    record Usable(ImageFacts facts) implements ImageAnswer {}

    /** It is still being made, or was made so lately that EC2 does not show it yet. */
    record NotYet(String why) implements ImageAnswer {}

    /**
     * It never will be usable.
     *
     * @param code EC2's, empty where it has none
     */
    record Broken(String code, String message) implements ImageAnswer {}

    /**
     * Nobody knows.
     *
     * @param mayPass whether asking again soon may help
     */
    record Unreadable(String why, boolean mayPass) implements ImageAnswer {}
}
