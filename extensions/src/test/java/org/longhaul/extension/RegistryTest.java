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

    @Provides(id = "fig", description = "A fig.", source = "a tree")
    private static final class Fig implements Extension<NoSettings> {}

    private interface Ripe<T, S extends Record> extends Extension<S> {}

    @Provides(id = "ripe-fig", description = "A fig.")
    private static class RipeFig implements Comparable<RipeFig>, Ripe<String, NoSettings> {
        @Override
        public int compareTo(RipeFig other) {
            return 0;
        }
    }

    private static final class Dried extends RipeFig {}

    @Test
    void anAnnotationAndTheTypeArgumentSayWhatItIs() {
        Fig fig = new Fig();
        assertThat(List.of(fig.id(), fig.description(), fig.source())).containsExactly("fig", "A fig.", "a tree");
        assertThat(fig.settingsType()).isEqualTo(NoSettings.class);
        assertThat(new RipeFig().source()).isEqualTo("definition");
        assertThat(new RipeFig().settingsType()).isEqualTo(NoSettings.class);
        assertThat(new Dried().settingsType()).isEqualTo(NoSettings.class);
    }

    @Test
    void whatSaysNothingOfItselfIsRefused() {
        assertThatThrownBy(() -> Registry.of("fruit", List.of(new Dried())))
                .isInstanceOf(ExtensionException.class)
                .hasMessage(Dried.class.getName() + " is not annotated with @Provides.");
    }

    @Test
    void twoWithOneIdAreRefusedAndBothNamed() {
        assertThatThrownBy(() -> Registry.of("fruit", List.of(new Fruit("pear"), new Fruit("pear"))))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("two implementations of fruit have the id 'pear'")
                .hasMessageContaining(Fruit.class.getName());
    }
}
