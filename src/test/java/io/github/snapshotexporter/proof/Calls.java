package io.github.snapshotexporter.proof;

import java.util.Locale;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** What a call is called. */
final class Calls {
    private Calls() {}

    static String operation(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }

    /** As a policy names it. */
    static String action(ExecutionAttributes attributes) {
        String service =
                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).toLowerCase(Locale.ROOT);
        return (service.equals("eventbridge") ? "events" : service) + ":" + operation(attributes);
    }
}
