package io.github.snapshotexporter.world;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generated texts that somebody could put on the queue. */
public final class Payloads {
    private static final String ENDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    private static final int MEBIBYTE = 1024 * 1024;

    private Payloads() {}

    /** Names that a snapshot can have, the longest included. */
    public static Arbitrary<String> validNames() {
        Arbitrary<String> end = Arbitraries.strings().withChars(ENDS).ofLength(1);
        Arbitrary<String> between =
                Arbitraries.strings().withChars(ENDS + "-.").ofMinLength(0).ofMaxLength(253);
        return Combinators.combine(end, between, end).as((first, middle, last) -> first + middle + last);
    }

    /** Bodies of many shapes, few of them requests. */
    public static Arbitrary<String> anyBody() {
        return Arbitraries.oneOf(
                anyJson(), anyJson().map(Payloads::truncated), wrongRequests(), wrongEnvelopes(), anyText());
    }

    /** Bodies that are refused whatever the exporter knows: no request, no event, not the exporter's own. */
    public static Arbitrary<String> refusedBodies() {
        return Arbitraries.oneOf(
                wrongRequests(),
                wrongEnvelopes(),
                anyText().map(text -> "{" + text),
                anyText().map(text -> "not a name: " + text),
                anyJson().map(json -> "[" + json + "]"));
    }

    /** Bodies of exactly the size that a message may have at most, none of them a request. */
    public static Arbitrary<String> hugeBodies() {
        return Arbitraries.of(
                filled("", 'x', ""),
                filled("{\"sourceSnapshotName\": \"", 'x', "\"}"),
                filled("{\"sourceSnapshotName\": \"my-site-1\", \"", 'x', "\": 1}"),
                filled("", '[', ""),
                filled("{\"sourceSnapshotName\": ", '7', "}"),
                filled("\"", 'x', "\""),
                filled("", ' ', ""));
    }

    /** JSON of any kind. */
    public static Arbitrary<String> anyJson() {
        return jsonOfDepth(3);
    }

    private static Arbitrary<String> jsonOfDepth(int depth) {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                Arbitraries.of("null", "true", "false", "0", "-1", "1e400", "123456789012345678901234567890"),
                anyText().map(Payloads::quoted));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = jsonOfDepth(depth - 1);
        Arbitrary<String> key = Arbitraries.oneOf(
                anyText(),
                Arbitraries.of(
                        "sourceSnapshotName",
                        "force",
                        "requestId",
                        "requestedBy",
                        "Records",
                        "Type",
                        "Message",
                        "detail-type",
                        "detail",
                        "requestPayload",
                        "requestContext",
                        "select",
                        "job"));
        return Arbitraries.oneOf(
                leaf,
                inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
                Combinators.combine(key, inner)
                        .as((name, value) -> quoted(name) + ":" + value)
                        .list()
                        .ofMaxSize(4)
                        .map(members -> "{" + String.join(",", members) + "}"));
    }

    private static Arbitrary<String> wrongRequests() {
        Arbitrary<String> wrongName = Arbitraries.of(
                "\"\"",
                "\"x\"",
                "\" my-site-1\"",
                "\"my site\"",
                "\"-my-site\"",
                "7",
                "null",
                "[]",
                "{}",
                "true",
                "\"my-sit\\u0435-1\"",
                "\"my-site-1\\u0000\"",
                "\"" + "x".repeat(256) + "\"");
        Arbitrary<String> wrongMember = Arbitraries.of(
                "\"force\": \"yes\"",
                "\"force\": null",
                "\"requestId\": \"\"",
                "\"requestId\": 7",
                "\"requestedBy\": []",
                "\"requestedBy\": \"\\u0007\"",
                "\"dryRun\": true",
                "\"sourceSnapshotName\": \"my-site-2\"");
        return Arbitraries.oneOf(
                wrongName.map(name -> "{\"sourceSnapshotName\": " + name + "}"),
                wrongMember.map(member -> "{\"sourceSnapshotName\": \"my-site-1\", " + member + "}"),
                Arbitraries.just("{\"sourceSnapshotName\": \"my-site-1\"} {}"));
    }

    private static Arbitrary<String> wrongEnvelopes() {
        return Arbitraries.of(
                "{\"Type\": \"Notification\"}",
                "{\"Type\": \"Notification\", \"Message\": {}}",
                "{\"Type\": \"Notification\", \"Message\": \"{\"}",
                "{\"Type\": \"Notification\", \"Message\": \"{\\\"job\\\": \\\"TrackExport\\\"}\"}",
                "{\"Type\": \"UnsubscribeConfirmation\", \"Message\": \"my-site-1\"}",
                "{\"Records\": []}",
                "{\"Records\": {}}",
                "{\"Records\": null}",
                "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": null}]}",
                "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"body\": \"my-site-1\"}]}",
                "{\"requestPayload\": [], \"requestContext\": {}}",
                "{\"requestPayload\": \"my-site-1\", \"requestContext\": {}}",
                "{\"job\": \"TrackExport\"}",
                "{\"job\": []}",
                "{\"detail-type\": \"AWS API Call via CloudTrail\", \"source\": \"aws.lightsail\", \"detail\": {"
                        + "\"eventSource\": \"lightsail.amazonaws.com\", \"eventName\": \"CreateDiskSnapshot\","
                        + " \"requestParameters\": {\"diskSnapshotName\": \"no name\"}}}");
    }

    private static Arbitrary<String> anyText() {
        return Arbitraries.strings()
                .ascii()
                .withChars("\u00e9\u0430\u200b\u2028\ud83d\ude00\ufffd")
                .ofMaxLength(40)
                .map(Payloads::wellFormed);
    }

    /** Generated characters may be halves of pairs. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .map(c -> c >= 0xd800 && c <= 0xdfff ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String truncated(String json) {
        return json.substring(0, json.length() * 2 / 3);
    }

    private static String filled(String before, char filling, String after) {
        return before + String.valueOf(filling).repeat(MEBIBYTE - before.length() - after.length()) + after;
    }

    /** The text as a JSON string. */
    public static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Texts that are control characters to SQS, which it refuses in a body. */
    public static boolean canBeSent(String body) {
        return !body.isEmpty()
                && body.codePoints()
                        .allMatch(c -> List.of(0x9, 0xA, 0xD).contains(c)
                                || (c >= 0x20 && c <= 0xd7ff)
                                || (c >= 0xe000 && c <= 0xfffd)
                                || c >= 0x10000);
    }
}
