package io.github.snapshotexporter.ledger;

import io.github.snapshotexporter.job.Delays;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** All that is kept in the one table. */
public record Ledgers(
        JobLedger jobs,
        ExportLedger exports,
        CopyLedger copies,
        RunLedger runs,
        RunMembers members,
        ImageLedger images) {
    /**
     * The ledgers of this table.
     *
     * @param maxInFlight how many exports may be in flight at once
     */
    public static Ledgers of(DynamoDbClient dynamoDb, String tableName, int maxInFlight, Delays delays, Clock clock) {
        LedgerTable table = new LedgerTable(dynamoDb, tableName, delays);
        return new Ledgers(
                new JobLedger(table, clock),
                new ExportLedger(table, maxInFlight, clock),
                new CopyLedger(table, clock),
                new RunLedger(table, clock),
                new RunMembers(table, clock),
                new ImageLedger(table, clock));
    }
}
