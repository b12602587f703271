package io.github.snapshotexporter.settings;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What is to become of the images in EC2.
 *
 * @param stackName the value of the label by which this stack knows the images that it has made
 * @param rules which images each night keeps; none for all
 * @param timeZone whose days, weeks, months and years the rules mean
 * @param storagePrice of EBS snapshots, in USD per GB and month; zero where no cost is to be told
 */
public record ImageSettings(String stackName, KeepRules rules, ZoneId timeZone, BigDecimal storagePrice) {
    private static final BigDecimal USUAL_PRICE = new BigDecimal("0.05");
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("100");

    static ImageSettings of(EnvironmentReader read, String functionName) {
        return new ImageSettings(
                read.text("STACK_NAME").orElse(functionName),
                new KeepRules(
                        read.count("KEEP_LAST", KeepRules.MOST),
                        read.count("KEEP_DAILY", KeepRules.MOST),
                        read.count("KEEP_WEEKLY", KeepRules.MOST),
                        read.count("KEEP_MONTHLY", KeepRules.MOST),
                        read.count("KEEP_YEARLY", KeepRules.MOST),
                        read.optional(
                                "KEEP_WITHIN",
                                "a number of days from P1D to P" + KeepRules.MOST + "D, like P30D",
                                Optional.empty(),
                                text -> Optional.of(days(text)))),
                read.optional(
                        "TIME_ZONE",
                        "a name of the IANA time zone database, like Europe/Berlin",
                        ZoneId.of("UTC"),
                        text -> zone(text)),
                read.optional(
                        "STORAGE_PRICE",
                        "a price from 0 to " + HIGHEST_PRICE + ", like " + USUAL_PRICE,
                        USUAL_PRICE,
                        ImageSettings::price));
    }

    private static int days(String text) {
        return KeepRules.days(text).filter(days -> days >= 1).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(text, unknown);
        }
    }

    private static BigDecimal price(String text) {
        BigDecimal price = new BigDecimal(text);
        if (price.signum() < 0 || price.compareTo(HIGHEST_PRICE) > 0) {
            throw new IllegalArgumentException(text);
        }
        return price;
    }
}
