package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.Defaults;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Vocabulary;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.training.codec.Codec;

/**
 * A default is stated once, at the component of its record. What code takes ({@link Defaults}) is what a scenario gets that
 * says nothing, and no code states it again.
 */
final class DefaultsTest {
    private static final Extensions EXTENSIONS = Extensions.load();
    private static final Vocabulary VOCABULARY = EXTENSIONS.vocabulary();

    private static Record bound(Class<? extends Record> settings) {
        return Binder.bind(VOCABULARY, YamlReader.parse("test.yaml", "{}"), settings, (path, file) -> file);
    }

    private static Record taken(Class<? extends Record> settings) {
        return Defaults.of(settings);
    }

    @Test
    void codeTakesWhatAScenarioGets() {
        List<String> compared = new ArrayList<>();
        for (ExtensionPoint<?> point : EXTENSIONS.all()) {
            for (ExtensionPoint.Entry<?> entry : point.entries()) {
                Record bound;
                try {
                    bound = bound(entry.settingsType());
                } catch (InvalidFileException e) {
                    continue; // Something has to be stated.
                }
                assertThat(taken(entry.settingsType())).as(entry.id()).isEqualTo(bound);
                if (entry.factory() instanceof Codec codec) {
                    assertThat(codec).as(entry.id()).isEqualTo(bound);
                }
                compared.add(entry.id());
            }
        }
        assertThat(compared).contains("ring", "hierarchical", "nccl", "flow", "packet", "auto", "top-k", "ddp");
    }

    /** Where a text has to repeat a constant, the two are the same. */
    @Test
    void textsThatNameConstantsSayThem() {
        NetworkSection silent = (NetworkSection) bound(NetworkSection.class);
        assertThat(silent.execution()).isEqualTo(ExecutionSettings.DEFAULT);
        assertThat(silent.fidelity().settings()).isEqualTo(FlowSettings.tcp());
        long tuned = HostBuffers.LINUX_TUNED.window();
        assertThat(FlowSettings.tcp().maximumWindow()).isEqualTo(tuned);
        assertThat(PacketSettings.defaults().maximumWindow()).isEqualTo(tuned);
        assertThat(new AutoFidelity().defaults().maximumWindow()).isEqualTo(tuned);
        assertThat(bound(Recovery.class)).isEqualTo(Recovery.DEFAULT);
    }

    /** A constant, or a method that is called after defaults, states them a second time if it lists values. */
    @Test
    void noCodeStatesThemAgain() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(location -> !location.contains("test-classes"))
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.longhaul");
        Set<String> doubles = new TreeSet<>();
        int records = 0;
        for (JavaClass each : classes) {
            records += statesDefaults(each) ? 1 : 0;
            for (JavaConstructorCall call : each.getConstructorCallsFromSelf()) {
                String origin = call.getOrigin().getName();
                boolean isDefault = origin.equals("<clinit>")
                        || origin.toLowerCase(Locale.ROOT).startsWith("default");
                if (isDefault && statesDefaults(call.getTargetOwner())) {
                    doubles.add(call.getOrigin().getFullName() + " makes a "
                            + call.getTargetOwner().getName());
                }
            }
        }
        assertThat(records).isGreaterThan(100);
        assertThat(doubles).isEmpty();
    }

    private static boolean statesDefaults(JavaClass type) {
        return type.isRecord()
                && type.getFields().stream()
                        .anyMatch(field -> field.isAnnotatedWith(JsonProperty.class)
                                && !field.getAnnotationOfType(JsonProperty.class)
                                        .defaultValue()
                                        .isEmpty());
    }
}
