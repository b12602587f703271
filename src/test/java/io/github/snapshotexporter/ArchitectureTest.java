package io.github.snapshotexporter;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkClient;

/** Which package may use which: only those that stand below it. */
class ArchitectureTest {
    private static final String ROOT = "io.github.snapshotexporter";
    /** Each may use those after it. */
    private static final List<String> DOWNWARD = List.of(
            "rehearsal",
            "dispatch",
            "event",
            "check",
            "nightly",
            "export",
            "images",
            "request",
            "notification",
            "copy",
            "selection",
            "retention",
            "ledger",
            "ec2",
            "lightsail",
            "queue",
            "wire",
            "telemetry",
            "job",
            "settings");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void every_package_is_in_the_order() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .allSatisfy(name -> assertThat(
                                name.equals(ROOT) || DOWNWARD.contains(name.substring(ROOT.length() + 1)))
                        .as(name)
                        .isTrue());
    }

    @Test
    void packages_depend_only_downward() {
        LayeredArchitecture order = layeredArchitecture().consideringOnlyDependenciesInLayers();
        order = order.layer("root").definedBy(ROOT);
        for (String name : DOWNWARD) {
            order = order.optionalLayer(name).definedBy(ROOT + "." + name + "..");
        }
        order = order.whereLayer("root").mayNotBeAccessedByAnyLayer();
        for (int i = 0; i < DOWNWARD.size(); i++) {
            List<String> above = new java.util.ArrayList<>(DOWNWARD.subList(0, i));
            above.add("root");
            order = order.whereLayer(DOWNWARD.get(i)).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
        }
        order.check(CLASSES);
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Text for machines and mail has the same digits and letters wherever the function, or the demo, runs. */
    @Test
    void no_text_speaks_the_language_of_the_machine() {
        noClasses()
                .should()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
                .check(CLASSES);
    }

    @Test
    void the_words_of_the_exporter_depend_on_nothing_else() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".job..", ROOT + ".settings..", ROOT + ".telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "com.amazonaws..")
                .check(CLASSES);
    }

    /** What it decides cannot be undone: it is to be read, and tested, without anything around it. */
    @Test
    void what_is_kept_is_decided_from_words_alone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".retention..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".job..", ROOT + ".settings..", ROOT + ".retention..")
                .check(CLASSES);
    }

    @Test
    void only_those_that_speak_with_a_service_have_its_client() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT,
                        ROOT + ".lightsail",
                        ROOT + ".ec2",
                        ROOT + ".queue",
                        ROOT + ".ledger",
                        ROOT + ".notification")
                .should()
                .dependOnClassesThat(
                        assignableTo(SdkClient.class).or(resideInAPackage("software.amazon.awssdk.services..")))
                .check(CLASSES);
    }

    /** It stands in the place of the services, and must not know who calls them. */
    @Test
    void the_canned_cloud_knows_nothing_of_the_exporter() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".rehearsal..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT + ".rehearsal.."))))
                .check(CLASSES);
    }

    @Test
    void each_service_is_spoken_with_in_one_place() {
        for (String[] place : new String[][] {
            {"lightsail", "lightsail"},
            {"ec2", "ec2"},
            {"sqs", "queue"},
            {"dynamodb", "ledger"},
            {"sns", "notification"}
        }) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT, ROOT + "." + place[1])
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk.services." + place[0] + "..")
                    .check(CLASSES);
        }
    }

    @Test
    void nobody_writes_to_a_stream_or_another_log_by_itself() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("Surroundings")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void time_and_chance_come_from_the_surroundings() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Surroundings")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .dependOnClassesThat(simpleName("ThreadLocalRandom"))
                .check(CLASSES);
    }

    @Test
    void no_class_can_be_extended_from_outside_without_having_been_made_for_it() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and(not(describe("sealed", type -> type.reflect().isSealed())))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
