package org.longhaul.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;

/** What every registered data set keeps that needs no files. */
class DatasetContractTest {
    /** A data set of the default settings, drawn once. */
    private record Drawn(DatasetFactory<?> factory, Examples examples) {
        @Override
        public String toString() {
            return factory.id();
        }
    }

    private static final List<Drawn> ALL = all();

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Drawn> all() {
        List<Drawn> all = new ArrayList<>();
        for (DatasetFactory factory : ServiceLoader.load(DatasetFactory.class)) {
            if (needsNothing(factory)) {
                all.add(new Drawn(factory, factory.create(DefaultSettings.of(factory))));
            }
        }
        assertThat(all)
                .extracting(Drawn::toString)
                .contains("digits", "gait", "synthetic-alpha-beta", "prototypes")
                .doesNotHaveDuplicates();
        return all;
    }

    private static boolean needsNothing(DatasetFactory<?> factory) {
        Class<?> type = factory.settingsType();
        return Arrays.stream(type.getRecordComponents())
                .allMatch(component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        || (component.getAccessor().isAnnotationPresent(JsonProperty.class)
                                && !component
                                        .getAccessor()
                                        .getAnnotation(JsonProperty.class)
                                        .required()));
    }

    static List<Drawn> drawn() {
        return ALL;
    }

    @ParameterizedTest
    @MethodSource("drawn")
    @SuppressWarnings({"rawtypes", "unchecked"})
    void shapeIsThatOfTheExamplesBeforeAnythingIsRead(Drawn drawn) {
        DatasetFactory factory = drawn.factory;
        assertThat(factory.shape(DefaultSettings.of(factory))).isEqualTo(drawn.examples.shape());
        assertThat(factory.id()).matches("[a-z0-9-]+");
        assertThat(factory.description()).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void classesGroupsAndAttributesAreInRange(Drawn drawn) {
        Examples examples = drawn.examples;
        int[] seen = new int[examples.labels()];
        List<String> attributes = examples.attributes();
        assertThat(attributes).isNotEmpty().doesNotHaveDuplicates();
        int heldOut = 0;
        for (int item = 0; item < examples.size(); item++) {
            seen[examples.label(item)]++;
            heldOut += examples.isHeldOut(item) ? 1 : 0;
            if (!examples.isDealt(item)) {
                continue;
            }
            assertThat(examples.group(item)).isBetween(0, examples.groups() - 1);
            assertThat(examples.value(0, item)).isEqualTo(examples.group(item));
            for (int attribute = 0; attribute < attributes.size(); attribute++) {
                assertThat(examples.value(attribute, item)).isBetween(0, examples.values(attribute) - 1);
                assertThat(examples.valueName(attribute, examples.value(attribute, item)))
                        .isNotBlank();
            }
        }
        assertThat(seen).doesNotContain(0);
        assertThat(heldOut).isPositive().isLessThan(examples.size() / 2);
    }

    @ParameterizedTest
    @MethodSource("drawn")
    @SuppressWarnings({"rawtypes", "unchecked"})
    void examplesAreTheSameEachTimeAndFillTheirShape(Drawn drawn) {
        Examples examples = drawn.examples;
        DatasetFactory<Record> factory = (DatasetFactory) drawn.factory;
        Examples again = factory.create(DefaultSettings.of(factory));
        assertThat(again.identity()).isEqualTo(examples.identity()).isNotBlank();
        int elements = examples.shape().elements();
        for (int item = 0; item < examples.size(); item += 1 + examples.size() / 50) {
            float[] numbers = new float[elements + 2];
            float[] same = new float[elements];
            Arrays.fill(numbers, Float.NaN);
            examples.copy(item, numbers, 1);
            again.copy(item, same, 0);
            assertThat(Arrays.copyOfRange(numbers, 1, elements + 1)).containsExactly(same);
            assertThat(numbers[0]).isNaN();
            assertThat(numbers[elements + 1]).isNaN();
            for (float number : same) {
                assertThat(Float.isFinite(number)).isTrue();
            }
            assertThat(again.label(item)).isEqualTo(examples.label(item));
        }
    }
}
