package io.github.snapshotexporter.check;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.github.snapshotexporter.job.Words;
import io.github.snapshotexporter.settings.NightSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When the schedule fires next. */
final class NextNight implements Question {
    private static final Pattern CRON = Pattern.compile("cron\\((.*)\\)");
    private static final Pattern RATE = Pattern.compile("rate\\((.*)\\)");

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEEE, yyyy-MM-dd HH:mm", Locale.ENGLISH);

    private final NightSettings night;
    private final ZoneId timeZone;
    private final Clock clock;

    NextNight(NightSettings night, ZoneId timeZone, Clock clock) {
        this.night = night;
        this.timeZone = timeZone;
        this.clock = clock;
    }

    @Override
    public Finding look(Instant deadline) {
        if (night.scheduleExpression().isEmpty()) {
            return Finding.cannotTell(
                    "The function does not know its schedule.",
                    "Deployed by the template it does; locally nothing fires by itself.");
        }
        if (!night.isScheduleOn()) {
            return Finding.notOk(
                    "The schedule is off: no night runs by itself.",
                    "When the rest is as you want it: sam deploy --parameter-overrides ScheduleState=ENABLED");
        }
        String expression = night.scheduleExpression().get();
        Matcher rate = RATE.matcher(expression);
        if (rate.matches()) {
            return Finding.ok("It fires every " + rate.group(1) + ", counted from when it was switched on.");
        }
        Matcher cron = CRON.matcher(expression);
        return cron.matches() ? next(cron.group(1), expression) : notUnderstood(expression);
    }

    private Finding next(String fields, String expression) {
        ZonedDateTime now = clock.instant().atZone(timeZone);
        Optional<ZonedDateTime> next;
        try {
            // EventBridge's expression is Quartz's without the seconds. Made when asked for, not at every start.
            CronParser quartz = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
            next = ExecutionTime.forCron(quartz.parse("0 " + fields)).nextExecution(now);
        } catch (IllegalArgumentException unknown) {
            return notUnderstood(expression);
        }
        return next.map(time -> Finding.ok("It fires next on " + FORMAT.format(time) + " (" + timeZone + "), "
                        + Words.of(Duration.between(now, time).truncatedTo(ChronoUnit.MINUTES)) + " from now."))
                .orElseGet(() ->
                        Finding.notOk(expression + " never fires again.", "Deploy with another ScheduleExpression."));
    }

    private static Finding notUnderstood(String expression) {
        return Finding.cannotTell(
                "When " + expression + " fires next is not understood here.",
                "See it in the console: Amazon EventBridge, Scheduler, Schedules.");
    }
}
