package org.longhaul.study.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.scenario.command.Longhaul;
import picocli.CommandLine;

/** What the command refuses before it reads a sweep. */
@NullUnmarked
final class SweepCommandTest {
    @Test
    void helpIsTheLastOfAllCommands() {
        assertThat(List.copyOf(Longhaul.create().getSubcommands().keySet()))
                .contains("run", "compare", "sweep", "trace")
                .endsWith("help");
        assertThat(Longhaul.create().execute("help", "sweep")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--engine, locl, --engine is 'locl'; allowed: local",
        "--threads, 0, --threads is 0; allowed: 1 to 1024",
        "--slots, 2000, --slots is 2000; allowed: 1 to 1024",
        "--device, gpu, --device"
    })
    void optionsAreCheckedInADryRunToo(String option, String value, String said) {
        StringWriter err = new StringWriter();
        CommandLine longhaul = Longhaul.create();
        longhaul.setErr(new PrintWriter(err, true));
        assertThat(longhaul.execute("sweep", "--dry-run", option, value, "absent.yaml"))
                .isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }
}
