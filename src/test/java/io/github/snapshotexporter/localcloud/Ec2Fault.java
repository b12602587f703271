package io.github.snapshotexporter.localcloud;

/** The errors of EC2 that can meet any request, as faults. */
public final class Ec2Fault {

    private Ec2Fault() {}

    /** A throttled request: unlike Lightsail's, HTTP 503. */
    public static Fault throttle() {
        return Fault.error("RequestLimitExceeded", 503, "Request limit exceeded.");
    }

    /** Something broke inside EC2. */
    public static Fault internalError() {
        return Fault.error("InternalError", 500, "An internal error has occurred");
    }

    /** EC2 has no room for the request. */
    public static Fault unavailable() {
        return Fault.error("Unavailable", 503, "The service is unavailable. Please try again shortly.");
    }

    /** The caller's policies do not allow the operation. */
    public static Fault denied(String operation) {
        return Fault.error(
                "UnauthorizedOperation",
                403,
                ("You are not authorized to perform this operation. User:"
                                + " arn:aws:sts::%s:assumed-role/exporter/exporter is not authorized to perform: ec2:%s"
                                + " because no identity-based policy allows the ec2:%s action")
                        .formatted(LightsailEmulator.ACCOUNT, operation, operation));
    }
}
