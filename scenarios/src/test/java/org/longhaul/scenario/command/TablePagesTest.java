package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of tables are the ones that the command prints; {@code -Dgolden.update=true} writes the tables. */
final class TablePagesTest {
    @ParameterizedTest
    @CsvSource({"devices, device", "clients, client"})
    void pageIsCurrent(String kind, String one) throws IOException {
        Path file = Path.of("..", "docs", kind + ".md");
        String page = Files.readString(file);
        String head = "<!-- generated: every " + one + " -->\n";
        int begin = page.indexOf(head);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + head + "\n" + Said.done("list", kind, "--markdown");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, wanted);
        }
        assertThat(Files.readString(file))
                .as("append what 'longhaul list " + kind + " --markdown' prints after a change of the table")
                .isEqualTo(wanted);
    }
}
