package io.github.snapshotexporter.proof;

import io.github.snapshotexporter.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;

/**
 * Finds out on an account what nobody has documented: {@code mvn -q -Pproof -Dstack=NAME}. It makes the smallest things that
 * it needs, lets the stack export them, tells what it has seen beside what {@code docs/facts.md} expects, and deletes all
 * that it has made.
 */
public final class Proof {
    private static final Path FOLDER = Path.of("target", "proof");

    /** Names the file that tells Maven to fail without a word of its own; set by the profile. */
    private static final String FAILED = "proof.failed";

    private static final int FAILED_AND_TOLD = 3;

    private final ProofOptions options;
    private final Around around;

    /**
     * What is around it.
     *
     * @param settings of all clients
     * @param seesCalls who else sees each call
     * @param confirmed asks whoever has started it for a yes
     * @param hooks what is run when the process is told to end, as by Ctrl-C
     */
    record Around(
            Consumer<AwsClientBuilder<?, ?>> settings,
            List<ExecutionInterceptor> seesCalls,
            Waiting waiting,
            PrintStream out,
            BooleanSupplier confirmed,
            Hooks hooks,
            Path folder) {}

    /** Threads that are run when the process is told to end. */
    interface Hooks {
        void add(Thread hook);

        void remove(Thread hook);

        /** Those of the process. */
        static Hooks ofTheProcess() {
            return new Hooks() {
                @Override
                public void add(Thread hook) {
                    Runtime.getRuntime().addShutdownHook(hook);
                }

                @Override
                public void remove(Thread hook) {
                    try {
                        Runtime.getRuntime().removeShutdownHook(hook);
                    } catch (IllegalStateException endsAlready) {
                        // It is being run.
                        return;
                    }
                }
            };
        }
    }

    Proof(ProofOptions options, Around around) {
        this.options = options;
        this.around = around;
    }

    /**
     * The main program.
     *
     * @param definitions what Maven has made of its command line, which it leaves in a variable
     */
    public static void main(String[] definitions) throws IOException {
        Optional<Path> failed = Optional.ofNullable(System.getProperty(FAILED)).map(Path::of);
        if (failed.isPresent()) {
            Files.deleteIfExists(failed.get());
        }
        boolean well = proves(definitions, System.out);
        if (!well && failed.isPresent()) {
            Files.writeString(failed.get(), "");
        }
        System.exit(well ? 0 : FAILED_AND_TOLD);
    }

    private static boolean proves(String[] definitions, PrintStream out) {
        try {
            ProofOptions.refuseUnknown(System.getenv().getOrDefault("MAVEN_CMD_LINE_ARGS", ""));
            ProofOptions options = ProofOptions.of(Arrays.asList(definitions));
            Around real = new Around(
                    builder -> options.region().ifPresent(region -> builder.region(Region.of(region))),
                    List.of(),
                    new Waiting(Clock.systemUTC(), Surroundings.real().sleep(), Duration.ofSeconds(5)),
                    out,
                    Proof::saysYes,
                    Hooks.ofTheProcess(),
                    FOLDER);
            return new Proof(options, real).run();
        } catch (ProofException | SdkException told) {
            out.println(told.getMessage());
            return false;
        }
    }

    private static boolean saysYes() {
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
        } catch (IOException unread) {
            return false;
        }
    }

    /**
     * All of it.
     *
     * @return whether nothing differs and nothing is left
     * @throws ProofException where it cannot begin
     */
    boolean run() {
        ProofRun run = ProofRun.begin(around.waiting().clock().instant(), new SecureRandom());
        Path folder = around.folder().resolve(run.id());
        Turns turns = new Turns();
        List<ExecutionInterceptor> interceptors = new ArrayList<>(List.of(turns));
        interceptors.addAll(around.seesCalls());
        interceptors.add(new RawAnswers(folder));
        try (Account account = Account.of(around.settings(), interceptors)) {
            DeployedStack stack = DeployedStack.find(account.cloudFormation(), options.stack());
            if (options.clean()) {
                return told(new Cleaner(account, stack, any -> true).clean());
            }
            announce();
            if (!options.yes() && !around.confirmed().getAsBoolean()) {
                throw new ProofException("Nothing was made.");
            }
            return proved(account, stack, run, new Cleaner(account, stack, run::equals), turns, folder);
        }
    }

    private void announce() {
        around.out()
                .println(String.join(
                        "\n",
                        "It makes in this account, and deletes at the end:",
                        options.instance()
                                ? "- the smallest Linux instance of Lightsail, a snapshot of it, an AMI"
                                : "- a disk of 8 GB in Lightsail, a snapshot of it, an EBS snapshot",
                        options.again() ? "- a second such result, by a second ExportSnapshot" : "",
                        "- a queue, a subscription to the stack's topic, a rule of EventBridge",
                        "With a rule of the stack by which images go, a second snapshot and its result, too.",
                        "All of it costs a few cents, USD 0.10 at most, if it is gone within a day.",
                        options.yes() ? "" : "Go on? Say yes: "));
    }

    /** Whether it ends, fails or is interrupted: what was made is deleted. */
    private boolean proved(
            Account account, DeployedStack stack, ProofRun run, Cleaner cleaner, Turns turns, Path folder) {
        AtomicBoolean cleaned = new AtomicBoolean();
        Thread interrupted = new Thread(() -> turns.last(() -> {
            if (cleaned.compareAndSet(false, true)) {
                told(cleaner.clean());
            }
        }));
        around.hooks().add(interrupted);
        Optional<Seen> seen = Optional.empty();
        String trouble = "";
        try {
            seen = Optional.of(new Steps(account, stack, options, run, around.waiting(), this::say).go());
        } catch (ProofException | SdkException failed) {
            trouble = failed instanceof SdkException answer ? Trouble.sentence(answer) : failed.getMessage();
            say(trouble);
        }
        boolean allGone = !cleaned.compareAndSet(false, true) || told(cleaner.clean());
        around.hooks().remove(interrupted);
        seen.ifPresent(all -> new FactsTable(all).writeTo(around.out(), folder));
        return allGone
                && trouble.isEmpty()
                && seen.filter(all -> new FactsTable(all).differs()).isEmpty();
    }

    private void say(String sentence) {
        around.out().println(sentence);
    }

    private boolean told(Cleaner.Cleaned cleaned) {
        cleaned.deleted().forEach(what -> say("Deleted: " + what));
        cleaned.left().forEach(what -> say("NOT deleted: " + what));
        if (!cleaned.left().isEmpty()) {
            say("Say it again later with -Dclean.");
        } else if (cleaned.deleted().isEmpty()) {
            say("Nothing of a proof is there.");
        }
        return cleaned.left().isEmpty();
    }
}
