package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered corpus tells about itself; their reading is tested one by one, as each needs its own files. */
@SuppressWarnings("rawtypes")
class CorpusContractTest {
    static List<CorpusFactory> factories() {
        List<CorpusFactory> all = ServiceLoader.load(CorpusFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(all).extracting(CorpusFactory::id).contains("wordnet", "text", "jsonl", "tokens");
        assertThat(all).extracting(CorpusFactory::id).doesNotHaveDuplicates();
        return all;
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("unchecked")
    void saysWhatItIsAndDescribesEverySetting(CorpusFactory factory) {
        assertThat(factory.id()).matches("[a-z0-9-]+");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
        Class<? extends Record> type = factory.settingsType();
        for (RecordComponent component : Objects.requireNonNull(type.getRecordComponents())) {
            assertThat(component.getAccessor().getAnnotation(JsonPropertyDescription.class))
                    .as(component.getName())
                    .isNotNull();
        }
    }
}
