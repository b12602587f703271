package io.github.snapshotexporter.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.localcloud.MutableClock;
import io.github.snapshotexporter.world.EventFiles;
import io.github.snapshotexporter.world.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes in becomes a request or a reason, never a surprise. */
class PayloadDecoderPropertyTest {
    /** The rule in words of its own: not the expression that the code uses. */
    private static final String ENDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    private static final String BETWEEN = ENDS + "-.";

    private final MessageDecoder messages =
            new MessageDecoder("eu-central-1", Selection.EVERYTHING, true, MutableClock.at("2026-11-22T03:30:00Z"));
    private final PayloadDecoder decoder = new PayloadDecoder(messages);

    @Property(tries = 500)
    void every_valid_name_is_accepted_as_it_is(@ForAll("validNames") String name) {
        assertThat(messages.decodeMessage(name))
                .isEqualTo(new Content.Wanted(
                        ExportRequest.byName(new SnapshotName(name), false, Optional.empty(), Optional.empty())));
    }

    @Property(tries = 2000)
    void a_name_is_accepted_exactly_by_the_rule(@ForAll("nearlyNames") String name) {
        boolean accepted = messages.decodeMessage("{\"sourceSnapshotName\": " + Payloads.quoted(name) + "}")
                instanceof Content.Wanted;

        assertThat(accepted).as(Payloads.quoted(name)).isEqualTo(followsTheRule(name));
    }

    @Property(tries = 500)
    void white_space_and_control_characters_around_a_name_are_an_error(
            @ForAll("validNames") String name, @ForAll("invisible") String invisible, @ForAll boolean before) {
        String body = before ? invisible + name : name + invisible;

        assertThat(messages.decodeMessage(body)).isInstanceOf(Content.Refused.class);
    }

    @Property(tries = 500)
    void a_single_character_from_outside_ascii_spoils_a_name(
            @ForAll("validNames") String name,
            @ForAll("lookAlikes") String letter,
            @ForAll @IntRange(max = 255) int at) {
        int place = at % (name.length() + 1);

        assertThat(messages.decodeMessage(name.substring(0, place) + letter + name.substring(place)))
                .isInstanceOf(Content.Refused.class);
    }

    @Property(tries = 1000)
    void every_message_is_wanted_ignored_or_refused_with_a_reason(@ForAll("bodies") String body) {
        Content content = messages.decodeMessage(body);

        if (content instanceof Content.Refused(String problem)) {
            assertThat(problem).isNotBlank().hasSizeLessThan(2_000);
        }
    }

    @Property(tries = 1000)
    void every_direct_payload_is_understood_or_an_invalid_request(@ForAll("payloads") byte[] payload) {
        try {
            assertThat(decoder.decode(payload)).isNotNull();
        } catch (InvalidRequestException refused) {
            assertThat(refused).message().isNotBlank();
        }
    }

    @Property(tries = 300)
    void every_payload_that_breaks_off_is_an_invalid_request(
            @ForAll("files") String file, @ForAll @IntRange(min = 1, max = 4_000) int at) {
        byte[] whole = EventFiles.text(file).strip().getBytes(StandardCharsets.UTF_8);
        byte[] part = Arrays.copyOf(whole, at % whole.length);

        assertThat(problemOf(part))
                .as("%s, the first %d bytes", file, part.length)
                .isPresent();
    }

    @Property(tries = 100)
    void deep_nesting_is_an_invalid_request(@ForAll @IntRange(min = 101, max = 200_000) int depth) {
        String nested = "[".repeat(depth) + "]".repeat(depth);

        assertThat(messages.decodeMessage("{\"sourceSnapshotName\": " + nested + "}"))
                .isInstanceOf(Content.Refused.class);
    }

    @Property(tries = 20)
    void a_body_of_a_mebibyte_is_refused_briefly(@ForAll("huge") String body) {
        assertThat(messages.decodeMessage(body))
                .isInstanceOfSatisfying(
                        Content.Refused.class,
                        refused -> assertThat(refused.problem()).hasSizeLessThan(1_000));
    }

    @Property(tries = 500)
    void bytes_that_are_no_utf_8_are_an_invalid_request(
            @ForAll @IntRange(min = 0x80, max = 0xff) int stray,
            @ForAll("files") String file,
            @ForAll @IntRange int at) {
        byte[] bytes = EventFiles.text(file).strip().getBytes(StandardCharsets.UTF_8);
        // Two strays of the same kind are never a character together: either both lead or both continue.
        int place = Math.floorMod(at, bytes.length);
        byte[] spoilt = Arrays.copyOf(bytes, bytes.length + 2);
        System.arraycopy(bytes, place, spoilt, place + 2, bytes.length - place);
        spoilt[place] = (byte) stray;
        spoilt[place + 1] = (byte) stray;

        assertThat(problemOf(spoilt))
                .as("%s with %02x at %d", file, stray, place)
                .isPresent();
    }

    @Property(tries = 300)
    void an_sqs_event_with_a_member_of_another_type_is_decoded_or_an_invalid_request(
            @ForAll("spoiltBatches") String event) {
        try {
            assertThat(decoder.decode(event.getBytes(StandardCharsets.UTF_8))).isNotNull();
        } catch (InvalidRequestException refused) {
            assertThat(refused).message().isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> validNames() {
        return Payloads.validNames();
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        Arbitrary<String> any = Arbitraries.strings()
                .withChars(BETWEEN)
                .withChars(" \t\n\u0000\u00e9\u0430\u200b\u0661/\\\"")
                .ofMinLength(0)
                .ofMaxLength(6);
        Arbitrary<String> long_ =
                Arbitraries.strings().withChars(BETWEEN).ofMinLength(250).ofMaxLength(260);
        return Arbitraries.oneOf(any, long_, Payloads.validNames());
    }

    @Provide
    Arbitrary<String> invisible() {
        return Arbitraries.of(
                " ", "\t", "\n", "\r\n", "\u0000", "\u007f", "\u0085", "\u00a0", "\u200b", "\u2028", "\ufeff");
    }

    @Provide
    Arbitrary<String> lookAlikes() {
        return Arbitraries.of(
                "\u0430",
                "\u0435",
                "\u03bf",
                "\u0131",
                "\uff41",
                "\u2010",
                "\u2013",
                "\uff0e",
                "\u0661",
                "\ud83d\ude00");
    }

    @Provide
    Arbitrary<String> bodies() {
        return Payloads.anyBody();
    }

    @Provide
    Arbitrary<byte[]> payloads() {
        return Arbitraries.oneOf(
                Payloads.anyBody().map(body -> body.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of(EventFiles.names("").stream()
                .filter(name -> EventFiles.text(name).startsWith("{"))
                // The one is no JSON by itself, the other has a beginning that is a request.
                .filter(name -> !name.equals("malformed_truncated") && !name.equals("malformed_trailing-text"))
                .toList());
    }

    @Provide
    Arbitrary<String> huge() {
        return Payloads.hugeBodies();
    }

    @Provide
    Arbitrary<String> spoiltBatches() {
        Arbitrary<String> member = Arbitraries.of(
                "messageId",
                "receiptHandle",
                "body",
                "attributes",
                "ApproximateReceiveCount",
                "SentTimestamp",
                "messageAttributes",
                "awsRegion");
        return Combinators.combine(member, Payloads.anyJson())
                .as((name, value) -> EventFiles.text("sqs_names")
                        .replaceFirst(
                                '"' + name + "\": (\"[^\"]*\"|\\{[^{}]*\\})",
                                java.util.regex.Matcher.quoteReplacement('"' + name + "\": " + value)));
    }

    private Optional<String> problemOf(byte[] payload) {
        try {
            return decoder.decode(payload) instanceof Trigger.Direct(Content.Refused(String problem), String body)
                    ? Optional.of(problem)
                    : Optional.empty();
        } catch (InvalidRequestException refused) {
            return Optional.of(refused.getMessage());
        }
    }

    private static boolean followsTheRule(String name) {
        return name.length() >= 2
                && name.length() <= 255
                && name.chars().allMatch(c -> BETWEEN.indexOf(c) >= 0)
                && ENDS.indexOf(name.charAt(0)) >= 0
                && ENDS.indexOf(name.charAt(name.length() - 1)) >= 0;
    }
}
