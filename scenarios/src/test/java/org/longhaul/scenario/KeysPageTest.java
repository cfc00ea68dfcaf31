package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.KeyReference;
import org.longhaul.scenario.file.Setting;

/** The reference page of scenario keys is the one that the records give. */
final class KeysPageTest {
    private static final Path PAGE = Path.of("..", "docs", "scenario-keys.md");
    private static final String BEGIN = "<!-- generated: every key -->\n";

    private final String reference = KeyReference.of(Extensions.load().vocabulary(), Scenario.class);

    @Test
    void pageIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + BEGIN + "\n" + reference;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE))
                .as("append what 'longhaul schema --markdown' prints after a change of settings")
                .isEqualTo(wanted);
    }

    @Test
    void everyKeyOfTheFileAndEveryImplementationStandsInIt() {
        for (Setting setting : Setting.of(Scenario.class)) {
            assertThat(reference).contains("| `" + setting.name() + "` | ");
        }
        Extensions.load().vocabulary().points().forEach(point -> point.ids()
                .forEach(id -> assertThat(reference).contains("### `" + id + "`")));
    }

    @Test
    void everyLinkLeadsToAHeading() {
        Arrays.stream(reference.split("\\]\\(#", -1)).skip(1).forEach(rest -> {
            String anchor = rest.substring(0, rest.indexOf(')'));
            assertThat(reference.lines().filter(line -> line.startsWith("## ")))
                    .as(anchor)
                    .anyMatch(heading -> heading.substring(3)
                            .replace("`", "")
                            .replace(' ', '-')
                            .toLowerCase(Locale.ROOT)
                            .equals(anchor.toLowerCase(Locale.ROOT)));
        });
    }
}
