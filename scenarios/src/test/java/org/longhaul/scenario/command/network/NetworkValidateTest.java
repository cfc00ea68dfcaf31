package org.longhaul.scenario.command.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Said;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.simulator.validation.MeasuredRanges;
import org.longhaul.simulator.validation.NetworkValidation;
import org.longhaul.simulator.validation.ValidationBars;
import org.longhaul.simulator.validation.ValidationResult;
import org.longhaul.simulator.validation.ValidationTables;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code longhaul network validate}, and the page that it keeps current. */
final class NetworkValidateTest {
    private static final Path PAGE = Path.of("..", "docs", "validation.md");

    /** What the program says as JSON of every case of flow, run once for all tests. */
    private static JsonNode judged = JsonNodeFactory.instance.missingNode();

    private static int code;
    private static List<ValidationResult> flow = List.of();

    @TempDir
    Path folder;

    @BeforeAll
    static void runFlow() {
        Said said = Said.to("network", "validate", "--json");
        JsonMapper mapper = JsonMapper.builder().build();
        judged = mapper.readTree(said.out());
        code = said.code();
        flow = List.of(mapper.treeToValue(judged.path("flow"), ValidationResult[].class));
    }

    @Test
    void jsonHasEveryCaseAndWhichBoundsAreMet() {
        assertThat(flow).extracting(ValidationResult::validationCase).isEqualTo(NetworkValidation.cases());
        List<ValidationBars.Bar> bars = ValidationBars.flow(flow);
        assertThat(judged.path("bounds")).hasSameSizeAs(bars);
        assertThat(code)
                .isEqualTo(bars.stream().allMatch(ValidationBars.Bar::met) ? ExitCode.DONE : ExitCode.INCOMPLETE);
    }

    @Test
    void flowIsJudgedWithItsPeersBesideIt() {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new NetworkValidateCommand(() -> flow));
        command.setOut(new PrintWriter(out));
        int ended = command.execute();
        assertThat(out.toString())
                .contains(
                        "errors of flow",
                        "median absolute error",
                        "SimGrid LV08",
                        "ring all-reduce by queue",
                        "random loss (calibrate)",
                        "cloud pairs, AWS to GCP (published)",
                        "the cases cover",
                        " bounds met.")
                .doesNotContain("packet");
        List<ValidationBars.Bar> bars = ValidationBars.flow(flow);
        assertThat(ended)
                .isEqualTo(bars.stream().allMatch(ValidationBars.Bar::met) ? ExitCode.DONE : ExitCode.INCOMPLETE);
        assertThat(out.toString().lines().filter(line -> line.startsWith("not met: flow, ")))
                .hasSize((int) bars.stream().filter(bar -> !bar.met()).count());
    }

    @Test
    void chosenGroupsAreRunCaseByCase() {
        String said = Said.done("network", "validate", "--group", "BURST", "--group", "two-way");
        assertThat(said).contains("loss burst", "repetition 4", "reno, queue 125000 bytes, forward", "82.8000 Mbit/s");
        assertThat(said).doesNotContain("incast", "bounds met");
        assertThat(Said.done("network", "validate", "--group", "burst", "--json"))
                .startsWith("[{")
                .contains("\"group\":\"loss burst\"");
        assertThat(Said.refused("network", "validate", "--group", "rings of Saturn"))
                .contains("--group", "'rings of Saturn'", "ring all-reduce by queue", "latecomers");
        assertThat(Said.refused("network", "validate", "--group", "ring", "--write", PAGE.toString()))
                .contains("--write", "--group");
    }

    /** Whoever changes the flow network is reminded to write the page again; packet takes too long to be run here. */
    @Test
    void thePageOnValidationSaysOfFlowWhatIsTrueToday() throws IOException {
        String page = Files.readString(PAGE);
        ValidationTables tables = new ValidationTables(flow, List.of());
        for (ValidationTables.Row row : tables.rows()) {
            String figures = String.join(" | ", ValidationTables.figures(row.flow()));
            assertThat(page.lines().map(line -> line.replace("*", "")))
                    .as("longhaul network validate --packet --write docs/validation.md")
                    .anyMatch(line -> line.startsWith(
                            "| " + row.label() + " | " + row.flow().cases() + " | " + figures + " |"));
        }
        assertThat(PAGE.resolveSibling("images/validation.svg")).exists();
    }

    /** What the page says of packet was run when it was written: every bound is met but those that one draw decides. */
    @Test
    void thePageListsAsMissedWhatOneDrawOfLatecomersMisses() throws IOException {
        List<String> packet = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| packet | ") && line.contains("met"))
                .toList();
        assertThat(packet)
                .hasSizeGreaterThanOrEqualTo(3 + 19 + 2 + 1)
                .anyMatch(line -> line.contains("largest error, latecomers, medians of later measurements"));
        assertThat(packet.stream().filter(line -> line.contains("not met")).map(line -> line.split(" \\| ")[1]))
                .isSubsetOf("largest error", "mean error, latecomers");
    }

    @Test
    void tablesAndPictureAreWrittenAndProseIsKept() throws IOException {
        Path page = folder.resolve("validation.md");
        String prose = Files.readString(PAGE);
        Files.writeString(page, prose);
        List<ValidationResult> results = flow.subList(0, 45);
        List<ValidationBars.Bar> bounds = List.of(new ValidationBars.Bar("flow", "error, all", 0.09, 0.07, false));
        new ValidationPage(new ValidationTables(results, results), bounds, MeasuredRanges.ofAll()).write(page);

        String written = Files.readString(page);
        assertThat(written)
                .startsWith(prose.substring(0, prose.indexOf("<!-- begin groups")))
                .contains("| flow | error, all | 9.0 % | 7.0 % | **not met** |")
                .contains("| cubic, random loss | ", "bandwidth-delay product, kB")
                .doesNotContain("two-way, forward");
        assertThat(written.lines().filter(line -> line.contains("| validate |") || line.contains("| calibrate |")))
                .hasSize(45);
        assertThat(Files.readString(folder.resolve("images/validation.svg")))
                .contains("<svg", "short transfers", "SimGrid LV08", "all cases");

        // Writing again changes nothing.
        new ValidationPage(new ValidationTables(results, results), bounds, MeasuredRanges.ofAll()).write(page);
        assertThat(page).hasContent(written);
    }

    @Test
    void aPageWithoutMarkersIsRefusedBeforeAnythingRuns() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "# Nothing to fill in\n");
        assertThat(Said.refused("network", "validate", "--write", page.toString()))
                .contains("--write", "<!-- begin groups -->");
        assertThat(Said.refused(
                        "network",
                        "validate",
                        "--write",
                        folder.resolve("none.md").toString()))
                .contains("is no file");
    }
}
