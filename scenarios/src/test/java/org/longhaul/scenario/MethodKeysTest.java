package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.training.method.DistributedMethodFactory;

/** Settings of a method stand beside what it does differently from the rest of its scenario. */
final class MethodKeysTest {
    private static List<String> keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** A setting with such a name could not be stated: the other would be read. */
    @Test
    void noSettingOfAMethodHasTheNameOfWhatStandsBesideIt() {
        List<String> beside = keys(MethodSection.class);
        List<String> seen = new ArrayList<>();
        for (ExtensionPoint<?> point : Extensions.load().all()) {
            for (ExtensionPoint.Entry<?> entry : point.entries()) {
                if (entry.factory() instanceof DistributedMethodFactory<?>) {
                    assertThat(keys(entry.settingsType())).as(entry.id()).doesNotContainAnyElementsOf(beside);
                    seen.add(entry.id());
                }
            }
        }
        assertThat(beside).contains("schedule", "batch");
        assertThat(seen).contains("pafl", "fedavg");
    }
}
