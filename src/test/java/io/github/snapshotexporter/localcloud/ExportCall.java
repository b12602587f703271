package io.github.snapshotexporter.localcloud;

/**
 * What one ExportSnapshot call does: whether it is accepted, with how many operations, and how (or if) it answers.
 *
 * @param accepted whether an export begins
 * @param operations how many operations belong to it
 * @param reply how the caller learns of it
 * @param error the error answered with, for {@link Reply#ERROR}, else null
 */
public record ExportCall(boolean accepted, int operations, Reply reply, Fault.ErrorAnswer error) {

    /** How a call is answered. */
    public enum Reply {
        OPERATIONS,
        ERROR,
        NOTHING_EVER,
        CONNECTION_CLOSED
    }

    /** Accepted, with one operation. */
    public static ExportCall accept() {
        return acceptWithOperations(1);
    }

    /** Accepted, with an empty list of operations. */
    public static ExportCall acceptWithoutOperations() {
        return acceptWithOperations(0);
    }

    /** Accepted, with {@code n} operations. */
    public static ExportCall acceptWithOperations(int n) {
        return new ExportCall(true, n, Reply.OPERATIONS, null);
    }

    /** Throttled, not accepted. */
    public static ExportCall throttle() {
        return new ExportCall(false, 0, Reply.ERROR, Fault.THROTTLE);
    }

    /** An error, not accepted. */
    public static ExportCall error(String code, int status, String message) {
        return new ExportCall(false, 0, Reply.ERROR, new Fault.ErrorAnswer(code, status, message));
    }

    /** An error, although the export has begun. */
    public static ExportCall errorAfterAccepting(String code, int status, String message) {
        return new ExportCall(true, 1, Reply.ERROR, new Fault.ErrorAnswer(code, status, message));
    }

    /** Never answered, not accepted. */
    public static ExportCall hang() {
        return new ExportCall(false, 0, Reply.NOTHING_EVER, null);
    }

    /** Never answered, although the export has begun. */
    public static ExportCall hangAfterAccepting() {
        return new ExportCall(true, 1, Reply.NOTHING_EVER, null);
    }

    /** The connection breaks; not accepted. */
    public static ExportCall dropConnection() {
        return new ExportCall(false, 0, Reply.CONNECTION_CLOSED, null);
    }

    /** The connection breaks, although the export has begun. */
    public static ExportCall dropConnectionAfterAccepting() {
        return new ExportCall(true, 1, Reply.CONNECTION_CLOSED, null);
    }
}
