package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.snapshotexporter.world.EventFiles;
import org.junit.jupiter.api.Test;

/** The event of the stack's schedule that lies in {@code events/} is what the template has Scheduler send. */
class ScheduleEventFileTest {
    @Test
    void it_has_the_members_of_the_templates_input_and_the_same_constants() {
        JsonNode input = Template.parse(Template.withDefaults()
                .only("AWS::Scheduler::Schedule")
                .at("/Target/Input")
                .textValue());
        JsonNode file = EventFiles.json("scheduler_input-of-the-stack");

        assertThat(file.fieldNames()).toIterable().containsExactlyElementsOf(input::fieldNames);
        for (String constant : new String[] {"version", "detail-type", "source", "detail"}) {
            assertThat(file.path(constant)).isEqualTo(input.path(constant));
        }
    }
}
