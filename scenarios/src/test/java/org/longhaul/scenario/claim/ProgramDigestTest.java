package org.longhaul.scenario.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever figures follow from makes another program; where it lies and what it says of papers does not. */
final class ProgramDigestTest {
    @TempDir
    private Path folder;

    private String digest(String program) throws IOException {
        return ProgramDigest.of(folder.resolve(program).toString());
    }

    private void write(String folderName, String name, String text) throws IOException {
        Path within = folder.resolve(folderName).resolve(name.substring(0, name.lastIndexOf('/')));
        Files.createDirectories(within);
        Files.writeString(folder.resolve(folderName).resolve(name), text);
    }

    @Test
    void codeAndShippedDataCountAndClaimsDoNot() throws IOException {
        String prices = "org/longhaul/topology/build/cloud-prices.txt";
        write("a", prices, "aws 0.02");
        write("a", "some/Code.class", "code");
        write("a", "org/longhaul/scenario/claim/verdicts.tsv", "x");
        String first = digest("a");
        write("a", "org/longhaul/scenario/claim/verdicts.tsv", "y");
        assertThat(digest("a")).isEqualTo(first);
        write("b", prices, "aws 0.02");
        write("b", "some/Code.class", "code");
        assertThat(digest("b")).isEqualTo(first);
        write("b", prices, "aws 0.03");
        assertThat(digest("b")).isNotEqualTo(first);
        write("a", "some/Code.class", "other code");
        assertThat(digest("a")).isNotEqualTo(first);
    }
}
