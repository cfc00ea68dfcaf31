package org.longhaul.training.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.data.Split;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.data.TokenDocuments;

/** What every registered partitioner keeps. */
class PartitionerContractTest {
    private static final TokenDocuments CORPUS = TestCorpora.words(9, 120, 30);

    @SuppressWarnings("rawtypes")
    static List<PartitionerFactory> factories() {
        List<PartitionerFactory> all = ServiceLoader.load(PartitionerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(all).extracting(PartitionerFactory::id).contains("iid", "by-domain", "by-group", "dirichlet");
        assertThat(all).extracting(PartitionerFactory::id).doesNotHaveDuplicates();
        return all;
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void everyDocumentGoesToExactlyOneWorker(PartitionerFactory factory) throws ReflectiveOperationException {
        Partitioner partitioner = withDefaults(factory);
        int[] training = CORPUS.documents(Split.TRAINING);
        for (int workers : new int[] {1, 2, 5}) {
            int[] assigned = partitioner.assign(CORPUS, training, workers, 3);
            assertThat(assigned).hasSameSizeAs(training);
            assertThat(Arrays.stream(assigned).allMatch(w -> w >= 0 && w < workers))
                    .isTrue();
            assertThat(Arrays.stream(assigned).distinct().count()).isEqualTo(workers);
            int total = 0;
            for (int[] documents : partitioner.shares(CORPUS, training, workers, 3)) {
                total += documents.length;
            }
            assertThat(total).isEqualTo(training.length);
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void equalSeedsDivideEqually(PartitionerFactory factory) throws ReflectiveOperationException {
        int[] training = CORPUS.documents(Split.TRAINING);
        assertThat(withDefaults(factory).assign(CORPUS, training, 4, 11))
                .containsExactly(withDefaults(factory).assign(CORPUS, training, 4, 11));
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void saysWhatItIs(PartitionerFactory factory) {
        assertThat(factory.id()).matches("[a-z0-9-]+");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
    }

    /** Settings from the defaults in the annotations, numbers only. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Partitioner withDefaults(PartitionerFactory factory) throws ReflectiveOperationException {
        Class<? extends Record> type = factory.settingsType();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            JsonProperty property = components[i].getAccessor().getAnnotation(JsonProperty.class);
            if (components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                continue;
            }
            assertThat(property).isNotNull();
            assertThat(types[i]).isEqualTo(double.class);
            values[i] = Double.parseDouble(property.defaultValue());
        }
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return factory.create(constructor.newInstance(values));
    }
}
