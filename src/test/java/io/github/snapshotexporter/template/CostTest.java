package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the stack costs by standing there: of each resource that has a price, and of every other the reason why not. */
class CostTest {
    /**
     * Prices by the month, as docs/cost.md has them, and how many of each the lasting free tier covers in an account that
     * has no others.
     */
    private record Price(String monthly, int free) {}

    private static final Map<String, Price> PRICED = Map.of(
            "AWS::KMS::Key", new Price("1.00", 0),
            "AWS::CloudWatch::Dashboard", new Price("3.00", 3),
            "AWS::CloudWatch::Alarm", new Price("0.10", 10));

    /** Billed by use, or not at all. */
    private static final Set<String> WITHOUT_A_PRICE_FOR_STANDING = Set.of(
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::DynamoDB::Table",
            "AWS::Events::Rule",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Role",
            "AWS::IAM::RolePolicy",
            "AWS::Lambda::Alias",
            "AWS::Lambda::EventInvokeConfig",
            "AWS::Lambda::EventSourceMapping",
            "AWS::Lambda::Function",
            "AWS::Lambda::Version",
            "AWS::Logs::LogGroup",
            "AWS::Logs::QueryDefinition",
            "AWS::SNS::Subscription",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::Queue",
            "AWS::SQS::QueuePolicy",
            "AWS::Scheduler::Schedule");

    @Test
    void it_is_known_of_every_resource_whether_standing_costs() {
        assertThat(types(Map.of("TopicEncryption", "CUSTOMER_KEY", "NotificationEmail", "a@example.com")))
                .allMatch(type -> PRICED.containsKey(type) || WITHOUT_A_PRICE_FOR_STANDING.contains(type));
    }

    @Test
    void with_the_free_tier_the_stack_stands_for_nothing() {
        assertThat(standing(Map.of(), true)).isEqualByComparingTo("0.00");
        assertThat(standing(Map.of("Dashboard", "OFF"), true)).isEqualByComparingTo("0.00");
    }

    @Test
    void a_key_of_its_own_costs_a_dollar() {
        assertThat(standing(Map.of("TopicEncryption", "CUSTOMER_KEY"), true)).isEqualByComparingTo("1.00");
    }

    @Test
    void the_table_of_the_costs_has_what_the_template_has() throws IOException {
        String page = Files.readString(Path.of("docs", "cost.md"));
        long alarms = types(Map.of()).stream()
                .filter("AWS::CloudWatch::Alarm"::equals)
                .count();

        assertThat(page)
                .contains("| CloudWatch alarms (" + alarms + ") | " + priceOf(alarms, "0.10") + " |")
                .contains("| **with the free tier, if nothing else uses it up** | **0.00** | **0.00** |");
        assertThat(standing(Map.of(), false))
                .isEqualByComparingTo(priceOf(alarms, "0.10").add(new BigDecimal("3.00")));
    }

    private static BigDecimal priceOf(long many, String each) {
        return new BigDecimal(each).multiply(BigDecimal.valueOf(many)).setScale(2, RoundingMode.HALF_UP);
    }

    private static BigDecimal standing(Map<String, String> parameters, boolean withFreeTier) {
        List<String> types = types(parameters);
        return PRICED.entrySet().stream()
                .map(entry -> {
                    long many = types.stream().filter(entry.getKey()::equals).count();
                    long paid =
                            Math.max(0, many - (withFreeTier ? entry.getValue().free() : 0));
                    return priceOf(paid, entry.getValue().monthly());
                })
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<String> types(Map<String, String> parameters) {
        return Template.with(parameters).resources().values().stream()
                .map(resource -> resource.path("Type").asText())
                .toList();
    }
}
