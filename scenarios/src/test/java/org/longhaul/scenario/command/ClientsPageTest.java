package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of clients is the one that the command prints; {@code -Dgolden.update=true} writes it. */
final class ClientsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "clients.md");
    private static final String BEGIN = "<!-- generated: every client -->\n";

    @Test
    void pageIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + BEGIN + "\n" + Said.done("list", "clients", "--markdown");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE))
                .as("append what 'longhaul list clients --markdown' prints after a change of the table")
                .isEqualTo(wanted);
    }
}
