package io.github.snapshotexporter.proof;

import io.github.snapshotexporter.Surroundings;
import io.github.snapshotexporter.localcloud.LightsailEmulator;
import io.github.snapshotexporter.localcloud.LocalAccount;
import io.github.snapshotexporter.localcloud.LocalClients;
import io.github.snapshotexporter.localcloud.LocalCloud;
import io.github.snapshotexporter.localcloud.LocalExporter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClientBuilder;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.lightsail.LightsailClientBuilder;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** The local cloud with a stack in it that works, for proofs. */
final class ProvingGround implements AutoCloseable {
    static final String STACK = "exporter";

    private static final Map<String, String> RULE = Map.of("KEEP_LAST", "30");

    private final LocalCloud cloud;
    private final LocalAccount account;
    private final LocalExporter exporter;
    private final List<ExecutionInterceptor> watching = new ArrayList<>();
    private final KeptHooks hooks = new KeptHooks();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private ProvingGround(Map<String, String> environment, Map<String, String> parameters) {
        cloud = LocalCloud.start();
        // As many operations as Lightsail documents.
        cloud.lightsail().pageSize(200);
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("NotificationEmail", "user@example.org");
        account = LocalAccount.start(cloud).deployed(STACK, all).alarm(STACK + "-no-run", "OK");
        exporter = LocalExporter.start(cloud, environment);
    }

    /** A stack that keeps all images, as by default. */
    static ProvingGround thatKeepsAll() {
        return new ProvingGround(Map.of(), Map.of());
    }

    /** A stack that has a rule, and may therefore delete. */
    static ProvingGround thatLetsImagesGo() {
        return new ProvingGround(RULE, Map.of("KeepLast", "30"));
    }

    LocalCloud cloud() {
        return cloud;
    }

    LocalAccount account() {
        return account;
    }

    /** Lets this see each call of the proofs that follow. */
    ProvingGround watchedBy(ExecutionInterceptor watcher) {
        watching.add(watcher);
        return this;
    }

    void unwatched() {
        watching.clear();
        hooks.forget();
    }

    /** Does what Ctrl-C does: starts what a run has asked for, while the run goes on. */
    Thread pressCtrlC() {
        Thread hook = hooks.only();
        hook.start();
        return hook;
    }

    /** No process has to end for them. */
    private static final class KeptHooks implements Proof.Hooks {
        private final List<Thread> kept = new CopyOnWriteArrayList<>();

        @Override
        public void add(Thread hook) {
            kept.add(hook);
        }

        @Override
        public void remove(Thread hook) {
            kept.remove(hook);
        }

        Thread only() {
            return kept.getFirst();
        }

        void forget() {
            kept.clear();
        }
    }

    /**
     * A proof, from its command line to its end.
     *
     * @return whether nothing differs and nothing is left
     */
    boolean prove(Path folder, String... options) {
        return proof(folder, true, options).run();
    }

    /** The same, where nobody says yes. */
    boolean proveUnconfirmed(Path folder, String... options) {
        return proof(folder, false, options).run();
    }

    private Proof proof(Path folder, boolean confirmed, String... options) {
        List<String> commandLine = new ArrayList<>(List.of("-q", "-Pproof", "-Dstack=" + STACK));
        commandLine.addAll(Arrays.asList(options));
        return new Proof(
                ProofOptions.of(commandLine),
                new Proof.Around(
                        pointHere(),
                        watching,
                        new Waiting(Clock.systemUTC(), Surroundings.real().sleep(), Duration.ofMillis(100)),
                        new PrintStream(told, true, StandardCharsets.UTF_8),
                        () -> confirmed,
                        hooks,
                        folder));
    }

    /** What was told since the last time. */
    String told() {
        String text = told.toString(StandardCharsets.UTF_8);
        told.reset();
        return text;
    }

    /** Clients of the account, for tests to look around. */
    Account clients() {
        return Account.of(pointHere(), List.of());
    }

    private Consumer<AwsClientBuilder<?, ?>> pointHere() {
        Map<String, String> environment = account.environment();
        return builder -> builder.region(Region.of(LightsailEmulator.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalClients.ACCESS_KEY, LocalClients.SECRET_KEY)))
                .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_" + service(builder))));
    }

    private static String service(AwsClientBuilder<?, ?> builder) {
        return switch (builder) {
            case CloudFormationClientBuilder _ -> "CLOUDFORMATION";
            case CloudWatchClientBuilder _ -> "CLOUDWATCH";
            case EventBridgeClientBuilder _ -> "EVENTBRIDGE";
            case LightsailClientBuilder _ -> "LIGHTSAIL";
            case Ec2ClientBuilder _ -> "EC2";
            case SnsClientBuilder _ -> "SNS";
            case SqsClientBuilder _ -> "SQS";
            default -> throw new IllegalArgumentException("a proof needs no " + builder);
        };
    }

    @Override
    public void close() {
        exporter.close();
        account.close();
        cloud.close();
    }
}
