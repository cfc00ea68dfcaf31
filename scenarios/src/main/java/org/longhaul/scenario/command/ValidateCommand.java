package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.inference.InferencePlan;
import org.longhaul.scenario.inference.InferencePlanner;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks scenario files without running them. */
@Command(
        name = "validate",
        description =
                "Check scenarios, of training and of inference, without running them, and say what they would run.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "scenario files")
    private List<Path> files = List.of();

    @Option(names = "--quiet", description = "print only what is wrong")
    private boolean quiet;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ValidateCommand() {}

    private record Checked(
            String file, boolean valid, List<String> summary, List<String> warnings, List<String> problems) {}

    @Override
    public Integer call() {
        Extensions extensions = Extensions.load();
        ScenarioReader reader = new ScenarioReader(extensions);
        InferenceReader ofInference = new InferenceReader(extensions);
        List<Checked> checked = files.stream()
                .map(file -> InferenceReader.isInference(file) ? check(ofInference, file) : check(reader, file))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (json) {
            out.println(Json.compact(checked));
        }
        for (Checked each : checked) {
            each.problems().forEach(err::println);
            each.warnings().forEach(warning -> err.println("Warning: " + warning));
            if (each.valid() && !quiet && !json) {
                out.println(each.file() + ": valid");
                each.summary().forEach(line -> out.println("  " + line));
            }
        }
        return checked.stream().allMatch(Checked::valid) ? ExitCode.DONE : ExitCode.WRONG_INPUT;
    }

    private static Checked check(InferenceReader reader, Path file) {
        try {
            InferencePlan plan = InferencePlanner.plan(reader.read(file), null);
            List<String> summary = new ArrayList<>(plan.summary());
            plan.guesses().forEach(guess -> summary.add("assumed: " + guess));
            return new Checked(file.toString(), true, summary, plan.warnings(), List.of());
        } catch (InvalidFileException e) {
            return invalid(file, e);
        }
    }

    private static Checked invalid(Path file, InvalidFileException e) {
        return new Checked(file.toString(), false, List.of(), List.of(), List.of(String.valueOf(e.getMessage())));
    }

    private static Checked check(ScenarioReader reader, Path file) {
        try {
            ScenarioReader.Source source = reader.read(file);
            RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
            Preflight preflight = Preflight.quick(plan, source.document(), Environment.physicalMemory());
            List<String> summary = new ArrayList<>(plan.summary());
            summary.addAll(preflight.lines());
            plan.guesses().forEach(guess -> summary.add("assumed: " + guess));
            return new Checked(file.toString(), true, summary, plan.warnings(), List.of());
        } catch (InvalidFileException e) {
            return invalid(file, e);
        }
    }
}
