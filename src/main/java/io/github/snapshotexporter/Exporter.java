package io.github.snapshotexporter;

import io.github.snapshotexporter.check.StackCheck;
import io.github.snapshotexporter.dispatch.BatchRunner;
import io.github.snapshotexporter.dispatch.DirectRunner;
import io.github.snapshotexporter.dispatch.JobRunner;
import io.github.snapshotexporter.dispatch.LastResort;
import io.github.snapshotexporter.ec2.Ec2Images;
import io.github.snapshotexporter.ec2.ImageDeletion;
import io.github.snapshotexporter.ec2.ImageInventory;
import io.github.snapshotexporter.event.MessageDecoder;
import io.github.snapshotexporter.event.PayloadDecoder;
import io.github.snapshotexporter.event.SelectionDecoder;
import io.github.snapshotexporter.export.ExportSteps;
import io.github.snapshotexporter.images.ImageRetention;
import io.github.snapshotexporter.images.OtherExports;
import io.github.snapshotexporter.images.RetentionForecast;
import io.github.snapshotexporter.job.Delays;
import io.github.snapshotexporter.job.InvalidRequestException;
import io.github.snapshotexporter.job.Patience;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.ledger.Ledgers;
import io.github.snapshotexporter.lightsail.ExportRecordListings;
import io.github.snapshotexporter.lightsail.Lightsail;
import io.github.snapshotexporter.nightly.NightlyRuns;
import io.github.snapshotexporter.notification.Documents;
import io.github.snapshotexporter.notification.Milestones;
import io.github.snapshotexporter.notification.Publisher;
import io.github.snapshotexporter.notification.Subscriptions;
import io.github.snapshotexporter.queue.JobQueue;
import io.github.snapshotexporter.rehearsal.CannedCloud;
import io.github.snapshotexporter.request.JobTools;
import io.github.snapshotexporter.request.RequestStep;
import io.github.snapshotexporter.settings.InvalidSettingsException;
import io.github.snapshotexporter.settings.Settings;
import io.github.snapshotexporter.settings.TopicArn;
import io.github.snapshotexporter.telemetry.DecisionLog;
import java.time.Clock;
import java.util.List;

/** Everything put together: what the handler needs, and what is done before a snapshot. */
record Exporter(PayloadDecoder decoder, BatchRunner batches, DirectRunner direct, StackCheck check, Priming priming) {
    /** @throws InvalidSettingsException naming what is wrong with the settings */
    static Exporter of(Settings settings, AwsClients aws, Surroundings surroundings) {
        Clock clock = surroundings.clock();
        DecisionLog log = new DecisionLog(settings.functionName(), clock, surroundings.logLines());
        Delays delays = new Delays(
                settings.delays().shortest(), settings.delays().longest(), surroundings.random(), surroundings.sleep());
        Patience patience = new Patience(settings.deadlines(), delays, clock);
        JobQueue queue = new JobQueue(aws.sqs(), settings.exportQueueUrl(), settings.deadLetterQueueUrl(), log);
        Ledgers ledgers = Ledgers.of(aws.dynamoDb(), settings.ledgerTableName(), settings.maxInFlight(), delays, clock);
        Lightsail lightsail = new Lightsail(aws.lightsail(), clock);
        TopicArn topic = settings.notificationTopicArn();
        Milestones milestones = new Milestones(
                new Documents(topic.account(), topic.region(), settings.images().storagePrice()),
                new Publisher(aws.sns(), topic.value(), settings.documentation()),
                queue);
        JobTools tools = new JobTools(
                lightsail,
                new ExportRecordListings(lightsail, clock),
                new Ec2Images(aws.ec2()),
                ledgers,
                queue,
                milestones,
                patience,
                clock,
                log);
        RequestStep.Requests requests = tools.requests();
        Selection policy = policy(settings);
        ExportSteps exports = new ExportSteps(tools, requests, settings, policy);
        ImageInventory inventory = new ImageInventory(aws.ec2());
        ImageRetention retention = new ImageRetention(
                ledgers.images(), inventory, new ImageDeletion(aws.ec2()), settings.images(), clock, log);
        RetentionForecast forecast = new RetentionForecast(
                ledgers.images(), inventory, new OtherExports(lightsail, log), settings.images(), clock);
        NightlyRuns nightly = new NightlyRuns(tools, retention, settings);
        LastResort lastResort = new LastResort(queue, settings.deadlines(), delays, clock);
        JobRunner jobs = new JobRunner(exports, nightly, retention, requests, lastResort, log);
        MessageDecoder messages = new MessageDecoder(
                topic.region(), policy, settings.permissions().copiesAutomaticSnapshots(), clock);
        PayloadDecoder decoder = new PayloadDecoder(messages);
        return new Exporter(
                decoder,
                new BatchRunner(messages, jobs, queue, log),
                new DirectRunner(jobs, nightly, forecast, queue, ledgers.exports(), log),
                new StackCheck(
                        new StackCheck.Things(
                                nightly, lightsail, ledgers, inventory, queue, new Subscriptions(aws.sns())),
                        policy,
                        settings,
                        clock),
                new Priming(
                        () -> new Rehearsal(new CannedCloud()).play(Rehearsal.OFTEN),
                        lightsail,
                        ledgers.exports(),
                        log));
    }

    private static Selection policy(Settings settings) {
        try {
            return SelectionDecoder.policy(settings.selectionPolicy());
        } catch (InvalidRequestException malformed) {
            throw new InvalidSettingsException(List.of("SELECTION_POLICY is not usable: " + malformed.getMessage()));
        }
    }
}
