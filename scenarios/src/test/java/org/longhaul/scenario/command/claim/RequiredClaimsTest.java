package org.longhaul.scenario.command.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on checking claims lists what must hold: every claim there is in the catalogue, the exact ones are reproduced. */
final class RequiredClaimsTest {
    private static final Path PAGE = Path.of("..", "docs", "checking-claims.md");
    private static final Path RECORD =
            Path.of("src", "main", "resources", "org", "longhaul", "scenario", "claim", "verdicts.tsv");
    private static final Pattern CLAIM = Pattern.compile("\\[([a-z0-9-]+)]\\(claims\\.md#\\1\\)");

    @Test
    void exactOnesAreReproducedAndOrdersAreJudged() throws IOException {
        Map<String, String> verdicts = new HashMap<>();
        for (String line : Files.readAllLines(RECORD)) {
            String[] parts = line.split("\t", 3);
            verdicts.put(parts[0], parts[1]);
        }
        int exact = 0;
        int orders = 0;
        for (String line : Files.readAllLines(PAGE)) {
            boolean isExact = line.startsWith("| exact |");
            if (!isExact && !line.startsWith("| order |")) {
                continue;
            }
            Matcher claims = CLAIM.matcher(line);
            int found = 0;
            for (; claims.find(); found++) {
                assertThat(verdicts).as(line).containsKey(claims.group(1));
                if (isExact) {
                    assertThat(verdicts.get(claims.group(1)))
                            .as(claims.group(1))
                            .isEqualTo("reproduced");
                }
            }
            assertThat(found).as(line).isPositive();
            exact += isExact ? found : 0;
            orders += isExact ? 0 : found;
        }
        assertThat(exact).isGreaterThan(70);
        assertThat(orders).isGreaterThan(30);
    }
}
