package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.report.HtmlReport;
import org.longhaul.analysis.report.ReportSection;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.Said;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.participation.ParticipationFactory;

/** A section of the report and a command, one class each and none of them in the program, of a run. */
final class UsersReportTest {
    @TempDir
    private Path folder;

    @Test
    void oneClassEachIsEnough() throws IOException {
        Map<Class<?>, Class<?>> services = Map.of(
                DistributedMethodFactory.class, OneShot.class,
                ParticipationFactory.class, EveryOther.class,
                ReportSection.class, Carbon.class,
                UserCommand.class, Slowest.class);
        RunRecord run = UsersServices.run(folder, services, UsersServices.scenario("server.yaml"));
        String without = HtmlReport.render(run);
        assertThat(without).doesNotContain("Carbon dioxide");
        assertThat(Said.refused("slowest", "record.json")).contains("slowest");

        Path record = folder.resolve("record.json");
        RunRecordJson.write(run, record);
        UsersServices.doWith(folder, services, () -> {
            String report = HtmlReport.render(run);
            for (MethodRecord method : run.methods()) {
                // Five clients of 300 W each, 400 g of carbon dioxide for a kilowatt-hour.
                double grams = 5 * 0.3 * 400 / 3600 * method.totals().simulatedNanos() / 1e9;
                assertThat(report).contains(">" + String.format(Locale.ROOT, "%.3f", grams) + "<");
            }
            int from = report.indexOf("<section aria-labelledby=\"carbon-heading\">");
            assertThat(report.substring(from))
                    .startsWith(
                            """
                    <section aria-labelledby="carbon-heading">
                    <h2 id="carbon-heading">Carbon dioxide</h2>
                    <p class="note">Workers of 300 W each, at 400 g of carbon dioxide for a kilowatt-hour.</p>
                    """);
            // Nothing else of the page is another.
            int to = report.indexOf("</section>\n\n", from) + "</section>\n\n".length();
            assertThat(report.substring(0, from) + report.substring(to)).isEqualTo(without);

            MethodRecord slowest = run.methods().stream()
                    .max(Comparator.comparingLong(method -> method.totals().simulatedNanos()))
                    .orElseThrow();
            assertThat(Said.done("slowest", record.toString())).isEqualTo(slowest.label() + System.lineSeparator());
            assertThat(Said.done("--help")).contains("slowest");
            assertThat(Said.done("slowest", "--help"))
                    .contains("Usage: longhaul slowest")
                    .contains("takes longest");
        });
    }

    /** One that takes the name of another is refused with both places. */
    @Test
    void aNameThatIsTakenIsRefused() throws IOException {
        UsersServices.doWith(folder, Map.of(UserCommand.class, Taken.class), () -> {
            assertThatThrownBy(() -> Said.to("--help"))
                    .isInstanceOf(ExtensionException.class)
                    .hasMessageContaining("two implementations of command have the id 'run'")
                    .hasMessageContaining(Taken.class.getName());
        });
    }

    /** A command that calls itself as one of the program's does. */
    @Provides(id = "run", description = "Taken.")
    public static final class Taken implements UserCommand {
        @Override
        public Integer call() {
            return 0;
        }
    }
}
