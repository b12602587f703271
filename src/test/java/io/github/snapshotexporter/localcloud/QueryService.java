package io.github.snapshotexporter.localcloud;

import java.net.URI;
import java.util.Map;
import java.util.function.BiConsumer;

/** A service on the loopback address that speaks the AWS Query protocol, and may deny any of its operations. */
final class QueryService implements AutoCloseable {

    private final String namespace;
    private final String prefix;
    private final Map<String, BiConsumer<QueryForm, XmlMembers>> operations;
    private final Faults faults = new Faults();
    private final HttpEndpoint endpoint;

    private QueryService(String namespace, String prefix, Map<String, BiConsumer<QueryForm, XmlMembers>> operations) {
        this.namespace = namespace;
        this.prefix = prefix;
        this.operations = operations;
        this.endpoint = HttpEndpoint.start(0, this::answer);
    }

    /**
     * Starts on a free port.
     *
     * @param namespace of the XML
     * @param prefix of the actions in a policy
     * @param operations what writes the result of each
     */
    static QueryService start(
            String namespace, String prefix, Map<String, BiConsumer<QueryForm, XmlMembers>> operations) {
        return new QueryService(namespace, prefix, operations);
    }

    URI endpoint() {
        return endpoint.uri();
    }

    /** Denies every later call of the operation. */
    void deny(String operation) {
        faults.always(operation, Fault.error("AccessDenied", 403, Denial.message(prefix, operation)));
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            QueryForm form = QueryForm.parse(request.body());
            String action = form.get("Action");
            faults.apply(action, endpoint);
            BiConsumer<QueryForm, XmlMembers> operation = operations.get(action);
            if (operation == null) {
                throw new AwsError("InvalidAction", 400, "Could not find operation " + action);
            }
            XmlMembers result = new XmlMembers();
            operation.accept(form, result);
            return QueryXml.ok(namespace, action, result.toString());
        } catch (AwsError e) {
            return QueryXml.error(namespace, e);
        }
    }
}
