package org.longhaul.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values put at paths, and the tree written as text. */
@NullUnmarked
final class YamlChangeTest {
    private static final YamlDocument DOCUMENT = YamlReader.parse(
            "small.yaml",
            """
            name: small          # a comment
            topology: {builder: star, bandwidth: 1 Gbit/s}
            methods:
              - id: ddp
              - {id: des-loc, label: "slow: one"}
              - {id: des-loc, label: fast}
            seeds: [1, 2]
            targets:
            """);

    private static String after(String change) {
        return YamlChange.parse(change).in(DOCUMENT).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topology.bandwidth=2.5 Gbit/s | bandwidth: 2.5 Gbit/s",
                "topology.latency=5 ms | latency: 5 ms",
                "network.fidelity=packet | network:\\n  fidelity: packet",
                "methods[0].collective=ring | collective: ring",
                "methods[ddp].collective=ring | collective: ring",
                "methods[fast].id=ddp | - id: ddp\\n    label: fast",
                "seeds[1]=7 | - 7",
                "seeds={count: 3} | seeds:\\n  count: 3",
                "faults=[] | faults: []",
                "targets[0]=x |",
            })
    void putsAValueAtAPath(String change, String expected) {
        if (expected == null) {
            assertThatThrownBy(() -> after(change)).hasMessage("targets[0]: targets is nothing, which has no items");
            return;
        }
        assertThat(after(change)).contains(expected.replace("\\n", "\n"));
    }

    @Test
    void takesAKeyAwayAndKeepsTheRest() {
        YamlDocument without = YamlChange.parse("seeds=").in(DOCUMENT);
        assertThat(without.text()).doesNotContain("seeds").contains("\"slow: one\"");
        assertThat(YamlChange.parse("seeds=[1, 2]").in(without).findings().isWritten("seeds[1]"))
                .isTrue();
        assertThat(YamlChange.parse("methods[slow: one]=").in(DOCUMENT).text()).doesNotContain("slow");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "seeds | 'seeds' is no change of a scenario; allowed: path=value",
                "=1 | '=1' is no change of a scenario",
                "a..b=1 | 'a..b' is no path",
                "name.first=1 | name.first: name is 'small', which has no keys",
                "methods[dpd].label=x | methods has no item 'dpd'; allowed: 0 (ddp), 1 (des-loc), 2 (des-loc)",
                "methods[des-loc].label=x | several items of methods have the value 'des-loc'; allowed: a number from 0 to 2",
                "seed= | seed: there is no key 'seed' to take away",
            })
    void saysWhereAPathEnds(String change, String message) {
        assertThatThrownBy(() -> after(change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheNearest() {
        assertThatThrownBy(() -> after("methods[dpd].label=x")).hasMessageContaining("Maybe \"ddp\"");
        assertThatThrownBy(() -> after("seed=")).hasMessageContaining("Maybe \"seeds\"");
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> library = Files.list(Path.of("library"));
                Stream<Path> examples = Files.list(Path.of("examples"))) {
            return Stream.concat(library, examples)
                    .filter(f -> f.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Whatever is written in a shipped scenario, its text after a change reads as the same tree. */
    @ParameterizedTest
    @MethodSource("shipped")
    void theTextReadsAsTheSameTree(Path file) {
        YamlDocument document = YamlReader.read(file);
        YamlDocument changed = YamlChange.parse("description=\"a \\\"b\\\": \\\\ c\\n\\t\\u00e9\"")
                .in(document);
        assertThat(leaves(YamlReader.parse("again", changed.text()).root())).isEqualTo(leaves(changed.root()));
    }

    private static Object leaves(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().stream()
                    .map(e -> List.of(e.key().text(), leaves(e.value())))
                    .toList();
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return List.of(
                    "list",
                    sequence.items().stream().map(YamlChangeTest::leaves).toList());
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        return scalar.isNull() ? "nothing" : scalar.text();
    }
}
