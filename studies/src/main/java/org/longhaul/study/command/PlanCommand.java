package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.Json;
import org.longhaul.study.plan.PlanAnswer;
import org.longhaul.study.plan.PlanSpec;
import org.longhaul.study.plan.PlanText;
import org.longhaul.study.plan.Planning;
import org.longhaul.study.plan.point.PlanException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which network, method and periods meet a target, and at which price. */
@AutoService(UserCommand.class)
@Provides(
        id = "plan",
        description =
                "Say which network, method and periods meet a target, at which price, and what would turn that around.")
@Command(
        sortOptions = false,
        footer = {
            "",
            "Asked is a plan file (docs/planning.md); a scenario, of whose methods the schedules are followed",
            "without training; or recorded runs, which answer by replay, with their losses:",
            "  longhaul plan scenarios/plans/cloud-regions.yaml",
            "  longhaul plan two-datacenters.yaml --utilisation 0.5 --bandwidth '1 Gbit/s..1 Tbit/s'",
            "  longhaul plan two-datacenters.yaml --utilisation 0.5 --ask smallest-period --method diloco",
            "  longhaul plan runs/quick-20261122-180000 --reach loss=3.1 --deadline '30 s' --ask cheapest",
            "",
            "Prices and powers are never guessed: what neither the plan, nor the topology, nor the device table",
            "states is not priced.",
            "",
            "Exit codes: 0 done, 1 something that was asked is met nowhere, 2 wrong input, 3 a fault of this"
                    + " program."
        })
public final class PlanCommand implements UserCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "a plan file, a scenario file, or one or several run directories")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--utilisation",
            paramLabel = "SHARES",
            description = "shares of the time to be spent computing, such as 0.5,0.9")
    private @Nullable String utilisation;

    @Option(
            names = "--reach",
            paramLabel = "MEASURE=VALUE",
            description = "a value to be reached, of recorded runs: loss=2.6, accuracy=0.9")
    private @Nullable String reach;

    @Option(names = "--tokens", paramLabel = "N", description = "tokens, or examples, that all workers are to train on")
    private @Nullable Double tokens;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "most time until the target, such as '12 h'; the same as --with 'limits.time=12 h'")
    private @Nullable String deadline;

    @Option(
            names = "--bandwidth",
            paramLabel = "[KEY=]FROM..TO",
            description =
                    "bandwidth that is looked for: '100 Mbit/s..1 Tbit/s', of the key that the topology's builder has,"
                            + " or 'topology.access=1 Gbit/s..100 Gbit/s'")
    private @Nullable String bandwidth;

    @Option(
            names = "--ask",
            split = ",",
            paramLabel = "QUESTION",
            description =
                    "times, least-bandwidth, smallest-period, crossovers, cheapest, frontier (default: what there is enough for)")
    private List<String> questions = new ArrayList<>();

    @Option(names = "--method", split = ",", paramLabel = "LABEL", description = "methods, by label (default: all)")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "another value of a key of the scenario, as in longhaul replay; may be repeated")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "KEY=VALUE",
            description = "another value of a key of the plan: limits.dollars=500, check.load=0.5; may be repeated")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--packet", description = "check recommendations packet by packet too, where that is affordable")
    private boolean packet;

    @Option(
            names = "--below",
            description = "show the last bandwidth of the grid that misses instead of the first that meets")
    private boolean below;

    @Option(names = "--json", description = "print JSON: seconds, bit/s, bytes, dollars, kilowatt-hours")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "no progress")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    /** picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    public PlanCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (PlanProgress progress = new PlanProgress(err, quiet)) {
            PlanAnswer answer = Planning.answer(plan(), progress);
            progress.clear();
            if (json) {
                out.print(Json.indented(answer));
            } else {
                new PlanText(out, Terminal.style(), Terminal.width()).print(answer, below);
            }
            return answer.isIncomplete() ? ExitCode.INCOMPLETE : ExitCode.DONE;
        } catch (PlanException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private PlanSpec plan() {
        Path first = files.get(0);
        boolean areRuns = Files.isDirectory(first);
        YamlDocument document = areRuns ? ofRuns() : YamlReader.read(first);
        Path folder = areRuns ? Path.of("") : Planning.folderOf(first);
        if (!areRuns && files.size() > 1) {
            throw new WrongInputException(
                    files.get(1) + " is one file too many; allowed: one plan or scenario, or run directories");
        }
        if (!areRuns && document.findings().isWritten("topology")) {
            document = ofScenario(first);
        }
        try {
            for (String change : changes()) {
                document = YamlChange.parse(change).in(document);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
        return Planning.read(document, folder);
    }

    private YamlDocument ofRuns() {
        for (Path run : files) {
            if (!Files.isDirectory(run)) {
                throw new WrongInputException(
                        run + " is no run directory; allowed beside " + files.get(0) + ": further run directories");
            }
        }
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("name", "plan");
        plan.put("runs", files.stream().map(Path::toString).toList());
        return YamlReader.parse("the command's plan", Json.compact(plan));
    }

    private static YamlDocument ofScenario(Path file) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("name", "plan");
        plan.put("scenario", file.toAbsolutePath().normalize().toString());
        return YamlReader.parse("the command's plan", Json.compact(plan));
    }

    /** The options as changes of the plan. */
    private List<String> changes() {
        List<String> all = new ArrayList<>();
        if (utilisation != null) {
            all.add("target.utilisation=[" + utilisation + "]");
        }
        if (reach != null) {
            int equals = reach.indexOf('=');
            if (equals < 1) {
                throw new WrongInputException(
                        "--reach: found '" + reach + "'; allowed: MEASURE=VALUE, such as loss=2.6");
            }
            all.add("target.reach={" + reach.substring(0, equals) + ": " + reach.substring(equals + 1) + "}");
        }
        if (tokens != null) {
            all.add("target.tokens=" + tokens);
        }
        if (deadline != null) {
            all.add("limits.time=" + deadline);
        }
        if (bandwidth != null) {
            bandwidth(bandwidth, all);
        }
        if (!questions.isEmpty()) {
            all.add("questions=[" + String.join(", ", questions) + "]");
        }
        if (!methods.isEmpty()) {
            all.add("methods=" + Json.compact(methods));
        }
        if (!settings.isEmpty()) {
            all.add("set=" + Json.compact(settings));
        }
        if (packet) {
            all.add("check.packet=true");
        }
        all.addAll(changes);
        return all;
    }

    private static void bandwidth(String written, List<String> all) {
        int equals = written.indexOf('=');
        int dots = written.indexOf("..", equals + 1);
        if (dots < 0) {
            throw new WrongInputException(
                    "--bandwidth: found '" + written
                            + "'; allowed: [KEY=]FROM..TO, such as '100 Mbit/s..1 Tbit/s' or 'topology.wide=1 Gbit/s..1 Tbit/s'");
        }
        if (equals > 0) {
            all.add("bandwidth.of=[" + written.substring(0, equals).strip() + "]");
        }
        all.add("bandwidth.from=" + written.substring(equals + 1, dots).strip());
        all.add("bandwidth.to=" + written.substring(dots + 2).strip());
    }
}
