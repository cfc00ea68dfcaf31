package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private record NoSettings() {}

    private record Fruit(String id) implements Extension<NoSettings> {
        @Override
        public String description() {
            return "A fruit.";
        }

        @Override
        public String source() {
            return "definition";
        }

        @Override
        public Class<NoSettings> settingsType() {
            return NoSettings.class;
        }
    }

    private static final Registry<Fruit> FRUITS =
            Registry.of("fruit", List.of(new Fruit("pear"), new Fruit("apple"), new Fruit("des-loc")));

    @Test
    void implementationsAreSortedById() {
        assertThat(FRUITS.ids()).containsExactly("apple", "des-loc", "pear");
        assertThat(FRUITS.all()).extracting(Fruit::id).isEqualTo(FRUITS.ids());
        assertThat(FRUITS.get("pear")).isEqualTo(new Fruit("pear"));
    }

    @Test
    void anUnknownIdIsAnsweredWithThoseThatExistAndTheNearest() {
        assertThatThrownBy(() -> FRUITS.get("aple"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no fruit 'aple'; known: apple, des-loc, pear\nMaybe you meant 'apple'.");
        assertThatThrownBy(() -> FRUITS.get("loc")).hasMessageEndingWith("Maybe you meant 'des-loc'.");
        assertThatThrownBy(() -> FRUITS.get("zzzzzz")).hasMessageEndingWith("known: apple, des-loc, pear");
    }

    @Test
    void twoWithOneIdAreRefusedAndBothNamed() {
        assertThatThrownBy(() -> Registry.of("fruit", List.of(new Fruit("pear"), new Fruit("pear"))))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("two implementations of fruit have the id 'pear'")
                .hasMessageContaining(Fruit.class.getName());
    }
}
