package io.github.snapshotexporter.localcloud;

import java.time.Duration;

/**
 * How an accepted export goes. The answer to ExportSnapshot always shows it started. It ends when the time it takes
 * has passed <em>and</em> it was shown started for the wanted number of looks; a look is an answer of GetOperation or
 * GetExportSnapshotRecords that shows it. Without a modifier that is one look and no time; {@link #takes} alone
 * needs no look.
 *
 * @param end how it ends
 * @param errorCode on the operation of a failed export
 * @param errorDetails on the operation of a failed export
 * @param duration the least time it takes
 * @param looks how many looks show it started; null for the default
 * @param listedAfter how long after acceptance the record is listed; null for never
 * @param operationIsForgotten whether GetOperation answers NotFoundException
 * @param successStatus the operation's status after success
 * @param recordDelay how long after the last operation the record ends; null for never
 * @param operationsApart how long after the one before it each further operation ends
 * @param onlyLastOperationFails whether the other operations of a failed export succeed
 */
public record ExportScript(
        End end,
        String errorCode,
        String errorDetails,
        Duration duration,
        Integer looks,
        Duration listedAfter,
        boolean operationIsForgotten,
        String successStatus,
        Duration recordDelay,
        Duration operationsApart,
        boolean onlyLastOperationFails) {

    /** How an export can end. */
    public enum End {
        SUCCEEDED,
        FAILED,
        NEVER
    }

    private static ExportScript ending(End end, String errorCode, String errorDetails) {
        return new ExportScript(
                end,
                errorCode,
                errorDetails,
                null,
                null,
                Duration.ZERO,
                false,
                "Succeeded",
                Duration.ZERO,
                Duration.ZERO,
                false);
    }

    /** The export succeeds. */
    public static ExportScript succeeds() {
        return ending(End.SUCCEEDED, null, null);
    }

    /** The export fails; the reason shows on the operation only, never on the record. */
    public static ExportScript fails(String errorCode, String errorDetails) {
        return ending(End.FAILED, errorCode, errorDetails);
    }

    /** The export stays Started. */
    public static ExportScript never() {
        return ending(End.NEVER, null, null);
    }

    /** Ends no sooner than this after acceptance. */
    public ExportScript takes(Duration time) {
        return with(time, looks, listedAfter, operationIsForgotten, successStatus, recordDelay);
    }

    /** Ends no sooner than {@code n} looks have shown it started. */
    public ExportScript takesLooks(int n) {
        return with(duration, n, listedAfter, operationIsForgotten, successStatus, recordDelay);
    }

    /** The record appears this long after acceptance. */
    public ExportScript recordListedAfter(Duration time) {
        return with(duration, looks, time, operationIsForgotten, successStatus, recordDelay);
    }

    /** The record never appears. */
    public ExportScript neverListed() {
        return with(duration, looks, null, operationIsForgotten, successStatus, recordDelay);
    }

    /** GetOperation does not know the operations, and no listing shows them. */
    public ExportScript operationForgotten() {
        return with(duration, looks, listedAfter, true, successStatus, recordDelay);
    }

    /** The operation's status after success, for example {@code Completed}. */
    public ExportScript operationStatus(String status) {
        return with(duration, looks, listedAfter, operationIsForgotten, status, recordDelay);
    }

    /** The record ends this long after the operation. */
    public ExportScript recordEndsAfterOperation(Duration time) {
        return with(duration, looks, listedAfter, operationIsForgotten, successStatus, time);
    }

    /** The record stays Started although the operation ends. */
    public ExportScript recordStaysStarted() {
        return with(duration, looks, listedAfter, operationIsForgotten, successStatus, null);
    }

    /** With several operations: each ends this long after the one before it. */
    public ExportScript operationsEndApart(Duration time) {
        return new ExportScript(
                end,
                errorCode,
                errorDetails,
                duration,
                looks,
                listedAfter,
                operationIsForgotten,
                successStatus,
                recordDelay,
                time,
                onlyLastOperationFails);
    }

    /** With several operations: all but the last succeed, though the export fails. */
    public ExportScript failingInLastOperationOnly() {
        return new ExportScript(
                end,
                errorCode,
                errorDetails,
                duration,
                looks,
                listedAfter,
                operationIsForgotten,
                successStatus,
                recordDelay,
                operationsApart,
                true);
    }

    Duration leastTime() {
        return duration == null ? Duration.ZERO : duration;
    }

    int leastLooks() {
        if (looks != null) {
            return looks;
        }
        return duration == null ? 1 : 0;
    }

    private ExportScript with(
            Duration time, Integer shown, Duration listed, boolean forgotten, String status, Duration delay) {
        return new ExportScript(
                end,
                errorCode,
                errorDetails,
                time,
                shown,
                listed,
                forgotten,
                status,
                delay,
                operationsApart,
                onlyLastOperationFails);
    }
}
