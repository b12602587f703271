package io.github.snapshotexporter.localcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows the exporter at work, without an account: the real function on emulated services, some of which misbehave on
 * purpose. Ends with status 0 only if everything has ended as expected. With the argument {@code serve} it stays up
 * instead, for the AWS CLI.
 */
public final class LocalDemo {
    /** Names the file that tells Maven to fail without a word of its own; set by the profile. */
    private static final String FAILED = "local.failed";

    private static final int FAILED_AND_TOLD = 3;

    private LocalDemo() {}

    /** Runs the demo, or serves. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Optional<Path> failed = Optional.ofNullable(System.getProperty(FAILED)).map(Path::of);
        if (failed.isPresent()) {
            Files.deleteIfExists(failed.get());
        }
        boolean serve = List.of(arguments).contains("serve");
        boolean ended = serve ? LocalServer.run() : runDemo();
        if (!ended && failed.isPresent()) {
            Files.writeString(failed.get(), "");
        }
        // The ledger's database leaves a thread behind that would keep the JVM up.
        System.exit(ended ? 0 : failed.isPresent() ? FAILED_AND_TOLD : 1);
    }

    private static boolean runDemo() throws IOException, InterruptedException {
        Screen screen = Screen.onStandardOutput(0);
        try (LocalCloud cloud = LocalCloud.start()) {
            DemoSnapshots.register(cloud.lightsail(), Clock.systemUTC());
            introduce(screen);
            Observed observed = new Observed();
            Chapters chapters = Chapters.of(screen);
            Narrator narrator = new Narrator(chapters, observed);
            DemoImages images = new DemoImages(cloud);
            DemoSummary summary = new DemoSummary(cloud, observed);
            List<Story> day;
            List<Story> night;
            try (LocalExporter exporter = LocalExporter.start(cloud, narrator, environment())) {
                DemoStories stories = new DemoStories(cloud, exporter, chapters, narrator, observed);
                day = stories.run();
                summary.table(screen, day);
                DemoNight theNight = new DemoNight(exporter, chapters, narrator, observed);
                theNight.register(cloud.lightsail());
                images.register();
                images.dryRun(screen, exporter);
                DemoNight.introduce(screen);
                night = theNight.run(stories.invocation());
            }
            summary.table(screen, night);
            cloud.sns().published().stream()
                    .filter(message -> DemoNight.isReport(message.document()))
                    .forEach(report -> showMail(screen, report));
            List<String> problems = images.shown(screen);
            screen.heading("The verdict");
            problems.forEach(screen::line);
            List<Story> all = Stream.of(day, night).flatMap(List::stream).toList();
            return summary.verdict(screen, all) && problems.isEmpty();
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(DemoImages.RULES);
        environment.put("SELECTION_POLICY", DemoNight.POLICY);
        return environment;
    }

    private static void showMail(Screen screen, Published report) {
        screen.heading("The e-mail in the morning, \"%s\"".formatted(report.subject()));
        report.email().lines().forEach(screen::copy);
    }

    private static void introduce(Screen screen) {
        screen.line(
                "The exporter's real function with the real AWS SDK; Lightsail, EC2, SQS, SNS and DynamoDB are in this"
                        + " process, and some of them misbehave on purpose. Nothing leaves this machine. It waits seconds where"
                        + " the stack waits minutes, and makes 2 attempts at most.");
        screen.line("");
        screen.line("Each export is a story of its own: what comes in, what the exporter decides and calls, and what it"
                + " publishes to the SNS topic. Much of it happens at the same time, as the seconds show, but it is told"
                + " one story after the other. It takes about a minute.");
    }
}
