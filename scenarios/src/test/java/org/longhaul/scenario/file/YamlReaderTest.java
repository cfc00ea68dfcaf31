package org.longhaul.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class YamlReaderTest {
    @TempDir
    Path folder;

    private static Problem refused(String yaml) {
        return catchThrowableOfType(InvalidFileException.class, () -> YamlReader.parse("x.yaml", yaml))
                .problems()
                .get(0);
    }

    private static Problem refused(Path file) {
        return catchThrowableOfType(InvalidFileException.class, () -> YamlReader.read(file))
                .problems()
                .get(0);
    }

    @Test
    void remembersWhereEachNodeStands() {
        YamlNode.Mapping root = (YamlNode.Mapping)
                YamlReader.parse("x", "# c\na: 1\nb:\n  - 2\n").root();
        assertThat(root.entries().get(0).value().line()).isEqualTo(2);
        assertThat(root.entries().get(0).value().column()).isEqualTo(4);
        YamlNode.Sequence b = (YamlNode.Sequence) root.entries().get(1).value();
        assertThat(b.items().get(0).line()).isEqualTo(4);
    }

    @Test
    void refusesWhatIsNoDocument() {
        assertThat(refused("").message()).isEqualTo("is empty");
        assertThat(refused("# only\n").message()).contains("comments");
        assertThat(refused("a: 1\n---\nb: 2\n").line()).isEqualTo(2);
        assertThat(refused("a: 1\na: 2\n").message()).contains("given twice, first at line 1");
        assertThat(refused("a:\n\tb: 1\n").message()).contains("tab");
        assertThat(refused("a: [1, 2\nb: 3\n").message()).contains("not valid YAML");
        assertThat(refused("? [a]\n: b\n").message()).contains("key");
        assertThat(refused("a: *b\n").message()).isNotEmpty();
        assertThat(refused("a: \u0001\n").message()).contains("U+0001");
    }

    @Test
    void refusesDepthAndAliasesThatExplode() {
        assertThat(refused("[".repeat(10_000)).message()).contains("deeper");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String inner = ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]%n".formatted(i, i, inner));
        }
        assertThat(refused(bomb.toString()).message()).contains("expands beyond");
    }

    @Test
    void refusesFilesThatAreNone() throws IOException {
        assertThat(refused(folder).message()).isEqualTo("is a directory");
        assertThat(refused(folder.resolve("none.yaml")).message()).isEqualTo("no such file");
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', '\n', (byte) 0xe9, '\n'});
        assertThat(refused(latin).message()).contains("0xe9").contains("UTF-8");
        assertThat(refused(latin).line()).isEqualTo(2);
        Path huge = folder.resolve("huge.yaml");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertThat(refused(huge).message()).isEqualTo("has 100000000 bytes");
    }
}
