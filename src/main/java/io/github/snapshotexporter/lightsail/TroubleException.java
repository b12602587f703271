package io.github.snapshotexporter.lightsail;

import io.github.snapshotexporter.job.Failure;
import io.github.snapshotexporter.job.Phase;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.job.Stop;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Lightsail answered badly, or not at all; the message is Lightsail's, with its tip where it gave one. */
public final class TroubleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final LightsailTrouble trouble;
    private final String errorCode;

    private TroubleException(LightsailTrouble trouble, String errorCode, String message, SdkException cause) {
        super(message, cause);
        this.trouble = trouble;
        this.errorCode = errorCode;
    }

    static TroubleException of(String operation, SdkException thrown) {
        LightsailTrouble trouble = LightsailTrouble.of(thrown);
        if (!(thrown instanceof AwsServiceException answer) || answer.awsErrorDetails() == null) {
            return new TroubleException(
                    trouble, thrown.getClass().getSimpleName(), operation + ": " + thrown.getMessage(), thrown);
        }
        String code = Optional.ofNullable(answer.awsErrorDetails().errorCode()).orElse("");
        String message = Stream.of(
                        Optional.ofNullable(answer.awsErrorDetails().errorMessage()),
                        tip(answer),
                        Optional.of(trouble.advice()))
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank())
                .map(text -> text.matches(".*[.!?]") ? text : text + ".")
                .collect(Collectors.joining(" "));
        return new TroubleException(trouble, code, operation + ": " + (message.isEmpty() ? code : message), thrown);
    }

    /**
     * A read that was answered, and leads to nothing all the same.
     *
     * @param why the end of a sentence
     */
    static TroubleException of(String operation, String why) {
        return new TroubleException(LightsailTrouble.DOUBTFUL, "", operation + ": " + why + ".", null);
    }

    /** Every modelled Lightsail exception has the member {@code tip}, but they share no type that has it. */
    private static Optional<String> tip(AwsServiceException answer) {
        return answer.sdkFields().stream()
                .filter(field -> "tip".equals(field.memberName()))
                .findFirst()
                .map(field -> (String) field.getValueOrDefault(answer));
    }

    public LightsailTrouble trouble() {
        return trouble;
    }

    /** AWS's error code, or the kind of failure where there was no answer. */
    public String errorCode() {
        return errorCode;
    }

    /** Why a job is given up for it when it is not, or no longer, waited out. */
    public Failure failure() {
        return new Failure(trouble.givingUp(), errorCode, getMessage());
    }

    /** Whether the token of a page may be what was refused: how long one lives is not documented. */
    public boolean mayBeOfToken(Optional<String> token) {
        return trouble == LightsailTrouble.INVALID_INPUT && token.isPresent();
    }

    /** What becomes of a job that waits it out, whatever it is. */
    public Stop waitedOut() {
        return Stop.waiting(Phase.RETRY, trouble.waiting(), failure());
    }

    /** What becomes of a job that meets it. */
    public Stop stop() {
        return switch (trouble.reaction()) {
            case COME_BACK, COME_BACK_AND_LOOK -> waitedOut();
            case COME_BACK_BRIEFLY -> Stop.waiting(Phase.DENIED, trouble.waiting(), failure());
            // Nothing is asked for but by a name or an id that was seen before.
            case AS_WHEN_DESCRIBED -> Stop.waiting(Phase.VANISHED, Reason.SNAPSHOT_NOT_VISIBLE_YET, failure());
            case PARK -> Stop.refused(failure());
        };
    }
}
