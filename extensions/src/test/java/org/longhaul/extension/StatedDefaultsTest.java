package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatedDefaultsTest {

    record Side(int length) {
        public static Side parse(String text) {
            return new Side(Integer.parseInt(text.replace(" m", "")));
        }
    }

    record Everything(
            @JsonProperty(defaultValue = "2") int whole,
            @JsonProperty(defaultValue = "20000000000") long large,
            @JsonProperty(defaultValue = "1e-3") double real,
            @JsonProperty(defaultValue = "true") boolean yes,
            @JsonProperty(defaultValue = "ring") String text,
            @JsonProperty(defaultValue = "'*'") String quoted,
            @JsonProperty(defaultValue = "micro-seconds") Unit constant,
            @JsonProperty(defaultValue = "[1, 2]") List<Integer> list,
            @JsonProperty(defaultValue = "['*']") List<String> texts,
            @JsonProperty(defaultValue = "[]") List<TimeUnit> empty,
            @JsonProperty(defaultValue = "{}") Map<String, String> map,
            @JsonProperty(defaultValue = "3 m") Side side,
            @Nullable Double absent) {}

    enum Unit {
        MICRO_SECONDS
    }

    record Stated(@JsonProperty(defaultValue = "1") int first, int second) {}

    record Wrong(@JsonProperty(defaultValue = "nowhere") Unit unit) {}

    record Unreadable(@JsonProperty(defaultValue = "1") Object any) {}

    @Test
    void readsEveryKindOfText() {
        assertThat(Defaults.of(Everything.class))
                .isEqualTo(new Everything(
                        2,
                        20_000_000_000L,
                        1e-3,
                        true,
                        "ring",
                        "*",
                        Unit.MICRO_SECONDS,
                        List.of(1, 2),
                        List.of("*"),
                        List.of(),
                        Map.of(),
                        new Side(3),
                        null));
    }

    @Test
    void whatHasToBeStatedHasNone() {
        assertThatThrownBy(() -> Defaults.of(Stated.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'second' of " + Stated.class.getName() + " must be stated.");
    }

    @Test
    void aTextThatStatesNothingIsNamed() {
        assertThatThrownBy(() -> Defaults.of(Wrong.class))
                .hasMessageContaining("'nowhere' is no " + Unit.class.getName());
        assertThatThrownBy(() -> Defaults.of(Unreadable.class)).hasMessageContaining("no way to read '1'");
    }
}
