package io.github.snapshotexporter.localcloud;

import java.time.Duration;

/** What goes wrong with one request, before it is processed or (where an emulator says so) after. */
public sealed interface Fault {

    /** An error answer; the request has no effect. */
    record ErrorAnswer(String code, int status, String message) implements Fault {

        AwsError thrown() {
            return new AwsError(code, status, message);
        }
    }

    /** The service's throttle: HTTP 400, not in the API model. */
    ErrorAnswer THROTTLE = new ErrorAnswer("ThrottlingException", 400, "Rate exceeded");

    /** No answer at all; the connection is held until the emulator closes, or 30 s. */
    record Hang() implements Fault {}

    /** The connection is closed without an answer. */
    record Drop() implements Fault {}

    /** A pause in real time, after which the request is processed. */
    record Delay(Duration duration) implements Fault {}

    /** The request goes through: a place holder between other faults. */
    record None() implements Fault {}

    /** A throttled request. */
    static Fault throttle() {
        return THROTTLE;
    }

    /** An error answer with this code, HTTP status and message. */
    static Fault error(String code, int status, String message) {
        return new ErrorAnswer(code, status, message);
    }

    /** A request that is never answered. */
    static Fault hang() {
        return new Hang();
    }

    /** A connection that breaks. */
    static Fault drop() {
        return new Drop();
    }

    /** A slow answer. */
    static Fault delay(Duration duration) {
        return new Delay(duration);
    }

    /** No fault. */
    static Fault none() {
        return new None();
    }
}
