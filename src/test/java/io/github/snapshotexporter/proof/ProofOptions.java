package io.github.snapshotexporter.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What whoever starts a proof has asked for.
 *
 * @param stack the name of the deployed stack
 * @param region where it is; empty for that of the environment
 * @param yes whether nobody is to be asked
 * @param instance whether an instance is made instead of a disk
 * @param again whether the snapshot is exported a second time, behind the stack's back
 * @param missing whether calls are made that must be refused
 * @param clean whether only what earlier runs have left is deleted
 */
record ProofOptions(
        String stack,
        Optional<String> region,
        boolean yes,
        boolean instance,
        boolean again,
        boolean missing,
        boolean clean) {
    private static final Set<String> KNOWN = Set.of("stack", "region", "yes", "instance", "again", "missing", "clean");
    private static final String USAGE =
            "Known are -Dstack=NAME, -Dregion=REGION, -Dyes, -Dinstance, -Dagain, -Dmissing and" + " -Dclean.";

    /** CloudFormation's own rule for the name of a stack. */
    private static final Pattern STACK = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,127}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
    private static final Pattern DEFINITION = Pattern.compile("-D([^=]*)(?:=(.*))?");

    /**
     * Refuses what is on Maven's command line and is no option. A property with a dot in its name is one of Maven's or of a
     * plugin's.
     *
     * @throws ProofException naming all of it
     */
    static void refuseUnknown(String commandLine) {
        List<String> unknown = Pattern.compile("(?:^|\\s)-D\\s*([^\\s=]+)")
                .matcher(commandLine)
                .results()
                .map(definition -> definition.group(1))
                .filter(name -> !name.contains(".") && !KNOWN.contains(name))
                .map(name -> "-D" + name)
                .toList();
        if (!unknown.isEmpty()) {
            throw new ProofException("Unknown: " + String.join(", ", unknown) + ". " + USAGE);
        }
    }

    /**
     * Reads definitions like {@code -Dstack=NAME}; an empty value counts as not given.
     *
     * @throws ProofException in a sentence, for what is malformed or missing
     */
    static ProofOptions of(List<String> definitions) {
        Map<String, String> given = new TreeMap<>();
        for (String argument : definitions) {
            Matcher definition = DEFINITION.matcher(argument);
            if (definition.matches()) {
                given.put(
                        definition.group(1),
                        Optional.ofNullable(definition.group(2)).orElse("true"));
            }
        }
        return new ProofOptions(
                matching(given, "stack", STACK, "the name of a stack")
                        .orElseThrow(() -> new ProofException("Which stack? Say -Dstack=NAME. " + USAGE)),
                matching(given, "region", REGION, "a Region, like eu-central-1"),
                flag(given, "yes"),
                flag(given, "instance"),
                flag(given, "again"),
                flag(given, "missing"),
                flag(given, "clean"));
    }

    private static Optional<String> matching(Map<String, String> given, String name, Pattern shape, String what) {
        Optional<String> value = Optional.ofNullable(given.get(name)).filter(text -> !text.isEmpty());
        value.filter(text -> !shape.matcher(text).matches()).ifPresent(text -> {
            throw new ProofException("-D" + name + " must be " + what + ", but is '" + text + "'.");
        });
        return value;
    }

    private static boolean flag(Map<String, String> given, String name) {
        return switch (given.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ProofException(
                        "-D" + name + " takes true, false or nothing, but is '" + given.get(name) + "'.");
        };
    }
}
