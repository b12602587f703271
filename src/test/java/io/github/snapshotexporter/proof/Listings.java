package io.github.snapshotexporter.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.ExportSnapshotRecord;
import software.amazon.awssdk.services.lightsail.model.Operation;

/** Every page of a listing; no client of ours has paginators for all of them. */
final class Listings {
    private Listings() {}

    /**
     * The entries of all pages.
     *
     * @param page asks for the page of a token, which is null for the first
     * @param sizes is told how many entries a page had that was followed by another
     */
    static <P, E> List<E> all(
            Function<String, P> page, Function<P, List<E>> entries, Function<P, String> next, IntConsumer sizes) {
        List<E> all = new ArrayList<>();
        String token = null;
        do {
            P answer = page.apply(token);
            all.addAll(entries.apply(answer));
            token = next.apply(answer);
            if (token != null && !token.isEmpty()) {
                sizes.accept(entries.apply(answer).size());
            }
        } while (token != null && !token.isEmpty());
        return all;
    }

    /** The same, of whose pages nobody is told. */
    static <P, E> List<E> all(Function<String, P> page, Function<P, List<E>> entries, Function<P, String> next) {
        return all(page, entries, next, size -> {});
    }

    /** Lightsail's export records. */
    static List<ExportSnapshotRecord> exportRecords(LightsailClient lightsail, BiConsumer<String, Integer> sizes) {
        return all(
                token -> lightsail.getExportSnapshotRecords(request -> request.pageToken(token)),
                page -> page.exportSnapshotRecords(),
                page -> page.nextPageToken(),
                size -> sizes.accept("GetExportSnapshotRecords", size));
    }

    /** Lightsail's operations of whatever resource. */
    static List<Operation> operations(LightsailClient lightsail, BiConsumer<String, Integer> sizes) {
        return all(
                token -> lightsail.getOperations(request -> request.pageToken(token)),
                page -> page.operations(),
                page -> page.nextPageToken(),
                size -> sizes.accept("GetOperations", size));
    }
}
